"""The manifest that makes the app in Slack: pasted once, with the smallest rights that it works with.

It needs no SDK. `app_mentions:read` is asked for only where the bot shall point people who write its
name in a channel to the private way.
"""

from __future__ import annotations

from typing import Any, Final

import yaml

COMMAND: Final = "/guide"
PATH: Final = "/slack/events"
SCOPES: Final = ("chat:write", "im:history", "commands")
EVENTS: Final = ("message.im", "app_home_opened")
MENTION_SCOPE: Final = "app_mentions:read"
MENTION_EVENT: Final = "app_mention"


def manifest(name: str, description: str, address: str | None, mentions: bool) -> str:
    """The manifest as YAML. `name` is what everybody sees in their sidebar, so it says nothing;
    `description` stands beside the command. `address`: where Slack calls us, such as
    https://guide.example.org; None for Socket Mode, in which we call Slack."""
    url = None if address is None else {"request_url": f"{address.rstrip('/')}{PATH}"}
    called: dict[str, Any] = {} if url is None else {"url": url["request_url"]}
    events = [*EVENTS, MENTION_EVENT] if mentions else [*EVENTS]
    scopes = [*SCOPES, MENTION_SCOPE] if mentions else [*SCOPES]
    command = {"command": COMMAND, "description": description, "should_escape": True}
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
            "slash_commands": [{**command, **called}],
        },
        "oauth_config": {"scopes": {"bot": scopes}},
        "settings": {
            "event_subscriptions": {**(url or {}), "bot_events": events},
            "interactivity": {"is_enabled": True, **(url or {})},
            "org_deploy_enabled": False,
            "socket_mode_enabled": address is None,
            "token_rotation_enabled": False,
        },
    }
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=100)
