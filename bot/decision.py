"""What a turn decided: which entries are said, in which order, and what is remembered.

A decision holds ids only; rendering turns them into words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.message import Kind
from bot.session import Session


@dataclass(frozen=True, slots=True)
class Line:
    """An entry to say, with the values of its slots."""

    entry: str
    slots: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Compared:
    """One row of a comparison: what is compared, and for each thing its name and what it has."""

    title: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """One turn's outcome before it is put into words."""

    rule: str
    kind: Kind
    topic: str | None
    session: Session
    openings: tuple[Line, ...] = ()
    body: tuple[Line, ...] = ()
    channels: tuple[str, ...] = ()
    """Kinds of office whose cards are shown."""
    reasons: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Kind of office -> entries that say why it is shown."""
    compared: tuple[Compared, ...] = ()
    every_row: bool = field(default=False)
    """Whether the cards show all rows."""
    numbers: tuple[str, ...] = ()
    """Kinds whose numbers stand inside the urgent steps."""
    choices: tuple[str, ...] = ()
    closings: tuple[Line, ...] = ()
    urgent: str | None = None
    check: str | None = None
    """The urgent kind whose gentle check is shown."""
    erase: bool = False


def line(entry: str, **slots: str) -> Line:
    """A line with its slots."""
    return Line(entry, tuple(slots.items()))
