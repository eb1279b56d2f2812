"""Hours of a contact as an HSDS schedule (days and times of RFC 5545), and back. Local time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

ALWAYS: Final = ("00:00", "23:59")
DAYS: Final = {
    "Mon": "MO",
    "Tue": "TU",
    "Wed": "WE",
    "Thu": "TH",
    "Fri": "FR",
    "Sat": "SA",
    "Sun": "SU",
}
_EVERY_DAY: Final = ",".join(DAYS.values())
_HOURS: Final = re.compile(r"(\w{3})(?:-(\w{3}))? (\d\d:\d\d)-(\d\d:\d\d)")
_TIME: Final = re.compile(r"(\d\d:\d\d)(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?")
_MIDNIGHT, _FIRST_MINUTE = "24:00", "00:00"
"""The end of a day: as the knowledge writes it, and as a time of the day."""


def schedule_of(hours: str, told: str) -> dict[str, Any] | None:
    """The schedule of hours as the knowledge writes them; None where they are not known. `told`: how
    they read. Hours of another form are told, without days and times."""
    if hours == "unknown":
        return None
    if hours == "always":
        return _weekly(_EVERY_DAY, *ALWAYS, told)
    match = _HOURS.fullmatch(hours)
    days = _between(match[1], match[2] or match[1]) if match else ""
    if not match or not days:
        return {"description": told}
    closes = match[4].replace(_MIDNIGHT, _FIRST_MINUTE)
    return _weekly(days, match[3], closes, told)


def _weekly(days: str, opens: str, closes: str, told: str) -> dict[str, Any]:
    return {
        "freq": "WEEKLY",
        "byday": days,
        "opens_at": opens,
        "closes_at": closes,
        "description": told,
    }


def _between(first: str, last: str) -> str:
    """Days from the first to the last, over the end of the week where the last stands before."""
    names = list(DAYS)
    if first not in names or last not in names:
        return ""
    start = names.index(first)
    count = (names.index(last) - start) % 7 + 1
    return ",".join(DAYS[names[(start + n) % 7]] for n in range(count))


def hours_of(schedule: Mapping[str, Any]) -> str | None:
    """Hours as the knowledge writes them, of a weekly schedule of days that follow each other; None
    where it says something else."""
    opens, closes = (_TIME.fullmatch(str(schedule.get(name))) for name in ("opens_at", "closes_at"))
    days = str(schedule.get("byday")).split(",")
    by_code = {code: name for name, code in DAYS.items()}
    if not opens or not closes or not by_code.keys() >= set(days):
        return None
    first, last = by_code[days[0]], by_code[days[-1]]
    if _between(first, last) != ",".join(days):
        return None
    if (
        len(days) == len(DAYS)
        and opens[1] == ALWAYS[0]
        and closes[1] in (ALWAYS[1], _MIDNIGHT, _FIRST_MINUTE)
    ):
        return "always"
    span = first if first == last else f"{first}-{last}"
    return f"{span} {opens[1]}-{closes[1].replace(_FIRST_MINUTE, _MIDNIGHT)}"
