"""Folders of knowledge as they were read: layers, files, entries, each with its place.

The base is the first layer, an office's overlay a later one. Nothing is decided here: the checks
look for problems in a tree, the loader makes `Knowledge` of it; `bot.tree_reader` reads it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath

from bot import format as fmt
from bot.problem import Place, Problem
from bot.yaml_reader import Mapping, Node, Scalar
from bot.yaml_reader import Sequence as NodeList


@dataclass(frozen=True, slots=True)
class KnowledgeFile:
    """One readable file: what kind it is, whose language, which layer, and what it holds."""

    kind: fmt.FileKind
    path: str
    layer: int
    language: str | None
    stem: str
    root: Mapping


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a file: its id (for a topic file, the file's name) and its value."""

    id: str
    place: Place
    value: Node
    file: KnowledgeFile

    def field(self, name: str) -> Node | None:
        """The value of a field, or None."""
        return self.value.get(name) if isinstance(self.value, Mapping) else None


@dataclass(frozen=True, slots=True)
class Tree:
    """Everything that was read, in the order base, overlays; within a layer by path."""

    files: tuple[KnowledgeFile, ...] = ()
    problems: tuple[Problem, ...] = ()
    languages: tuple[str, ...] = ()
    """Languages that have a folder with a file of theirs in some layer, sorted."""
    folders: tuple[PurePath, ...] = ()
    """The layers, as they are shown."""
    _by_kind: dict[str, list[KnowledgeFile]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for file in self.files:
            self._by_kind.setdefault(file.kind.name, []).append(file)

    def files_of(self, kind: fmt.FileKind, language: str | None = None) -> list[KnowledgeFile]:
        """The files of a kind, of one language where it is named."""
        found = self._by_kind.get(kind.name, [])
        return [file for file in found if language is None or file.language == language]

    def entries_of(self, kind: fmt.FileKind, language: str | None = None) -> Iterator[Entry]:
        """The entries of all files of a kind, base first."""
        for file in self.files_of(kind, language):
            yield from entries_in(file)

    def ids_of(self, kind: fmt.FileKind) -> set[str]:
        """The ids of all entries of a kind."""
        return {entry.id for entry in self.entries_of(kind)}

    def naming(self, what: str) -> Iterator[Scalar]:
        """Every text that names something of that kind; see `NAMING` of the format."""
        for kind, name in fmt.NAMING[what]:
            for entry in self.entries_of(kind):
                yield from _names(entry.field(name), kind.field(name))

    def topic_ids(self) -> set[str]:
        """Topics that exist: those of topics.yaml, and those that have only a file of phrases."""
        declared = self.ids_of(fmt.TOPICS)
        return declared or self.ids_of(fmt.TOPIC)


def entries_in(file: KnowledgeFile) -> Iterator[Entry]:
    """The entries of one file."""
    if file.kind.shape == "entry":
        yield Entry(file.stem, Place(file.path), file.root, file)
        return
    for key, value in file.root.pairs:
        yield Entry(key.text, key.place, value, file)


def text_of(node: Node | None) -> str:
    """The text of a scalar without the space around it; empty where it is none."""
    return node.text.strip() if isinstance(node, Scalar) else ""


def is_null(node: Node | None) -> bool:
    """Whether a value is missing or written as nothing, `null` or `~`."""
    if node is None:
        return True
    return isinstance(node, Scalar) and node.style == "plain" and node.text in ("", "null", "~")


def scalars_of(node: Node | None) -> list[Scalar]:
    """The texts of a list, with their places."""
    if not isinstance(node, NodeList):
        return []
    return [item for item in node.items if isinstance(item, Scalar)]


def _names(node: Node | None, field: fmt.Field | None) -> list[Scalar]:
    """The texts of a field that are names; in a fact, those after its first word."""
    if isinstance(node, Scalar):
        return [] if is_null(node) else [node]
    if isinstance(node, Mapping):
        return [value for _, value in node.pairs if isinstance(value, Scalar)]
    return scalars_of(node)[1 if field and field.type == "fact" else 0 :]


def texts_of(node: Node | None) -> tuple[str, ...]:
    """The texts of a list."""
    return tuple(scalar.text.strip() for scalar in scalars_of(node))
