"""Fact cards: what a kind of office is, what telling it starts, who learns of it, how to reach it.

Four lines for a phone, every row on "more". A contact stands on a card only as bot/contacts.py
allows; where none may stand, the card says whom to ask.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from bot.cautions import cautions_at
from bot.composing import URGENT_NUMBERS
from bot.contacts import Shown, contacts_for
from bot.decision import Compared, line
from bot.format import CARD_ROWS
from bot.hearing import Hearing
from bot.message import Block, Card, Piece, Row
from bot.wording import dated, piece, piece_or_none

SHORT_ROWS: Final = CARD_ROWS[:2]
CONTACTS_SHOWN: Final = 2
"""Contacts on one card; the nearest first."""

NUMBERS_SHOWN: Final = 4
"""Lines of numbers inside urgent steps."""


def card(
    hearing: Hearing, channel: str, reasons: Sequence[str] = (), *, every_row: bool
) -> Card | None:
    """The card of a kind of office, or None where the knowledge has no words for it. `reasons`:
    entries that say why it is shown."""
    title = piece_or_none(hearing, f"channel/{channel}/name")
    if title is None:
        return None
    rows = [Row(None, (piece(hearing, line(f"channel/{channel}/does")),))]
    why = tuple(found for reason in reasons if (found := piece_or_none(hearing, reason)))
    if why:
        rows.append(Row(piece(hearing, line("interface/card-why")), why))
    for row in CARD_ROWS if every_row else SHORT_ROWS:
        value = piece_or_none(hearing, f"channel/{channel}/{row}")
        if value is not None:
            rows.append(Row(piece(hearing, line(f"interface/card-{row}")), (value,)))
    return Card(channel, title, (*rows, *_reach(hearing, channel)))


def compared(hearing: Hearing, row: Compared) -> Card:
    """One row of a comparison as a card: what is compared, then each thing with what it has."""
    named = (
        (piece(hearing, line(name)), piece_or_none(hearing, value)) for name, value in row.cells
    )
    cells = tuple(Row(name, (value,)) for name, value in named if value is not None)
    return Card("comparison", piece(hearing, line(row.title)), cells)


def _reach(hearing: Hearing, channel: str) -> tuple[Row, ...]:
    label = piece(hearing, line("interface/card-reach"))
    most = CONTACTS_SHOWN if hearing.session.organisation or hearing.session.country else 1
    shown = _contacts(hearing, channel)[:most]
    if not shown:
        return (Row(label, (piece(hearing, line(f"channel/{channel}/reach")),)),)
    return tuple(Row(label, contact_pieces(hearing, contact)) for contact in shown)


def depends_on_organisation(hearing: Hearing, channels: Sequence[str]) -> bool:
    """Whether another organisation would have other contacts on these cards."""
    if hearing.session.organisation is not None:
        return False
    return any(
        contact.channel in channels and "any" not in contact.organisations
        for contact in hearing.knowledge.contacts
    )


def contact_pieces(hearing: Hearing, shown: Shown) -> tuple[Piece, ...]:
    """A contact's name, ways to reach it, hours and standing."""
    contact = shown.contact
    entry = f"contact/{contact.id}"
    name = piece_or_none(hearing, f"{entry}/name") or Piece(entry, contact.name)
    ways = [*contact.phone, *contact.email]
    if contact.web is not None and len(ways) < 2:
        ways.append(contact.web)
    if not ways and contact.address is not None:
        ways.append(contact.address)
    pieces = [name, *(Piece(entry, way) for way in ways)]
    if contact.hours == "always":
        pieces.append(piece(hearing, line("interface/hours-always")))
    elif contact.hours != "unknown":
        pieces.append(piece(hearing, line("interface/hours-usual", time=contact.hours)))
    return (*pieces, _standing(hearing, shown))


def _standing(hearing: Hearing, shown: Shown) -> Piece:
    entry = f"interface/standing-{shown.standing}"
    if shown.standing == "preview":
        return piece(hearing, line(entry))
    return piece(hearing, line(entry, date=dated(hearing, shown.day or dt.date.min)))


def numbers(hearing: Hearing, kind: str, channels: Sequence[str]) -> tuple[Block | Card, ...]:
    """The numbers inside urgent steps, or the honest route where none may be shown."""
    label = piece(hearing, line("interface/call-now"))
    rows = [
        Row(label, contact_pieces(hearing, shown))
        for channel in channels
        for shown in _contacts(hearing, channel)[:CONTACTS_SHOWN]
        if shown.contact.phone or shown.contact.web
    ]
    parts: list[Block | Card] = []
    if not _has_local(hearing, channels):
        parts.append(Block("urgent", (piece(hearing, line(f"urgent/{kind}/no_number")),)))
    if rows:
        title = piece(hearing, line(f"topic/{kind}/title"))
        parts.append(Card("urgent", title, tuple(rows[:NUMBERS_SHOWN])))
    return tuple(parts)


def _contacts(hearing: Hearing, channel: str) -> list[Shown]:
    return contacts_for(hearing.knowledge, hearing.session, hearing.setting, channel, hearing.today)


def local_numbers(hearing: Hearing, kind: str) -> tuple[Block | Card, ...]:
    """The first local number for a kind of need, visible beside the gentle check."""
    for channel in URGENT_NUMBERS[kind]:
        for shown in _contacts(hearing, channel):
            if shown.contact.phone and shown.contact.country != "global":
                label = piece(hearing, line("interface/call-now"))
                title = piece(hearing, line(f"topic/{kind}/title"))
                card = Card("urgent", title, (Row(label, contact_pieces(hearing, shown)),))
                law = [piece(hearing, item) for item in cautions_at(hearing, kind, channel)]
                return (Block("note", tuple(law)), card) if law else (card,)
    return ()


def _has_local(hearing: Hearing, channels: Sequence[str]) -> bool:
    return any(
        shown.contact.country != "global" and shown.contact.phone
        for channel in channels
        for shown in _contacts(hearing, channel)
    )
