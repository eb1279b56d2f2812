"""An office as `whereto init` knows it: whom it serves, where it can be written to, who answers for
it. And what each platform, in each of its modes, has to be given as a secret.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

OWNER: Final = "conduct focal point of the office"
"""The role that answers for an instance where nobody else is named."""


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform that is switched on, and the way it is connected; see `platforms.*.mode`."""

    name: str
    mode: str


@dataclass(frozen=True, slots=True)
class Office:
    """An office that is to have an instance of its own. Ids are those of the knowledge."""

    country: str
    name: str
    organisation: str | None = None
    city: str | None = None
    languages: tuple[str, ...] = ()
    platforms: tuple[Platform, ...] = ()
    audience: Literal["internal", "public"] = "internal"
    owner: str = OWNER
    """A role, never a name."""

    @property
    def slug(self) -> str:
        """What the ids of its own contacts begin with."""
        return self.city or self.country


SECRETS: Final[dict[Platform, tuple[str, ...]]] = {
    Platform("telegram", "polling"): ("token",),
    Platform("telegram", "webhook"): ("token", "webhook_secret"),
    Platform("slack", "socket"): ("bot_token", "app_token"),
    Platform("slack", "http"): ("bot_token", "signing_secret"),
    Platform("teams", "webhook"): ("webhook_secret",),
    Platform("teams", "bot"): ("app_id", "app_password"),
}
"""The secrets of a platform in a mode: below `platforms.<name>`, each with `_env` and `_file`."""

NEEDED: Final[dict[Platform, tuple[str, ...]]] = {
    Platform("telegram", "webhook"): ("webhook_url",),
    Platform("teams", "bot"): ("tenants", "website"),
}
"""What has to be filled in besides, below `platforms.<name>`."""

OUTWARD: Final = frozenset(SECRETS) - {Platform("teams", "webhook")}
"""Platforms that the instance itself calls; an outgoing webhook of Teams is answered in its call."""
