"""A topic as one person sees it, and for the focal point what that person does not see, and why.

Pure: the reply is the pipeline's own. The reasons are checked against `bot.contacts` by a test: a
contact has one here exactly where it is not shown there.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from bot.contacts import NEVER_SHOWN, contacts_for, serves
from bot.facts import Contact
from bot.knowledge import Knowledge
from bot.message import Message, Reply
from bot.problem import counted
from bot.session import Session
from bot.setting import Setting
from bot.turn import Turn, respond

MORE: Final = ("command:more", "command:more-numbers")
"""Choices that show the rest of an answer: all rows of the cards, or more numbers."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: where, as what, in which language, on which platform."""

    session: Session
    setting: Setting
    platform: str
    language: str | None = None

    def asks(
        self, knowledge: Knowledge, choice: str, now: dt.datetime, session: Session | None = None
    ) -> Turn:
        """The turn in which this person presses a quick reply."""
        message = Message("", platform=self.platform, language=self.language, choose=choice)
        return respond(knowledge, session or self.session, message, now, self.setting)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a person sees of a topic: the answer, then what "more" brings, where it is offered."""

    turn: Turn
    more: Turn | None
    label: str
    """What stands on the button that brings more."""


def show(knowledge: Knowledge, viewer: Viewer, topic: str, now: dt.datetime) -> Shown:
    """A topic as the first thing that a person asks for."""
    turn = viewer.asks(knowledge, topic, now)
    for choice in turn.reply.choices:
        if choice.id in MORE:
            after = Session.from_dict(turn.session.to_dict())
            return Shown(turn, viewer.asks(knowledge, choice.id, now, after), choice.label.text)
    return Shown(turn, None, "")


@dataclass(frozen=True, slots=True)
class _Case:
    """A contact, and everything that decides whether somebody sees it."""

    contact: Contact
    knowledge: Knowledge
    session: Session
    setting: Setting

    @property
    def is_elsewhere(self) -> bool:
        return self.contact.country not in ("global", self.session.country)


def _tried(case: _Case) -> str:
    day = case.contact.confirmed_on
    return f"tried on {day.isoformat()}, too long ago: try it again" if day else ""


REASONS: Final[tuple[Callable[[_Case], str], ...]] = (
    lambda case: (
        "taken out of use by the overlay"
        if f"contact/{case.contact.id}" in case.knowledge.withdrawn
        else ""
    ),
    lambda case: f"of another country ({case.contact.country})" if case.is_elsewhere else "",
    lambda case: (
        f"for {case.contact.city} alone"
        if case.contact.city not in (None, case.session.city)
        else ""
    ),
    lambda case: (
        f"of another organisation ({', '.join(case.contact.organisations)})"
        if not serves(case.contact, case.session)
        else ""
    ),
    lambda case: "" if case.contact.is_reachable else "it has no number, mailbox, page or address",
    lambda case: (
        f'the quality of its source, "{case.contact.quality}", is not enough'
        if case.contact.quality in NEVER_SHOWN
        else ""
    ),
    lambda case: (
        "a confidential place is never shown"
        if case.contact.visibility == "confidential-place"
        else ""
    ),
    lambda case: (
        "internal, and this audience is public"
        if case.contact.visibility != "public" and case.setting.audience == "public"
        else ""
    ),
    _tried,
    lambda _: "not confirmed by your office",
)
"""Why a contact that is not shown is not, the first that holds."""


def why_hidden(knowledge: Knowledge, viewer: Viewer, contact: Contact, today: dt.date) -> str:
    """Why this person does not see a contact; empty where they may."""
    session, setting = viewer.session, viewer.setting
    seen = contacts_for(knowledge, session, setting, contact.channel, today)
    if any(shown.contact is contact for shown in seen):
        return ""
    case = _Case(contact, knowledge, session, setting)
    return next(filter(None, (reason(case) for reason in REASONS)))


def remarks(knowledge: Knowledge, viewer: Viewer, shown: Shown, today: dt.date) -> Iterator[str]:
    """What a focal point should know about what was shown, a line each."""
    yield from _about_texts(shown)
    yield from _about_contacts(knowledge, viewer, shown, today)


def _about_texts(shown: Shown) -> Iterator[str]:
    hearing, reply = shown.turn.hearing, shown.turn.reply
    wording = hearing.wording
    file = "urgent.yaml" if reply.urgent else f"topics/{reply.topic}.yaml"
    read = None if reply.urgent else wording.reviewed.get(str(reply.topic))
    yield (
        f"reviewed   read on {read.isoformat()}"
        if read
        else f"reviewed   by nobody yet: {wording.language.tag}/{file}"
    )
    borrowed = [
        entry
        for entry in reply.entries
        if entry not in wording.texts
        and any(entry in w.texts for w in hearing.knowledge.fallbacks(wording.language.tag))
    ]
    for entry in borrowed:
        yield f"borrowed   {entry} has no words in {wording.language.name}"


def _about_contacts(
    knowledge: Knowledge, viewer: Viewer, shown: Shown, today: dt.date
) -> Iterator[str]:
    seen = _seen(shown.turn.reply) | (_seen(shown.more.reply) if shown.more else set())
    elsewhere: Counter[str] = Counter()
    settled = replace(viewer, session=shown.turn.hearing.session)
    for channel in _channels(shown):
        for contact in knowledge.contacts_of.get(channel, ()):
            reason = why_hidden(knowledge, settled, contact, today)
            name = f"{contact.name} ({contact.id}, {channel})"
            if reason.startswith("of another"):
                elsewhere[reason.partition(" (")[0]] += 1
            elif reason:
                yield f"hidden     {name}: {reason}"
            elif contact.id not in seen:
                yield f"next       {name}: a card shows the nearest first, this one is further down"
            else:
                yield f"shown      {name}"
    here = {
        "of another country": settled.session.country,
        "of another organisation": settled.session.organisation,
    }
    for reason, number in elsewhere.items():
        own = here[reason] or "nobody said which"
        yield f"elsewhere  {counted(number, 'contact')} {reason}; here: {own}"


def _channels(shown: Shown) -> list[str]:
    """The kinds of office of the answer, and those of its urgent numbers."""
    decisions = [turn.decision for turn in (shown.turn, shown.more) if turn]
    found = [channel for one in decisions for channel in (*one.numbers, *one.channels)]
    return list(dict.fromkeys(found))


def _seen(reply: Reply) -> set[str]:
    return {entry.split("/")[1] for entry in reply.entries if entry.startswith("contact/")}
