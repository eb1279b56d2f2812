"""Microsoft Teams: a signpost in a channel (outgoing webhook), or a private talk (personal bot).

`activity` and `drawing` convert and do nothing else; `webhook` and `personal` are the two ways;
`caller`, `keys` and `admission` say who is let in; `outbound` sends; `package` makes the app.
"""

from __future__ import annotations

import os
from typing import Final

import httpx

from adapters.connection import Connection
from adapters.teams.activity import read_message
from adapters.teams.admission import Admission
from adapters.teams.caller import verify_with
from adapters.teams.drawing import read_back, render_reply
from adapters.teams.keys import Keys
from adapters.teams.outbound import LOGIN, Credentials, Outbound, Token
from adapters.teams.package import package
from adapters.teams.personal import PersonalBot
from adapters.teams.probing import probe
from adapters.teams.registration import read_app_id, read_tenants, read_webhook_secret
from adapters.teams.webhook import OutgoingWebhook
from bot.bot import Bot
from bot.config import Config, read_secret

__all__ = ["connect", "package", "probe", "read_back", "read_message", "render_reply"]

TIMEOUT: Final = 15.0
"""Seconds that Microsoft may take to answer; Teams waits as long for a bot."""


def connect(bot: Bot, config: Config) -> Connection:
    """The platform, switched on. Raises KnowledgeError where a setting or a secret is missing or
    of another shape."""
    if config.text("platforms.teams.mode") == "webhook":
        return OutgoingWebhook(bot, read_webhook_secret(config, os.environ), bot.replays)
    return _personal_bot(bot, config)


def _personal_bot(bot: Bot, config: Config) -> Connection:
    app_id, tenants = read_app_id(config, os.environ), read_tenants(config)
    password = read_secret(config, "platforms.teams.app_password", os.environ)
    client = httpx.AsyncClient(timeout=TIMEOUT)
    token = Token(client, Credentials(app_id, password, LOGIN.format(tenant=tenants[0])))
    verify = verify_with(Keys(client), app_id)
    admission = Admission(frozenset(tenants))
    return PersonalBot(bot, verify, Outbound(client, token), admission, bot.replays)
