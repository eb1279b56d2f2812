"""Which texts of the knowledge a person reads, for the checks that look at how they are written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from bot import format as fmt
from bot.problem import Place
from bot.tree import Entry, Tree
from bot.yaml_reader import Mapping, Scalar

FIELDS: Final = (
    (fmt.TOPIC, ("title", "answer", "again", "roles")),
    (fmt.URGENT, ("steps", "no_number", "second_route", "check")),
    (fmt.CHANNEL_TEXTS, tuple(field.name for field in fmt.CHANNEL_TEXTS.fields)),
    (fmt.CONTACT_TEXTS, ("serves",)),
    (fmt.GUIDE_TEXTS, ("title", "says", "answers", "rows", "reasons")),
)
"""Kind of file -> the fields that are shown; the others are for editors and for matching, or, like
the name of a contact, not ours to word."""


def shown_texts(tree: Tree, language: str) -> Iterator[tuple[Entry, Scalar]]:
    """Every text of a language that a person may read, with the entry that it belongs to."""
    for kind, names in FIELDS:
        for entry in tree.entries_of(kind, language):
            for name in names:
                yield from ((entry, scalar) for scalar in _scalars(entry.field(name)))
    for entry in tree.entries_of(fmt.INTERFACE, language):
        yield from ((entry, scalar) for scalar in _scalars(entry.value))


def _scalars(node: object) -> Iterator[Scalar]:
    """The text itself, or those below it, one for each role."""
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Mapping):
        yield from (value for _, value in node.pairs if isinstance(value, Scalar))


def place_of(scalar: Scalar, part: str) -> Place:
    """Where a part of a text stands; the whole text where it goes on over a line's end."""
    for line in scalar.lines():
        start = line.source.find(part, line.column, line.column + line.length)
        if start >= 0:
            return replace(line, column=start, length=len(part))
    return scalar.place
