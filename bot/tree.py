"""Folders of knowledge as they lie on the disk: layers, files, entries, each with its place.

The base is the first layer, an office's overlay a later one. Nothing is decided here: the checks
look for problems in a tree, the loader makes `Knowledge` of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bot import format as fmt
from bot.problem import Place, Problem, did_you_mean
from bot.yaml_reader import Mapping, Node, Scalar, UnreadableError, read_file
from bot.yaml_reader import Sequence as NodeList

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_LANGUAGE_FILES: Final = {
    "channels": fmt.CHANNEL_TEXTS,
    "contacts": fmt.CONTACT_TEXTS,
    "interface": fmt.INTERFACE,
    "cues": fmt.CUES,
    "urgent": fmt.URGENT,
    "groups": fmt.GROUPS_FILE,
    "words": fmt.WORDS,
    "places": fmt.PLACE_TEXTS,
    "glossary": fmt.GLOSSARY,
}
_SHARED_FILES: Final = {
    kind.name: kind
    for kind in (
        fmt.TOPICS,
        fmt.CHANNELS,
        fmt.SOURCES,
        fmt.LANGUAGES,
        fmt.ORGANISATIONS,
        fmt.PLACES,
        fmt.LAST_RESORT,
        fmt.OVERLAY,
    )
}


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
    """Languages that have a folder in some layer, sorted."""
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

    def topic_ids(self) -> set[str]:
        """Topics that exist: those of topics.yaml, and those that have only a file of phrases."""
        declared = self.ids_of(fmt.TOPICS)
        return declared or self.ids_of(fmt.TOPIC)


def entries_in(file: KnowledgeFile) -> Iterator[Entry]:
    """The entries of one file."""
    if file.kind.shape == "entry":
        yield Entry(file.stem, file.root.place, file.root, file)
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


def texts_of(node: Node | None) -> tuple[str, ...]:
    """The texts of a list."""
    return tuple(scalar.text.strip() for scalar in scalars_of(node))


def read_tree(folders: Sequence[Path], languages: Iterable[str] | None = None) -> Tree:
    """Read layers of knowledge, base first. `languages`: read the texts of these only.

    Never raises for what a file holds: a file that cannot be read is a problem of the tree.
    """
    wanted = None if languages is None else frozenset(languages)
    files: list[KnowledgeFile] = []
    problems: list[Problem] = []
    found_languages: set[str] = set()
    for layer, folder in enumerate(folders):
        for path in _yaml_files(folder):
            parts = path.relative_to(folder).parts
            language = parts[0] if len(parts) > 1 and parts[0] != "contacts" else None
            if language is not None:
                found_languages.add(language)
                if wanted is not None and language not in wanted:
                    continue
            shown = _shown(path)
            kind = kind_of(parts)
            if kind is None:
                problems.append(_unknown_file(parts, shown))
                continue
            try:
                root = read_file(path, shown)
            except UnreadableError as error:
                problems.append(error.problem)
                continue
            if root is None:
                root = Mapping((), Place(shown))
            if not isinstance(root, Mapping):
                problems.append(_not_a_mapping(root))
                continue
            files.append(KnowledgeFile(kind, shown, layer, language, path.stem, root))
    return Tree(tuple(files), tuple(problems), tuple(sorted(found_languages)))


def kind_of(parts: Sequence[str]) -> fmt.FileKind | None:
    """Which kind of file stands at this place below the folder, or None."""
    stem = parts[-1].rpartition(".")[0]
    if len(parts) == 1:
        return _SHARED_FILES.get(stem)
    if len(parts) == 2 and parts[0] == "contacts":
        return fmt.CONTACTS
    if not _LANGUAGE.fullmatch(parts[0]):
        return None
    if len(parts) == 2:
        return _LANGUAGE_FILES.get(stem)
    return fmt.TOPIC if len(parts) == 3 and parts[1] == "topics" else None


def _yaml_files(folder: Path) -> list[Path]:
    """All YAML files of one layer in a fixed order, without the overlays that lie below it."""
    found = [*folder.rglob("*.yaml"), *folder.rglob("*.yml")]
    return sorted(
        path
        for path in found
        if path.is_file() and "overlays" not in path.relative_to(folder).parts[:-1]
    )


def _shown(path: Path) -> str:
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def _unknown_file(parts: Sequence[str], shown: str) -> Problem:
    known = _SHARED_FILES if len(parts) == 1 else _LANGUAGE_FILES
    suggestion = did_you_mean(parts[-1], (f"{name}.yaml" for name in known))
    mend = suggestion or "Move it to the place where its kind belongs; see docs/format.md."
    return Problem("unknown-file", Place(shown), "No file of this name is read here.", mend, "warn")


def _not_a_mapping(root: Node) -> Problem:
    what = 'This file has to start with "name: text" lines, and it does not.'
    return Problem("yaml-shape", root.place, what, "Compare it with a file that works.")
