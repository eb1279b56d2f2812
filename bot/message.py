"""What crosses the edge: a message in, a reply out. Neither shows a person's words in its repr."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

Place = Literal["private", "shared"]
Kind = Literal["answer", "clarify", "fallback"]
Audience = Literal["public", "internal", "preview"]
BlockKind = Literal["urgent", "notice", "text", "note", "steps"]

TERMINAL: Final = "terminal"
"""The platform without notifications, where the person's own screen is the only other reader."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a person, as an adapter read it.

    `platform` and `conversation` name where the reply goes; they reach no log and no repr.
    `choose`: the id of a choice where a button was pressed instead of typing. The remaining
    values are told by an adapter or a caller that knows them; None: not said.
    """

    text: str = field(repr=False)
    place: Place = "private"
    platform: str = TERMINAL
    conversation: str = field(default="", repr=False)
    language: str | None = None
    hint: str | None = None
    """The language that the platform believes the person reads: counts where nothing else does."""
    choose: str | None = None
    organisation: str | None = None
    office: str | None = None
    country: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of reviewed text: the entry it is made of, its slots, and the result."""

    entry: str
    text: str
    slots: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """Some lines that belong together. What it is for is said by `kind`, never by colour alone."""

    kind: BlockKind
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a card: what it answers (or nothing), and the answer in one or more pieces."""

    label: Piece | None
    values: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A place to go: its kind, its name, its rows. Inside urgent steps the kind is `urgent`; in a
    comparison it is `comparison`, the title what is compared, and a row has one thing's name as label."""

    channel: str
    title: Piece
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A quick reply: its number as typed, its id, its label."""

    number: int
    id: str
    label: Piece


class Candidate(NamedTuple):
    """A topic that was considered, and its score. A turn makes one for every topic: a tuple, as that
    is made fastest."""

    topic: str
    score: float


@dataclass(frozen=True, slots=True)
class Reply:
    """What the bot says: blocks and cards in the order in which they are read, then choices."""

    language: str
    kind: Kind
    topic: str | None
    body: tuple[Block | Card, ...]
    choices: tuple[Choice, ...] = ()
    closing: tuple[Block, ...] = ()
    """What stands below the choices: the first-turn notice, the footer."""
    alternatives: tuple[Candidate, ...] = ()
    urgent: str | None = None
    check: bool = False
    """Whether the gentle question after danger was asked."""
    is_right_to_left: bool = False
    erase: bool = False
    """Whether the adapter has to delete the messages of this conversation."""
    heading: Piece | None = None
    """The constant neutral line that stands first, so that no notification shows more than that a
    reply came; None on the terminal, which has none."""
    message_ids: tuple[str, ...] = field(default=(), repr=False)
    """Where `erase`: the ids that `Bot.remember_message` was given in this conversation."""

    def pieces(self) -> Iterator[Piece]:
        """Every piece of text in the reply, in reading order."""
        if self.heading is not None:
            yield self.heading
        for part in self.body:
            yield from _pieces_of(part)
        for choice in self.choices:
            yield choice.label
        for block in self.closing:
            yield from block.pieces

    @property
    def entries(self) -> tuple[str, ...]:
        """The ids of the entries that the reply is made of, each once."""
        return tuple(dict.fromkeys(piece.entry for piece in self.pieces()))


def _pieces_of(part: Block | Card) -> Iterator[Piece]:
    if isinstance(part, Block):
        yield from part.pieces
        return
    yield part.title
    for row in part.rows:
        if row.label is not None:
            yield row.label
        yield from row.values
