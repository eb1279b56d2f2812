"""A harmless call that proves the bot's token to Telegram: getMe."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import httpx

from adapters.telegram.sending import API
from bot.config import Config, read_secret
from bot.office.probing import Answered, answered, refused

WITHIN: Final = 10.0
"""Seconds that Telegram may take."""

UNKNOWN: Final = frozenset({401, 404})
"""Statuses by which Telegram says that it knows no such bot."""


def probe(config: Config, environment: Mapping[str, str]) -> Answered:
    """Ask Telegram who we are. Raises as `bot.office.probing` says; no error shows the token."""
    token = read_secret(config, "platforms.telegram.token", environment)
    address = (config.text("platforms.telegram.api_url") or API).rstrip("/")
    response = httpx.get(f"{address}/bot{token}/getMe", timeout=WITHIN)
    if response.status_code in UNKNOWN:
        what = "Telegram does not know this token."
        raise refused(
            "platforms.telegram.token", what, "Get the bot's token from @BotFather, whole."
        )
    response.raise_for_status()
    return answered(response.headers)
