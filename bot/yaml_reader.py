"""YAML files as people write them: every scalar is text, every value knows its line and column.

Plain YAML corrupts content (`No` becomes false, `12:30` becomes 750); here nothing is converted,
the schema gives the types. Anchors, tags, deep nesting and huge files are refused, not expanded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from bot.problem import Place, Problem

LARGEST_FILE: Final = 1_000_000
"""Bytes of one file. The largest shipped file is a tenth of that."""

DEEPEST: Final = 6
"""Levels of nesting; the format needs three."""

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text and where it stands."""

    text: str
    place: Place
    style: str
    """`plain`, `quoted` or `block`."""


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list and where it starts."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in the order of the file; a repeated key is still there twice."""

    pairs: tuple[tuple[Scalar, Node], ...]
    place: Place

    def get(self, key: str) -> Node | None:
        """The last value of that key, or None."""
        return next((value for name, value in reversed(self.pairs) if name.text == key), None)

    def key(self, key: str) -> Scalar | None:
        """The key itself, for its place."""
        return next((name for name, _ in reversed(self.pairs) if name.text == key), None)


Node = Scalar | Sequence | Mapping


class UnreadableError(Exception):
    """A file that is no YAML of ours; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.id)
        self.problem = problem


def read_file(path: Path, shown_as: str) -> Node | None:
    """Read one file; None where it is empty. Raises UnreadableError with the problem to show."""
    return read_text(text_of(path, shown_as), shown_as)


def text_of(path: Path, shown_as: str) -> str:
    """The text of a file, refused where it is too large, binary, or cannot be opened."""
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise _unreadable(
            shown_as, "unreadable-file", f"This file cannot be opened ({error.strerror})."
        ) from None
    if len(raw) > LARGEST_FILE:
        raise _unreadable(
            shown_as,
            "file-too-large",
            f"This file is larger than {LARGEST_FILE // 1000} kB.",
            "Split it, or check that it is the file you meant.",
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unreadable(
            shown_as,
            "not-text",
            f"This is not a text file in UTF-8 (byte {error.start} is not a letter).",
            'Save it again with the encoding "UTF-8".',
        ) from None


def read_text(text: str, shown_as: str) -> Node | None:
    """Read YAML from text; see `read_file`."""
    lines = text.splitlines()
    try:
        return _Reader(yaml.parse(text, Loader=_Loader), shown_as, lines).document()
    except yaml.MarkedYAMLError as error:
        raise UnreadableError(_syntax_problem(error, shown_as, lines)) from None
    except yaml.reader.ReaderError:
        raise _unreadable(
            shown_as,
            "not-text",
            "This file holds a character that is no part of any text.",
            "Copy the words into a new file.",
        ) from None


def _unreadable(path: str, problem_id: str, what: str, mend: str = "") -> UnreadableError:
    return UnreadableError(Problem(problem_id, Place(path), what, mend))


def _syntax_problem(error: yaml.MarkedYAMLError, path: str, lines: list[str]) -> Problem:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    source = lines[line] if line < len(lines) else ""
    if "\t" in source[: len(source) - len(source.lstrip())]:
        mend = "Use spaces at the start of the line, not tabs."
    elif ":" in source.partition(":")[2] or source.lstrip().startswith("- "):
        mend = 'If the text holds a colon, put the whole text between double quotes ("…").'
    else:
        mend = "Compare the spaces at the start of this line and of the line above with a file\n"
        mend += "that works."
    what = "From here on the file cannot be read: a colon, a quote or the indentation is off."
    return Problem("yaml-syntax", Place(path, line, column, 1, source), what, mend)


class _Reader:
    """Events of the YAML parser to nodes, bounded in depth, without anchors and tags."""

    def __init__(self, events: Iterator[yaml.Event], path: str, lines: list[str]) -> None:
        self._events = events
        self._path = path
        self._lines = lines

    def document(self) -> Node | None:
        root: Node | None = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    raise self._refuse(event, "two-documents", "A second document starts here.")
                first = next(self._events)
                root = self._node(first, 1)
        if isinstance(root, Scalar) and not root.text and root.style == "plain":
            return None
        return root

    def _node(self, event: yaml.Event, depth: int) -> Node:
        if getattr(event, "anchor", None) is not None:
            what = "Anchors and references (& and *) are not used here."
            raise self._refuse(event, "anchor", what)
        if getattr(event, "tag", None) is not None and not _is_implicit(event):
            raise self._refuse(event, "tag", "Tags (words that start with !) are not used here.")
        if depth > DEEPEST:
            raise self._refuse(event, "too-deep", "This is nested too deeply.")
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return Sequence(tuple(self._items(depth)), self._place(event))
        return Mapping(tuple(self._pairs(depth)), self._place(event))

    def _items(self, depth: int) -> Iterator[Node]:
        for event in self._events:
            if isinstance(event, yaml.SequenceEndEvent):
                return
            yield self._node(event, depth + 1)

    def _pairs(self, depth: int) -> Iterator[tuple[Scalar, Node]]:
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                return
            key = self._node(event, depth + 1)
            if not isinstance(key, Scalar):
                raise self._refuse(event, "key-not-text", "A key has to be a word.")
            yield key, self._node(next(self._events), depth + 1)

    def _scalar(self, event: yaml.ScalarEvent) -> Scalar:
        style = {None: "plain", "'": "quoted", '"': "quoted"}.get(event.style or None, "block")
        place = self._place(event)
        end = event.end_mark
        is_one_line = end is not None and end.line == place.line
        length = (end.column if end and is_one_line else len(place.source)) - place.column
        return Scalar(
            event.value, Place(place.path, place.line, place.column, length, place.source), style
        )

    def _place(self, event: yaml.Event) -> Place:
        mark = event.start_mark
        line, column = (mark.line, mark.column) if mark is not None else (0, 0)
        source = self._lines[line] if line < len(self._lines) else ""
        return Place(self._path, line, column, 1, source)

    def _refuse(self, event: yaml.Event, problem_id: str, what: str) -> UnreadableError:
        mend = 'Write the text itself, or put it between double quotes ("…").'
        return UnreadableError(Problem(problem_id, self._place(event), what, mend))


def _is_implicit(event: yaml.Event) -> bool:
    implicit = getattr(event, "implicit", True)
    return any(implicit) if isinstance(implicit, tuple) else bool(implicit)
