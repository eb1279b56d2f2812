"""A reply as plain text: for the terminal, for `whereto ask`, and wherever nothing else can be drawn.

Lines are broken for a given width by what a character really takes on the screen; right-to-left
text keeps its order, and numbers inside it keep theirs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Final

from bot.message import Block, Card, Choice, Piece, Reply, Row

NARROWEST: Final = 24
WIDTH: Final = 76
"""Columns of a drawn reply unless the screen says otherwise."""

UNBOUND: Final = 1_000_000
"""Columns of a screen that breaks lines by itself; each quick reply then has a line of its own."""

_INDENT: Final = "  "
_LIST_ITEM = re.compile(r"(\d{1,2}\. |- )")
_UNBROKEN = re.compile(
    r"\s*[+*(]?\d[\d ().-]{4,}\d"
    r"|\s*(?:«\s)?[^\s\u3000-\u9fff\uff00-\uffef]+(?:\s[;:?!»]+(?=\s|$))*"
    r"|\s*[（《「『]?[\u3000-\u9fff\uff00-\uffef][，。、；：？！）》」』]*|\s+"
)
"""What may not be broken: a number as it is dialled; a word with the space before it, with the marks that French sets apart by
a space; a wide character with the marks that may not begin or end a line."""

_ONE_COLUMN = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u02ff\u0400-\u0482\u048a-\u052f\u0620-\u064a\u2010-\u2027]*"
)
"""Letters that need no looking up: Latin, Cyrillic and Arabic without marks that take no room."""

_RIGHT_TO_LEFT_MARK: Final = "\u200f"
_ISOLATE_LEFT_TO_RIGHT: Final = "\u2066"
_END_ISOLATE: Final = "\u2069"
_LEFT_TO_RIGHT_RUN = re.compile(r"[+*(]?[A-Za-z0-9][A-Za-z0-9@._:/?=&%#*()+ -]*[A-Za-z0-9*)]")


def draw(reply: Reply, width: int = WIDTH, strong: Callable[[str], str] | None = None) -> str:
    """The whole reply as text, without a trailing line break. `strong` marks the names of cards
    where the screen can show it; nothing is said by it alone."""
    width = max(width, NARROWEST)
    sections = [_part(part, width, strong) for part in reply.body]
    if reply.choices:
        sections.append(_choices(reply.choices, width))
    sections.extend(_part(block, width, None) for block in reply.closing)
    lines = "\n\n".join("\n".join(section) for section in sections if section).split("\n")
    if reply.is_right_to_left:
        lines = [right_to_left(line) for line in lines]
    return "\n".join(lines)


def _part(part: Block | Card, width: int, strong: Callable[[str], str] | None) -> list[str]:
    if isinstance(part, Block):
        return [line for piece in part.pieces for line in wrap(piece.text, width)]
    title = wrap(title_of(part), width - len(_INDENT)) if title_of(part) else []
    lines = [_INDENT + (strong(line) if strong else line) for line in title]
    for row in part.rows:
        lines.extend(_INDENT + line for line in _row(row, width - len(_INDENT)))
    return lines


def _row(row: Row, width: int) -> Iterator[str]:
    yield from wrap(row_text(row), width, hanging=None if row.label is None else 2)


def title_of(card: Card) -> str:
    """The name over a card; none over the numbers of an urgent need, which stand for themselves."""
    return "" if card.channel == "urgent" else card.title.text


def row_text(row: Row) -> str:
    """One row of a card as one line."""
    text = " · ".join(piece.text for piece in row.values)
    if row.label is None:
        return text
    mark = "" if row.label.text.endswith(("?", "؟", "？", ":", "：")) else ":"
    return f"{row.label.text}{mark}  {text}"


def _choices(choices: Iterable[Choice], width: int) -> list[str]:
    """Quick replies side by side where they fit, one below the other where not."""
    lines: list[str] = []
    for choice in choices:
        text = choice_text(choice)
        if lines and width < UNBOUND and columns(lines[-1]) + 3 + columns(text) <= width:
            lines[-1] += "   " + text
        else:
            lines.extend(wrap(text, width, hanging=4))
    return lines


def choice_text(choice: Choice) -> str:
    """A quick reply with the number to type for it."""
    return f"[{choice.number}] {choice.label.text}"


def wrap(text: str, width: int, hanging: int | None = None) -> list[str]:
    """Lines of at most `width` columns; a list item's further lines are indented below its text."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        item = _LIST_ITEM.match(paragraph)
        indent = hanging if hanging is not None else len(item[0]) if item else 0
        lines.extend(_wrapped(paragraph.strip(), width, indent))
    return lines


@lru_cache(maxsize=8192)
def _wrapped(text: str, width: int, indent: int) -> tuple[str, ...]:
    """The lines of a paragraph; remembered, as replies are made of the same reviewed texts."""
    return (text,) if columns(text) <= width else tuple(_broken(text, width, indent))


def _broken(text: str, width: int, indent: int) -> Iterator[str]:
    line, used = "", 0
    for token, size in _tokens(text, max(width - indent, 8)):
        if line and used + size > width and token.strip():
            yield line.rstrip()
            start = token.lstrip()
            line = " " * indent + start
            used = indent + (size if start == token else columns(start))
            continue
        line += token
        used += size
    yield line.rstrip()


def _tokens(text: str, longest: int) -> Iterator[tuple[str, int]]:
    """What may not be broken, with its columns: words with the space before them; wide characters
    one by one."""
    for word in unbroken(text):
        size = columns(word)
        if size <= longest:
            yield word, size
            continue
        piece, used = "", 0
        for char in word:
            own = columns(char)
            if used + own > longest:
                yield piece, used
                piece, used = "", 0
            piece += char
            used += own
        yield piece, used


def unbroken(text: str) -> list[str]:
    """The parts of a text between which a line may end; joined they are the text."""
    return _UNBROKEN.findall(text)


def columns(text: str) -> int:
    """Columns that a text takes on a screen."""
    if _ONE_COLUMN.fullmatch(text):
        return len(text)
    return sum(map(_columns_of, text))


@lru_cache(maxsize=4096)
def _columns_of(char: str) -> int:
    """Columns of one character; remembered for those of the last replies, which are few."""
    if unicodedata.combining(char) or unicodedata.category(char) in ("Cf", "Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def right_to_left(line: str) -> str:
    """A line whose direction is clear even where it starts with a number or a Latin name."""
    if not line.strip():
        return line
    isolated = _LEFT_TO_RIGHT_RUN.sub(
        lambda run: f"{_ISOLATE_LEFT_TO_RIGHT}{run[0]}{_END_ISOLATE}", line
    )
    return _RIGHT_TO_LEFT_MARK + isolated


def text_of(pieces: Iterable[Piece]) -> str:
    """Pieces as one line."""
    return " ".join(piece.text for piece in pieces)
