"""Harmless calls that prove our tokens to Slack: auth.test, and for the socket apps.connections.open,
which gives an address that nobody then uses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.config import Config, read_secret
from bot.office.probing import Answered, answered, refused

SLACK: Final = "https://slack.com/api/"
WITHIN: Final = 10
"""Seconds that Slack may take."""


def probe(config: Config, environment: Mapping[str, str]) -> Answered:
    """Show Slack what we have. Raises as `bot.office.probing` says; no error shows a token."""
    address = config.text("platforms.slack.api_url") or SLACK
    client = WebClient(base_url=address, timeout=WITHIN)
    token = read_secret(config, "platforms.slack.bot_token", environment)
    answer = _taken("bot_token", lambda: client.api_call("auth.test", headers=_shown(token)))
    if config.text("platforms.slack.mode") == "socket":
        app = read_secret(config, "platforms.slack.app_token", environment)
        _taken("app_token", lambda: client.api_call("apps.connections.open", headers=_shown(app)))
    return answered(answer.headers)


def _shown(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _taken(secret: str, call: Callable[[], Any]) -> Any:
    try:
        return call()
    except SlackApiError:
        what = "Slack does not take this token."
        mend = "Copy it anew, whole; install the app to the workspace again if that does not help."
        raise refused(f"platforms.slack.{secret}", what, mend) from None
