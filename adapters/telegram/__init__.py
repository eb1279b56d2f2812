"""Telegram: private chats with one bot, by polling or by webhook.

`reading` and `drawing` convert and do nothing else; `connecting` talks with the platform.
"""

from __future__ import annotations

import os
import re
from typing import Final
from urllib.parse import urlsplit

from adapters.connection import Connection
from adapters.telegram.connecting import PATH, TelegramConnection
from adapters.telegram.drawing import read_back, render_reply
from adapters.telegram.probing import probe
from adapters.telegram.reading import read_message
from adapters.telegram.sending import Access
from bot.bot import Bot
from bot.config import Config, read_secret
from bot.problem import KnowledgeError, Place, Problem

__all__ = ["connect", "probe", "read_back", "read_message", "render_reply"]

_SETTING: Final = "platforms.telegram"
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
"""What Telegram takes as a secret (Bot API, setWebhook)."""


def connect(bot: Bot, config: Config) -> Connection:
    """The connection of an instance. Raises KnowledgeError where a secret or an address is not
    there or of another form."""
    token = read_secret(config, f"{_SETTING}.token", os.environ)
    api_url = config.text(f"{_SETTING}.api_url")
    if config.text(f"{_SETTING}.mode") == "polling":
        return TelegramConnection(bot, Access(token, api_url))
    secret = read_secret(config, f"{_SETTING}.webhook_secret", os.environ)
    if not _SECRET.fullmatch(secret):
        mend = "Take up to 256 letters, digits, _ and -, such as those of: openssl rand -hex 32"
        raise _problem("secret-shape", "webhook_secret", "Telegram takes no such secret.", mend)
    return TelegramConnection(bot, Access(token, api_url, _webhook_url(config), secret))


def _webhook_url(config: Config) -> str:
    url = config.text(f"{_SETTING}.webhook_url") or ""
    parts = urlsplit(url)
    is_safe = parts.scheme == "https" or parts.hostname == "127.0.0.1"
    if not is_safe or parts.path != PATH:
        what = f"Telegram needs an https address that ends in {PATH}, and calls it from outside."
        mend = f"Write it as https://guide.example.org{PATH}, or set mode: polling."
        raise _problem("wrong-setting", "webhook_url", what, mend)
    return url


def _problem(problem_id: str, name: str, what: str, mend: str) -> KnowledgeError:
    return KnowledgeError([Problem(problem_id, Place(f"{_SETTING}.{name}"), what, mend)])
