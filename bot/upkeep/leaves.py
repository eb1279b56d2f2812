"""A folder of knowledge as single values: each by its kind of file, language, entry and field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from bot import format as fmt
from bot.problem import Place
from bot.tree import Entry, Tree, is_null, text_of, texts_of
from bot.yaml_reader import Mapping, Node, Scalar


class Key(NamedTuple):
    """Which value it is; the same in every version of a folder. `field`: below a field of names
    and texts, `<field>/<name>`; empty where the entry has no fields."""

    kind: str
    language: str | None
    entry: str
    field: str

    @property
    def of(self) -> Key:
        """The entry that it belongs to."""
        return self._replace(field="")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value: the texts of a list, or one text; and where it stands."""

    texts: tuple[str, ...]
    place: Place


def leaves(tree: Tree) -> dict[Key, Leaf]:
    """Every value of a tree; those written as nothing are not there. A later layer wins."""
    return {
        Key(kind.name, entry.file.language, entry.id, name): leaf
        for kind in fmt.FILE_KINDS
        for entry in tree.entries_of(kind)
        for name, leaf in _of(entry)
    }


def _of(entry: Entry) -> Iterator[tuple[str, Leaf]]:
    if not isinstance(entry.value, Mapping):
        yield from _held("", entry.value, entry.place)
        return
    for key, value in entry.value.pairs:
        field = entry.file.kind.field(key.text)
        if not isinstance(value, Mapping):
            yield from _held(key.text, value, key.place)
        elif field is not None and field.type == "signature":
            signed = tuple(text_of(node) for _, node in value.pairs if not is_null(node))
            if signed:
                yield key.text, Leaf(signed, key.place)
        else:
            for name, node in value.pairs:
                yield from _held(f"{key.text}/{name.text}", node, name.place)


def _held(name: str, node: Node, place: Place) -> Iterator[tuple[str, Leaf]]:
    texts = (text_of(node),) if isinstance(node, Scalar) else texts_of(node)
    if not is_null(node) and texts:
        yield name, Leaf(texts, place)
