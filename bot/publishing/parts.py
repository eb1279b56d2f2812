"""The parts of a reply as HTML: blocks, fact cards, numbers to call. Nothing is decided here: what a
part holds, bot/rendering.py and bot/cards.py said."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from bot.decision import line
from bot.facts import Contact
from bot.hearing import Hearing
from bot.message import Block, Card, Piece, Row
from bot.publishing.markup import Markup, element, joined, prose
from bot.wording import is_fallback, piece

OFFICES: Final = "offices.html"
"""The page that has every office with all its rows."""

_DIALLED = re.compile(r"[+*#(]?\d[\d ()-]*")
"""How a number begins; what follows it ("ext. 6215", "option 7") is said, not dialled."""


def said(hearing: Hearing, entry: str, **slots: str) -> str:
    """The text of an entry."""
    return piece(hearing, line(entry, **slots)).text


def foreign(hearing: Hearing, entry: str) -> dict[str, str | None]:
    """The attributes that say an entry's language where it is not that of the page."""
    if not is_fallback(hearing, entry):
        return {}
    others = hearing.knowledge.fallbacks(hearing.wording.language.tag)
    language = next(wording.language for wording in others if entry in wording.texts)
    return {"lang": language.tag, "dir": direction(language.is_right_to_left)}


def direction(is_right_to_left: bool) -> str:
    """The value of `dir`."""
    return "rtl" if is_right_to_left else "ltr"


def text(hearing: Hearing, shown: Piece) -> Markup:
    """A piece as paragraphs, with its language where that is another one."""
    attributes = foreign(hearing, shown.entry)
    return element("div", prose(shown.text), **attributes) if attributes else prose(shown.text)


def part(hearing: Hearing, shown: Block | Card) -> Markup:
    """A block or a card of a reply."""
    if isinstance(shown, Block):
        inside = (text(hearing, one) for one in shown.pieces)
        return element("div", *inside, class_=shown.kind)
    if shown.channel == "urgent":
        return element("div", *(_row(hearing, row) for row in shown.rows), class_="numbers")
    return card(hearing, shown, link=f"{OFFICES}#{shown.channel}")


def card(hearing: Hearing, shown: Card, link: str | None = None) -> Markup:
    """A fact card; its name leads to `link`."""
    name: str = shown.title.text
    title = element("a", name, href=link) if link else name
    head = element("h3", title, **foreign(hearing, shown.title.entry))
    rows = [_row(hearing, row) for row in shown.rows]
    return element("article", head, *rows, class_="card", id=None if link else shown.channel)


def _row(hearing: Hearing, row: Row) -> Markup:
    values = joined(_values(hearing, row.values))
    if row.label is None:
        return element("p", values, class_="does")
    label = element("dt", row.label.text)
    return element("dl", element("div", label, element("dd", values)))


def _values(hearing: Hearing, values: tuple[Piece, ...]) -> Iterable[Markup]:
    """What stands in a row: a contact with its ways to reach it, or sentences."""
    contact = _contact(hearing, values[0])
    if contact is None:
        yield from (element("span", one.text, **foreign(hearing, one.entry)) for one in values)
        return
    name, *rest = values
    ways = [one.text for one in rest if one.entry == f"contact/{contact.id}"]
    notes = [one.text for one in rest if one.entry != f"contact/{contact.id}"]
    yield element("span", element("bdi", name.text), class_="name")
    yield from (element("span", _way(contact, way), class_="way") for way in ways)
    yield element("span", " · ".join(notes), class_="standing")


def _contact(hearing: Hearing, first: Piece) -> Contact | None:
    kind, _, name = first.entry.partition("/")
    if kind != "contact":
        return None
    own = name.partition("/")[0]
    return next(one for one in hearing.knowledge.contacts if one.id == own)


def _way(contact: Contact, way: str) -> Markup:
    """A way to reach a contact, as a link where a press is enough."""
    address = _address(contact, way)
    if address is None:
        return element("bdi", way)
    return element("a", element("bdi", way), href=address, dir="ltr", rel="noreferrer")


def _address(contact: Contact, way: str) -> str | None:
    if way in contact.email:
        return f"mailto:{way}"
    if way == contact.web:
        return way if way.startswith(("https://", "http://")) else None
    number = _DIALLED.match(way) if way in contact.phone else None
    return "tel:" + re.sub(r"[ ()-]", "", number[0]).replace("#", "%23") if number else None
