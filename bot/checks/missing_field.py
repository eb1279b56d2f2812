"""missing-field: an entry lacks something that it cannot do without.

A topic without an answer, a contact without a country: the person would get half of it. Mend: add
the line; docs/format.md shows an example of each field.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Known
from typing import Final

from bot import format as fmt
from bot.problem import Problem, did_you_mean
from bot.tree import Entry, Tree
from bot.yaml_reader import Mapping

_TOPIC_NEEDS: Final = ("title", "phrases", "answer", "sources", "reviewed")
_CONTACT_NEEDS: Final = ("channel", "name", "confirm_by", "visibility")


def find(tree: Tree) -> Iterator[Problem]:
    """Every missing field. An overlay holds only what differs: of its entries only those that no layer
    below has are looked at, and its own file."""
    for kind in fmt.FILE_KINDS:
        if kind.shape not in ("entry", "entries"):
            continue
        layers: dict[str, int] = {}
        for entry in tree.entries_of(kind):
            is_first = layers.setdefault(entry.id, entry.file.layer) == entry.file.layer
            if (is_first or kind is fmt.OVERLAY) and isinstance(entry.value, Mapping):
                yield from _missing(entry, kind, layers)


def _missing(entry: Entry, kind: fmt.FileKind, known: Known[str, int]) -> Iterator[Problem]:
    below = [name for name, layer in known.items() if layer < entry.file.layer]
    meant = did_you_mean(entry.id, below)
    missing = [name for name in _needed(entry, kind) if entry.field(name) is None]
    for name in missing[:1] if meant else missing:
        field = kind.field(name)
        example = f"For example: {name}: {field.example}" if field else ""
        what = f'"{entry.id}" has no line "{name}".'
        mend = "\n".join(filter(None, (meant, example)))
        yield Problem("missing-field", entry.place, what, mend)


def _needed(entry: Entry, kind: fmt.FileKind) -> tuple[str, ...]:
    if kind is fmt.TOPIC:
        return _TOPIC_NEEDS
    if kind is fmt.CONTACTS and entry.field("caution") is None:
        return (*kind.required(), *_CONTACT_NEEDS)
    return kind.required()
