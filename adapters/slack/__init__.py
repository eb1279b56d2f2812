"""Slack: direct messages, a modal, the App Home and one command; Socket Mode or HTTP.

`connect` gives the connection that the server keeps running. What only a running bot needs is
imported when it starts, so that the manifest can be printed without it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from adapters.connection import Connection
from adapters.slack.drawing import read_back, render_reply
from adapters.slack.manifest import manifest
from adapters.slack.reading import read_message
from bot.bot import Bot
from bot.config import Config
from bot.office.probing import Answered

__all__ = ["connect", "manifest", "probe", "read_back", "read_message", "render_reply"]


def connect(bot: Bot, config: Config) -> Connection:
    """Slack, switched on. Raises KnowledgeError where a secret is missing or of another shape."""
    from adapters.slack.link import link

    return link(bot, config, os.environ)


def probe(config: Config, environment: Mapping[str, str]) -> Answered:
    """Prove our tokens to Slack; see `bot.office.probing`."""
    from adapters.slack.probing import probe as shown

    return shown(config, environment)
