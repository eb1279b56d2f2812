"""One turn, on one page: language, urgent, quick reply or command, follow-up, match, decide, say.

A turn is a pure function of (knowledge, session, message, now, setting): no clock, no network, no
chance, no print. `bot.bot.Bot` gives it those and keeps the session.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Final

from bot import rules
from bot.counted import with_statistics
from bot.danger import possible_danger
from bot.decision import Decision
from bot.gone import without_what_is_gone
from bot.hearing import Hearing, hear
from bot.knowledge import Knowledge
from bot.message import Message, Reply
from bot.ranking import ranked
from bot.rendering import render
from bot.session import Session
from bot.setting import Setting

MATCHED: Final = frozenset(
    {"sure", "ask-which", "nothing-found", "disclosed", "role-guidance", "out-of-scope"}
)
"""Rules that go by what a message is like; only there can likeness to danger be overlooked."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What a turn says, what it remembers, and, for `explain` only, how it came to it."""

    reply: Reply
    session: Session
    rule: str
    hearing: Hearing
    decision: Decision


def respond(
    knowledge: Knowledge,
    session: Session,
    message: Message,
    now: dt.datetime,
    setting: Setting | None = None,
) -> Turn:
    """Answer one message. Total and deterministic; nothing that was typed leaves it."""
    known = without_what_is_gone(knowledge, session)
    hearing = hear(knowledge, known, message, now, setting or Setting())
    decision = with_statistics(hearing, with_check(hearing, rules.decide(hearing)))
    candidates = () if message.place == "shared" else ranked(hearing)
    reply = render(hearing, decision, candidates)
    return Turn(reply, _remembered(decision, reply, message), decision.rule, hearing, decision)


def with_check(hearing: Hearing, decision: Decision) -> Decision:
    """The decision with the gentle check where danger is possible and no steps are shown."""
    if decision.urgent is not None or decision.check is not None:
        return decision
    if hearing.message.place == "shared" or decision.rule == "not-meant":
        return decision
    kind = hearing.need.kind or hearing.need.unsure
    if kind is None and decision.rule in MATCHED:
        kind = possible_danger(hearing)
    return replace(decision, check=kind) if kind else decision


def _remembered(decision: Decision, reply: Reply, message: Message) -> Session:
    """The session after the turn: what was offered, that the notice was given, one more turn."""
    session = decision.session
    if message.place == "shared":
        return session
    return replace(
        session,
        offered=tuple(choice.id for choice in reply.choices),
        noticed=True,
        turns=session.turns + 1,
        was_shared=session.was_shared and "interface/was-shared" not in reply.entries,
    )
