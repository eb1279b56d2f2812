"""Where a talk is in a guide: which step, and the way that led there. Ids only, so it can be stored.

A way is read from a session and the knowledge of this turn; one that leads through steps that are
no longer there is no way, and the talk goes on without it.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.facts import Guide, Step
from bot.knowledge import Knowledge
from bot.session import Session


@dataclass(frozen=True, slots=True)
class Way:
    """A place in a guide. `path`: the steps before it, each with the answer given; empty: skipped."""

    guide: Guide
    step: Step
    path: tuple[tuple[str, str], ...] = ()

    @property
    def goes_on(self) -> bool:
        """Whether a step follows; otherwise the guide is at its end."""
        return bool(self.step.next)

    @property
    def answers(self) -> frozenset[str]:
        """The answers given on the way."""
        return frozenset(answer for _, answer in self.path if answer)

    def stored(self) -> tuple[str, ...]:
        """The way as a session keeps it."""
        return (
            f"{self.guide.id}/{self.step.name}",
            *(f"{step}={said}" for step, said in self.path),
        )


def way_of(knowledge: Knowledge, session: Session) -> Way | None:
    """The way that a session is on, or None."""
    if not session.guide:
        return None
    name, _, step = session.guide[0].partition("/")
    guide = knowledge.guides.get(name)
    path = tuple((at, said) for at, _, said in (part.partition("=") for part in session.guide[1:]))
    if guide is None or step not in guide.steps or any(at not in guide.steps for at, _ in path):
        return None
    return Way(guide, guide.steps[step], path)


def active_way(knowledge: Knowledge, session: Session) -> Way | None:
    """The way whose question was asked last; None also where the talk only may go back to it."""
    return way_of(knowledge, session) if session.asked == "guide" else None
