"""Which activities are let in to a private talk: the law of the personal bot, as one table."""

from __future__ import annotations

from dataclasses import dataclass, field

from adapters.teams.activity import PERSONAL, Activity
from adapters.teams.caller import CHANNEL
from adapters.teams.outbound import ORIGINS, is_allowed
from adapters.teams.refusal import NOT_PROVEN, NOT_SERVED, RefusedError


@dataclass(frozen=True, slots=True)
class Admission:
    """`tenants`: whose people are answered, in small letters. `origins`: where replies may go."""

    tenants: frozenset[str] = field(repr=False)
    origins: frozenset[str] = ORIGINS

    def check(self, activity: Activity, address: str) -> None:
        """Raises RefusedError where the activity would have its reply sent elsewhere than the
        caller's token says (`address`), or is none of a private talk that is served here."""
        if activity.service_url != address:
            raise RefusedError(NOT_PROVEN)
        is_served = (
            activity.channel == CHANNEL
            and activity.place == PERSONAL
            and activity.tenant in self.tenants
            and is_allowed(address, self.origins)
        )
        if not is_served:
            raise RefusedError(NOT_SERVED)
