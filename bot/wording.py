"""From entry ids to pieces of text: the language of the talk, then its fallback, slots filled.

This is the only place where text enters a reply, so every reply is made of reviewed entries.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from bot.decision import Line, line
from bot.hearing import Hearing
from bot.knowledge import Wording
from bot.message import Piece

WITHDRAWN: Final = line("interface/answer-withdrawn")
_SLOT = re.compile(r"\{(\w+)\}")


def piece(hearing: Hearing, asked: Line) -> Piece:
    """The piece of an entry; one that this office withdrew says so instead. An entry without words in
    any language gives its id's last part, so that a reply is never empty (a check keeps the shipped
    knowledge free of such)."""
    found = find_text(hearing, asked.entry)
    if found is None and asked.entry in hearing.knowledge.withdrawn:
        return piece(hearing, WITHDRAWN)
    text = found if found is not None else asked.entry.rpartition("/")[2].replace("-", " ")
    return Piece(asked.entry, fill(text, dict(asked.slots)), asked.slots)


def piece_or_none(hearing: Hearing, entry: str) -> Piece | None:
    """The piece of an entry, or None where it has no words."""
    text = find_text(hearing, entry)
    return None if text is None else Piece(entry, text)


def find_text(hearing: Hearing, entry: str) -> str | None:
    """The text of an entry in the talk's language or its fallback."""
    found = wording_with(hearing, entry)
    return None if found is None else found.texts[entry]


def wording_with(hearing: Hearing, entry: str) -> Wording | None:
    """The wording that an entry is read in: of the talk's language, else of its fallback."""
    if entry in hearing.wording.texts:
        return hearing.wording
    others = hearing.knowledge.fallbacks(hearing.wording.language.tag)
    return next((wording for wording in others if entry in wording.texts), None)


def is_fallback(hearing: Hearing, entry: str) -> bool:
    """Whether an entry has words, but not in the language of the talk."""
    return entry not in hearing.wording.texts and find_text(hearing, entry) is not None


def fill(text: str, slots: dict[str, str]) -> str:
    """The text with its slots filled; a slot without a value stays as written."""
    return _SLOT.sub(lambda match: slots.get(match[1], match[0]), text) if slots else text


def country_name(hearing: Hearing) -> str:
    """The person's country as the language of the talk names it, or its two letters."""
    country = hearing.session.country or ""
    return (hearing.wording.place_names.get(f"country/{country}") or (country,))[0]


def dated(hearing: Hearing, day: dt.date) -> str:
    """A day as the language writes it."""
    months = (find_text(hearing, "interface/months") or "").split()
    month = months[day.month - 1] if len(months) == 12 else f"{day.month:02}"
    form = find_text(hearing, "interface/date") or "{year}-{month}-{day}"
    return fill(form, {"day": str(day.day), "month": month, "year": str(day.year)})
