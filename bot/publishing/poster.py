"""What stands on a poster: danger first, then three or four places to go, each with the ways that may be
shown to whoever passes by. Only contacts that somebody confirmed, or that their owner publishes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bot.cautions import cautions
from bot.contacts import Shown, contacts_for
from bot.decision import Decision, line
from bot.facts import Language
from bot.hearing import Hearing
from bot.problem import Place, Problem
from bot.readiness import unconfirmed_routes
from bot.wording import dated, piece, piece_or_none

DANGER: Final = ("emergency", "security", "medical-service", "gbv-service", "crisis-line")
"""Kinds whose local numbers stand on top, in this order."""

ROUTES: Final = (
    "ombudsman",
    "counsellor",
    "sh-focal-point",
    "investigation",
    "helpline",
    "ethics-office",
    "psea-focal-point",
)
"""Kinds that a poster names, those that start nothing first."""

MOST: Final = 4
"""Lines of numbers, and of places to go."""

FEWEST_DOORS: Final = 2
"""Places to go: never only one."""

WAYS: Final = 2
"""Ways to reach one place; more would not be read on a wall."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a poster: a place, what it does (nothing beside a number for danger), how to reach
    it, when that was last tried or read."""

    name: str
    does: str
    ways: tuple[str, ...]
    standing: str


@dataclass(frozen=True, slots=True)
class Poster:
    """Every text of a poster, in the order in which it is read."""

    language: Language
    title: str
    warm: str
    danger: str
    numbers: tuple[Entry, ...]
    cautions: tuple[str, ...]
    where: str
    routes: tuple[Entry, ...]
    about: tuple[str, ...]
    """What the guide is and is not."""
    scan: str
    link: str
    """What the code leads to; empty: there is none, and `scan` says nothing."""
    wrong: str
    """What to do where a number does not work."""
    tell: tuple[str, ...]
    """How to reach who is told of it; empty where nobody may be named."""
    made: str

    def texts(self) -> Iterator[str]:
        """Every text that is drawn."""
        yield from (self.title, self.warm, self.danger, *self.cautions, self.where)
        for entry in (*self.numbers, *self.routes):
            yield from (entry.name, entry.does, *entry.ways, entry.standing)
        yield from (*self.about, self.scan, self.link, self.wrong, *self.tell, self.made)


def missing_for_a_poster(hearing: Hearing) -> list[Problem]:
    """What keeps a poster from being hung: as for the bot, an emergency, a medical and a security route
    that somebody tried; and a second place to go. A wall cannot take back a wrong number."""
    where = Place("poster")
    if hearing.knowledge.scope.country is None:
        what = "Nothing says for which office this poster is, so no local number is known."
        mend = "Name its place, such as: --office nairobi"
        return [Problem("no-office", where, what, mend)]
    found = unconfirmed_routes(hearing.knowledge, where, hearing.today)
    if not found and not any(kind == DANGER[0] for kind, _ in _numbers(hearing)):
        what = "No emergency number may be shown here that was tried in time for a wall."
        mend = "Call it again and sign it; where it is internal, add: --audience internal."
        found.append(Problem("no-number", where, what, mend))
    if not found and len(poster_of(hearing, "").routes) < FEWEST_DOORS:
        what = "A poster names two places to go at least, and fewer may be shown here."
        mend = f"Confirm contacts of these kinds: {', '.join(ROUTES)}."
        found.append(Problem("too-few-doors", where, what, mend))
    return found


def poster_of(hearing: Hearing, link: str) -> Poster:
    """The poster for a reader of one language. `link`: the private chat, or empty."""

    def said(name: str, **slots: str) -> str:
        return piece(hearing, line(f"interface/{name}", **slots)).text

    numbers = tuple(_numbers(hearing))
    return Poster(
        language=hearing.wording.language,
        title=said("poster-title"),
        warm=said("poster-warm"),
        danger=said("group-urgent"),
        numbers=tuple(entry for _, entry in numbers),
        cautions=tuple(_cautions(hearing, tuple(kind for kind, _ in numbers))),
        where=said("poster-routes"),
        routes=tuple(_routes(hearing)),
        about=(said("poster-guide"), said("poster-not-a-report")),
        scan=said("poster-scan") if link else "",
        link=link,
        wrong=said("poster-wrong"),
        tell=tuple(_told(hearing)),
        made=said("page-made", date=dated(hearing, hearing.today)),
    )


def _numbers(hearing: Hearing) -> list[tuple[str, Entry]]:
    """Kind and line of each local number for danger."""
    found = []
    for kind in DANGER:
        for shown in _shown(hearing, kind):
            if shown.contact.phone and shown.contact.country != "global":
                found.append((kind, _entry(hearing, kind, shown, shown.contact.phone, "")))
                break
    return found[:MOST]


def _routes(hearing: Hearing) -> list[Entry]:
    found = []
    for kind in ROUTES:
        shown = next(iter(_shown(hearing, kind)), None)
        does = piece_or_none(hearing, f"channel/{kind}/does")
        ways = _ways(shown) if shown else ()
        if shown and ways and does:
            found.append(_entry(hearing, kind, shown, ways, does.text))
    return found[:MOST]


def _shown(hearing: Hearing, kind: str) -> list[Shown]:
    """Contacts that are good for a wall: what is overdue may have changed already."""
    found = contacts_for(hearing.knowledge, hearing.session, hearing.setting, kind, hearing.today)
    return [shown for shown in found if shown.standing in ("confirmed", "read")]


def _ways(shown: Shown) -> tuple[str, ...]:
    contact = shown.contact
    web = (contact.web,) if contact.web else ()
    return (*contact.phone, *contact.email, *web)


def _entry(hearing: Hearing, kind: str, shown: Shown, ways: tuple[str, ...], does: str) -> Entry:
    name = piece(hearing, line(f"channel/{kind}/name")).text
    day = shown.day
    standing = line(f"interface/standing-{shown.standing}", date=dated(hearing, day) if day else "")
    return Entry(name, does, ways[:WAYS], piece(hearing, standing).text)


def _cautions(hearing: Hearing, kinds: tuple[str, ...]) -> Iterator[str]:
    """What the law of the country may do where one of these kinds is turned to."""
    decision = Decision("poster", "answer", None, hearing.session, channels=kinds)
    yield from (piece(hearing, said).text for said in cautions(hearing, decision))


def _told(hearing: Hearing) -> Iterator[str]:
    """How to reach the focal point, where the office confirmed one."""
    for shown in _shown(hearing, "sh-focal-point"):
        if shown.contact.country != "global":
            yield from _ways(shown)[:WAYS]
            return
