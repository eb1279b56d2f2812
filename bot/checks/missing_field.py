"""missing-field: an entry lacks something that it cannot do without.

A topic without an answer, a contact without a country: the person would get half of it. Mend: add
the line; docs/format.md shows an example of each field.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bot import format as fmt
from bot.problem import Problem
from bot.tree import Entry, Tree, entries_in, is_null
from bot.yaml_reader import Mapping, Node, Sequence

_TOPIC_NEEDS: Final = ("title", "phrases", "answer", "sources", "reviewed")
_CONTACT_NEEDS: Final = ("channel", "name", "confirm_by", "visibility")


_CHECKED_ELSEWHERE: Final = frozenset({"sources"})
"""An entry may have none; where it needs one, fact-without-source says so."""


def find(tree: Tree) -> Iterator[Problem]:
    """Every missing field. An overlay holds only what differs, so an entry is looked at in the first
    layer that has it."""
    first: dict[tuple[str, str], int] = {}
    for file in tree.files:
        if file.kind.shape not in ("entry", "entries"):
            continue
        for entry in entries_in(file):
            is_first = first.setdefault((file.kind.name, entry.id), file.layer) == file.layer
            if is_first and isinstance(entry.value, Mapping):
                yield from _missing(entry, file.kind)


def _missing(entry: Entry, kind: fmt.FileKind) -> Iterator[Problem]:
    needed = kind.required()
    if kind is fmt.TOPIC:
        needed = _TOPIC_NEEDS
    if kind is fmt.CONTACTS and entry.field("caution") is None:
        needed = (*needed, *_CONTACT_NEEDS)
    for field in kind.fields:
        if field.name not in needed:
            continue
        value, key = entry.field(field.name), entry.value.key(field.name)  # type: ignore[union-attr]
        example = f"For example: {field.name}: {field.example}"
        if key is None:
            what = f'"{entry.id}" has no line "{field.name}".'
            yield Problem("missing-field", entry.place, what, example)
        elif not field.may_be_null and field.name not in _CHECKED_ELSEWHERE and _is_empty(value):
            what = f'Nothing stands behind "{field.name}:" yet.'
            yield Problem("missing-field", key.place, what, example)


def _is_empty(value: Node | None) -> bool:
    return is_null(value) or (isinstance(value, Sequence) and not value.items)
