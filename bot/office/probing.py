"""What an adapter's `probe(config, environment)` gives: the platform took its secrets, and what its
clock said. The harmless call itself stands in the adapter.

`probe` raises KnowledgeError where the platform refuses, and whatever its SDK raises where it cannot
be reached; it gives None where a platform has no call that would prove anything.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from bot.problem import KnowledgeError, Place, Problem


@dataclass(frozen=True, slots=True)
class Answered:
    """A platform took what it was shown. `at`: its clock, where it told the time."""

    at: dt.datetime | None


def answered(headers: Mapping[str, str]) -> Answered:
    """An answer with that header `Date` (RFC 9110), which is of UTC."""
    named = {name.casefold(): value for name, value in headers.items()}
    try:
        at = parsedate_to_datetime(named.get("date", ""))
    except (TypeError, ValueError):
        return Answered(None)
    return Answered(at if at.tzinfo else at.replace(tzinfo=dt.UTC))


def refused(where: str, what: str, mend: str) -> KnowledgeError:
    """A platform does not take what it was shown."""
    return KnowledgeError([Problem("token-refused", Place(where), what, mend)])
