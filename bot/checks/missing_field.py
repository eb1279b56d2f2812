"""missing-field: an entry lacks something that it cannot do without.

A topic without an answer, a contact without a country: the person would get half of it. Mend: add
the line; docs/format.md shows an example of each field.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bot import format as fmt
from bot.problem import Problem
from bot.tree import Entry, Tree
from bot.yaml_reader import Mapping

_TOPIC_NEEDS: Final = ("title", "phrases", "answer", "sources", "reviewed")
_CONTACT_NEEDS: Final = ("channel", "name", "confirm_by", "visibility")


def find(tree: Tree) -> Iterator[Problem]:
    """Every missing field. An overlay holds only what differs, so only first layers are looked at."""
    for file in tree.files:
        if file.layer or file.kind.shape not in ("entry", "entries"):
            continue
        for entry in tree.entries_of(file.kind, file.language):
            if entry.file is file and isinstance(entry.value, Mapping):
                yield from _missing(entry, file.kind)


def _missing(entry: Entry, kind: fmt.FileKind) -> Iterator[Problem]:
    needed = kind.required()
    if kind is fmt.TOPIC:
        needed = _TOPIC_NEEDS
    if kind is fmt.CONTACTS and entry.field("caution") is None:
        needed = (*needed, *_CONTACT_NEEDS)
    for name in needed:
        if entry.field(name) is None:
            field = kind.field(name)
            example = f"For example: {name}: {field.example}" if field else ""
            what = f'"{entry.id}" has no line "{name}".'
            yield Problem("missing-field", entry.place, what, example)
