"""What became of a question: the definitions of the question sets, in one place.

inside rows: right | asked (a right choice among three) | missed (asked without one) | fell back |
wrong (answered, topic not acceptable), together 100 %; first and three: the order before thresholds.
outside rows: refused (fell back, or answered an acceptable topic).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from benchmarks.questions import SEED, Question
from bot.knowledge import Knowledge
from bot.message import Message
from bot.session import Session
from bot.turn import respond

NOW: Final = dt.datetime(2026, 11, 20, 10, tzinfo=dt.UTC)
URGENT: Final = ("emergency-now", "after-sexual-assault", "suicidal-distress")
RESAMPLES: Final = 2_000
"""Bootstrap resamples of an interval."""


@dataclass(frozen=True)
class Outcome:
    """What a question got."""

    question: Question
    kind: str
    """right, asked, missed, fell back, wrong, refused or let in."""
    ranked: tuple[str, ...]
    """The first three candidates."""
    urgent: str | None

    @property
    def is_first(self) -> bool:
        """Whether a good topic came first."""
        return self.ranked[:1] != () and self.ranked[0] in self.question.accept

    @property
    def is_among_three(self) -> bool:
        """Whether a good topic was among the first three."""
        return bool(set(self.ranked) & set(self.question.accept))


def outcome_of(knowledge: Knowledge, question: Question, text: str | None = None) -> Outcome:
    """Ask it as the first message of a talk, the language not told. `text`: a variant of it."""
    reply = respond(knowledge, Session(), Message(text or question.text), NOW).reply
    is_good = reply.topic in question.accept
    if not question.is_inside:
        kind = "refused" if reply.kind == "fallback" or is_good else "let in"
    elif reply.kind == "answer":
        kind = "right" if is_good else "wrong"
    elif reply.kind == "clarify":
        offered = {choice.id for choice in reply.choices}
        kind = "asked" if offered & set(question.accept) else "missed"
    else:
        kind = "fell back"
    ranked = tuple(candidate.topic for candidate in reply.alternatives)
    return Outcome(question, kind, ranked, reply.urgent)


def share(signs: Iterable[bool]) -> float:
    """Percent of yes; 0 where there is nothing."""
    found = list(signs)
    return round(100 * sum(found) / len(found), 1) if found else 0.0


def interval(signs: Sequence[bool]) -> tuple[float, float]:
    """The 95 % interval of a share, by seeded bootstrap."""
    if not signs:
        return (0.0, 0.0)
    drawn = np.random.default_rng(SEED).integers(0, len(signs), (RESAMPLES, len(signs)))
    shares = np.asarray(signs, dtype=float)[drawn].mean(axis=1)
    low, high = np.percentile(shares, [2.5, 97.5])
    return (round(100 * float(low), 1), round(100 * float(high), 1))


def figures(outcomes: Iterable[Outcome]) -> dict[str, float | int]:
    """The shares of one group of questions."""
    every = list(outcomes)
    inside = [found for found in every if found.question.is_inside]
    outside = [found for found in every if not found.question.is_inside]
    shares: dict[str, float | int] = {
        "rows": len(inside),
        "top-1": share(found.is_first for found in inside),
        "top-3": share(found.is_among_three for found in inside),
    }
    for kind in ("right", "asked", "missed", "fell back", "wrong"):
        shares[kind] = share(found.kind == kind for found in inside)
    shares["outside"] = len(outside)
    shares["refused"] = share(found.kind == "refused" for found in outside)
    return shares
