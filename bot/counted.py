"""What a turn is counted for, and when a person may be asked whether an answer helped.

A talk in which something delicate came up is neither counted nor asked from there on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from bot.decision import Decision, line
from bot.hearing import Hearing
from bot.session import Session
from bot.statistics import HELPED, NEUTRAL, ORDINARY, TALK, TURN, Cell

FORGETTING: Final = frozenset({"stop", "erase"})
"""Rules after which nothing is remembered, not even that a talk was counted."""

QUESTION: Final = tuple(f"command:helped-{value}" for value in HELPED)
"""The quick replies of "did this help?": one tap, behind everything else."""

KEPT: Final = line("topic/bot-privacy/answer")
"""The answer to who asks what is kept."""

_PREFIX: Final = "helped-"


def is_delicate(hearing: Hearing, decision: Decision) -> bool:
    """Whether a turn touches danger, tells what was done to somebody, or answers a topic that is not
    counted: urgent, sexual exploitation and abuse, somebody's part, whatever is happening now."""
    if decision.urgent or decision.check or hearing.before.urgent:
        return True
    if hearing.need.kind or hearing.need.unsure or "disclosure" in hearing.cues:
        return True
    is_answered = decision.kind == "answer" and decision.topic is not None
    return is_answered and decision.topic not in ORDINARY | NEUTRAL


def counted(
    hearing: Hearing, decision: Decision, session: Session
) -> tuple[tuple[Cell, ...], Session]:
    """What a turn adds to the statistics, and the session that remembers it: a talk counts once in
    each cell but `turns`. Nothing is counted where others read along."""
    if hearing.message.place == "shared" or decision.rule in FORGETTING:
        return (), session
    if hearing.before.uncounted or is_delicate(hearing, decision):
        return (), replace(session, uncounted=True)
    before = hearing.before.counted
    new = [cell for cell in _cells(hearing, decision) if "/".join(cell) not in before]
    return (TURN, *new), replace(session, counted=(*before, *("/".join(cell) for cell in new)))


def _cells(hearing: Hearing, decision: Decision) -> Iterator[Cell]:
    yield TALK
    if decision.kind == "fallback":
        yield Cell("fallbacks")
    elif decision.kind == "clarify":
        yield Cell("asked-which")
    elif decision.topic in ORDINARY:
        yield Cell("topic", str(decision.topic))
    is_offered = f"command:{decision.rule}" in hearing.before.offered
    if decision.rule.startswith(_PREFIX) and is_offered and not _has_said(hearing, "helped"):
        yield Cell("helped", decision.rule.removeprefix(_PREFIX))


def _has_said(hearing: Hearing, counter: str) -> bool:
    """Whether this talk was counted there already."""
    return any(name.startswith(f"{counter}/") for name in hearing.before.counted)


def with_statistics(hearing: Hearing, decision: Decision) -> Decision:
    """The decision with what an instance that counts owes the person: told what is counted when they
    ask what is kept, and asked whether an answer helped where the office wants that."""
    if hearing.setting.counts and KEPT in decision.body:
        return replace(decision, body=(*decision.body, line("interface/counted")))
    return _with_question(hearing, decision) if hearing.setting.asks_if_helped else decision


def _with_question(hearing: Hearing, decision: Decision) -> Decision:
    """The decision with "did this help?" as its last quick replies: once a talk, with its first
    ordinary answer. Never in danger, after a disclosure, inside a guide, or to whoever asked for a
    person."""
    if decision.kind != "answer" or decision.topic not in ORDINARY - {"talk-to-human"}:
        return decision
    if hearing.message.place == "shared" or hearing.before.uncounted or decision.session.guide:
        return decision
    if _has_said(hearing, "topic") or is_delicate(hearing, decision):
        return decision
    return replace(decision, choices=(*decision.choices, *QUESTION))
