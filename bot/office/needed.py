"""What a platform has to be told besides its secrets: addresses and ids that only the office knows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from bot.config_values import Value
from bot.office.finding import Finding, Light
from bot.office.instance import Instance
from bot.office.office import NEEDED

_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

MEND: Final = {
    "telegram.webhook_url": "Write it as https://guide.example.org/telegram, or set mode: polling.",
    "teams.tenants": "List the Directory (tenant) ID; the first is that of the app registration.",
    "teams.website": "Write the https address of your page on this guide.",
}
LATER: Final = frozenset({"teams.website"})
"""What is needed for the app package alone: people who have the app are answered without."""


def look(instance: Instance) -> Iterator[Finding]:
    """Everything that is needed and not there, or of another form."""
    for platform in instance.platforms:
        for short in NEEDED.get(platform, ()):
            name = f"{platform.name}.{short}"
            setting = f"platforms.{name}"
            told = instance.config.values[setting]
            if not told:
                light: Light = "yellow" if name in LATER else "red"
                yield Finding(
                    "setting-needed", light, "This is not filled in.", MEND[name], setting
                )
            elif not _has_form(name, told):
                yield Finding("setting-form", "red", "This has another form.", MEND[name], setting)


def _has_form(name: str, told: Value) -> bool:
    if isinstance(told, tuple):
        return all(_GUID.fullmatch(tenant) for tenant in told)
    parts = urlsplit(str(told))
    is_safe = parts.scheme == "https" or parts.hostname == "127.0.0.1"
    return is_safe and (name != "telegram.webhook_url" or parts.path == "/telegram")
