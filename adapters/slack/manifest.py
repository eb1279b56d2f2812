"""The manifest that makes the app in Slack: pasted once, with the smallest rights that it works with.

It needs no SDK. `app_mentions:read` is asked for only where the bot shall point people who write its
name in a channel to the private way.
"""

from __future__ import annotations

from typing import Any, Final

import yaml

from adapters.slack.drawing import Labels
from bot.config import Config
from bot.knowledge import Knowledge
from bot.problem import KnowledgeError, Place, Problem

COMMAND: Final = "/guide"
PATH: Final = "/slack/events"

SCOPES: Final = ("chat:write", "im:history", "commands")
EVENTS: Final = ("message.im", "app_home_opened")
MENTION_SCOPE: Final = "app_mentions:read"
MENTION_EVENT: Final = "app_mention"


def manifest(config: Config, knowledge: Knowledge, address: str | None, mentions: bool) -> str:
    """The manifest as YAML, in the words of the instance's first language. `address`: where Slack
    calls us, such as https://guide.example.org; not used in Socket Mode, in which we call Slack.
    `mentions`: whether the bot hears its name in channels. Raises KnowledgeError without an address
    that Slack can call."""
    labels = Labels.of(knowledge, knowledge.default_language)
    address = None if config.text("platforms.slack.mode") == "socket" else _public(address)
    called = {} if address is None else {"request_url": f"{address}{PATH}"}
    command: dict[str, Any] = {
        "command": COMMAND,
        "description": labels["slack-command"],
        "should_escape": True,
    }
    if address is not None:
        command["url"] = f"{address}{PATH}"
    name = labels["slack-title"]
    content = {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {"name": name},
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": name, "always_online": True},
            "slash_commands": [command],
        },
        "oauth_config": {"scopes": {"bot": [*SCOPES, *([MENTION_SCOPE] if mentions else [])]}},
        "settings": {
            "event_subscriptions": {
                **called,
                "bot_events": [*EVENTS, *([MENTION_EVENT] if mentions else [])],
            },
            "interactivity": {"is_enabled": True, **called},
            "org_deploy_enabled": False,
            "socket_mode_enabled": address is None,
            "token_rotation_enabled": False,
        },
    }
    return str(yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=100))


def _public(address: str | None) -> str:
    if address is None or not address.startswith("https://"):
        what = "In the mode http Slack calls you, and has to know where."
        mend = "Add --address https://… or set mode: socket."
        raise KnowledgeError([Problem("wrong-setting", Place("platforms.slack.mode"), what, mend)])
    return address.rstrip("/").removesuffix(PATH)
