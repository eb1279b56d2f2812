"""Statistics that cannot hurt: what is counted at all, and what of it is ever shown.

Counted is a closed list; what is not on it is counted nowhere, not even in a total. A number below
ten counts as none *before* anything is added up: no total, no difference between two numbers and no
second month can bring it back. While a month runs, nothing can be read.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

SMALLEST: Final = 10
"""Talks below which a number is not shown and adds to nothing."""

ROUNDED_TO: Final = 10
"""Every number is rounded to the nearest of these, so that two tables do not tell one talk apart."""

PLATFORMS: Final = ("slack", "teams", "telegram", "terminal", "web")

HELPED: Final = ("yes", "partly", "no")

ORDINARY: Final = frozenset(
    {
        *("what-is-sexual-harassment", "relationships-at-work", "my-rights", "confidentiality"),
        *("other-prohibited-conduct", "where-to-report", "report-formally", "informal-options"),
        *("formal-or-informal", "report-anonymously", "time-limits", "evidence-and-records"),
        *("after-you-report", "how-long-it-takes", "withdraw-or-pause", "outcome-and-appeal"),
        *("duty-to-report", "good-faith-reports", "accessible-reporting", "at-un-events"),
        *("police-and-national-law", "retaliation-protection", "interim-measures"),
        *("job-and-contract", "counselling", "legal-help", "ombudsman", "ethics-office"),
        *("investigators", "human-resources", "focal-point", "peer-support"),
        *("staff-association", "helpline", "security-office", "training"),
        *("policies-and-resources", "accountability", "clearcheck", "prevention-in-my-office"),
        "talk-to-human",
    }
)
"""Topics that are counted. Not among them, and never to be: danger and care after an assault, sexual
exploitation and abuse, anybody's part in a case (group `my-role`), and topics that mean that
something is happening to whoever asks. A topic that somebody adds is not counted."""

NEUTRAL: Final = frozenset(
    {"bot-help", "bot-privacy", "not-a-report", "small-talk", "out-of-scope"}
)
"""Topics about the guide itself: such a turn counts as a turn, its topic is not counted."""

DEFINITIONS: Final = {
    "talks": "Conversations in which at least one turn was counted. A talk ends after some minutes"
    " of silence; one person may have several.",
    "turns": "Messages that were answered in those talks.",
    "fallbacks": "Talks in which at least once nothing fitted, or it was outside this guide.",
    "asked-which": "Talks in which at least once the guide asked which of some topics was meant.",
    "platform": "Talks on each chat platform.",
    "language": "Talks in each language.",
    "topic": "Talks in which an ordinary topic was answered; a talk may have several.",
    "helped": "Talks in which somebody chose how much an ordinary answer helped.",
}
"""Every counter, in the order of a table, and what it counts."""

RULES_OF_COUNTING: Final = f"""\
No number below {SMALLEST} is shown or is part of another; each is rounded to the nearest {ROUNDED_TO}.
What is not listed was below {SMALLEST}, or did not happen.

Never counted: danger, assault, distress, sexual exploitation and abuse, anybody's part in a case,
and a talk from the moment when somebody told what was done to them.

Talks are counted, not people: no number says how many were harassed, and few talks do not mean
that little happens."""


class Cell(NamedTuple):
    """What is counted: a counter of `DEFINITIONS`, and one of its closed values, or nothing."""

    counter: str
    value: str = ""


TALK: Final = Cell("talks")
TURN: Final = Cell("turns")

Origin = tuple[str, str]
"""Platform and language of a turn; numbers are kept apart by it until they are large enough."""


@dataclass(frozen=True, slots=True)
class Row:
    """One number that is shown."""

    counter: str
    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Table:
    """What is released of one month, such as 2026-11."""

    month: str
    rows: tuple[Row, ...]


def table_of(month: str, counts: Mapping[Origin, Mapping[Cell, int]]) -> Table:
    """What may be shown of a month. Talks of a platform and language that were fewer than ten
    together take part in nothing, so that neither a total nor its other parts reveal them."""
    sums: Counter[Cell] = Counter()
    for (platform, language), cells in counts.items():
        talks = cells.get(TALK, 0)
        if talks >= SMALLEST:
            sums.update(cells)
            sums.update({Cell("platform", platform): talks, Cell("language", language): talks})
    order = list(DEFINITIONS)
    shown = sorted(
        (cell for cell, count in sums.items() if count >= SMALLEST),
        key=lambda cell: (order.index(cell.counter), cell.value),
    )
    return Table(month, tuple(Row(*cell, rounded(sums[cell])) for cell in shown))


def rounded(count: int) -> int:
    """The nearest multiple of `ROUNDED_TO`; halves go up."""
    return (count + ROUNDED_TO // 2) // ROUNDED_TO * ROUNDED_TO


def month_of(moment: dt.datetime) -> str:
    """The month of a moment: nothing finer is kept."""
    return f"{moment:%Y-%m}"


class Tally:
    """The numbers of the running month, in memory only. They can be added to, from any thread; they
    come out as the table of a month that is over, once, and are gone with the process."""

    __slots__ = ("_counts", "_lock")

    def __init__(self) -> None:
        self._counts: dict[str, dict[Origin, Counter[Cell]]] = {}
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return "Tally(not shown while a month runs)"

    def count(self, month: str, origin: Origin, cells: Iterable[Cell]) -> None:
        """Add one to each cell."""
        with self._lock:
            self._counts.setdefault(month, {}).setdefault(origin, Counter()).update(cells)

    def close(self, running: str) -> list[Table]:
        """The tables of all months before the running one; their numbers are forgotten."""
        with self._lock:
            over = sorted(month for month in self._counts if month < running)
            return [table_of(month, self._counts.pop(month)) for month in over]
