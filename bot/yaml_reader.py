"""YAML files as people write them: every scalar is text, every value knows its line and column.

Plain YAML corrupts content (`No` becomes false, `12:30` becomes 750); here nothing is converted,
the schema gives the types. Anchors, tags, deep nesting and huge files are refused, not expanded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import yaml

from bot.problem import Place, Problem
from bot.yaml_syntax import place_at, sign_first, syntax_problem

LARGEST_FILE: Final = 1_000_000
"""Bytes of one file. The largest shipped file is a tenth of that."""

DEEPEST: Final = 6
"""Levels of nesting; the format needs three."""

_SPACES: Final = "Compare the spaces at the start of the lines with a file that works."

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text and where it stands."""

    text: str
    place: Place
    style: str
    """`plain`, `quoted` or `block`."""
    below: tuple[str, ...] = ()
    """The lines of the file that it goes on in, below the first."""

    def lines(self) -> Iterator[Place]:
        """The lines of the file that its words stand on."""
        if self.style != "block":
            yield self.place
        for number, source in enumerate(self.below, self.place.line + 1):
            yield Place(self.place.path, number, 0, len(source), source)


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


Look = Callable[[bytes], Problem | None]
"""Looks at the bytes of a file before anything is made of them: what is wrong with them, or None."""


def read_file(path: Path, shown_as: str, look: Look | None = None) -> Node | None:
    """Read one file; None where it is empty. Raises UnreadableError with the problem to show."""
    return read_text(text_of(path, shown_as, look=look), shown_as)


def text_of(
    path: Path, shown_as: str, largest: int = LARGEST_FILE, look: Look | None = None
) -> str:
    """The text of a file, refused where it is too large, binary, or cannot be opened, and where a look
    at its bytes finds a problem."""
    try:
        with path.open("rb") as file:
            raw = file.read(largest + 1)
    except OSError as error:
        raise UnreadableError(unopened("file", shown_as, error)) from None
    if len(raw) > largest:
        what = f"This file is larger than {largest // 1000} kB."
        mend = "Split it, or check that it is the file you meant."
        raise UnreadableError(Problem("file-too-large", Place(shown_as), what, mend))
    if look is not None and (problem := look(raw)) is not None:
        raise UnreadableError(problem)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError(_not_utf8(raw, error.start, shown_as)) from None


def unopened(thing: Literal["file", "folder"], path: str, error: OSError) -> Problem:
    """A file or a folder that this account cannot open."""
    what = f"This {thing} cannot be opened ({error.strerror})."
    return Problem(f"unreadable-{thing}", Place(path), what, "Check its name, and who may read it.")


def _not_utf8(raw: bytes, start: int, path: str) -> Problem:
    """The first letter that is not UTF-8; of what is no text at all, nothing is shown."""
    if b"\0" in raw:
        mend = 'Save it as plain text with the encoding "UTF-8".'
        return Problem("not-text", Place(path), "This is not a text file.", mend)
    before = raw[:start].decode("utf-8-sig")
    mend = 'Save the file again with the encoding "UTF-8".'
    place = _after(before, raw.decode("utf-8-sig", errors="replace"), path)
    return Problem("not-text", place, "This letter is not written in UTF-8.", mend)


def _after(before: str, text: str, path: str) -> Place:
    """The place in a text that follows its first part."""
    above = f"{before}|".splitlines()
    line = len(above) - 1
    return Place(path, line, len(above[-1]) - 1, 1, text.splitlines()[line])


def read_text(text: str, shown_as: str) -> Node | None:
    """Read YAML from text; see `read_file`."""
    lines = text.splitlines()
    try:
        return _Reader(yaml.parse(text, Loader=_Loader), shown_as, lines).document()
    except yaml.MarkedYAMLError as error:
        before = _last_event(text)
        raise UnreadableError(syntax_problem(error, before, shown_as, lines)) from None
    except yaml.reader.ReaderError:
        found = yaml.reader.Reader.NON_PRINTABLE.search(text)
        place = _after(text[: found.start()], text, shown_as) if found else Place(shown_as)
        what = "This character is no part of any text."
        mend = "Delete it, or type the line anew."
        raise UnreadableError(Problem("not-text", place, what, mend)) from None


def _last_event(text: str) -> yaml.Event | None:
    """The last thing in a text that the parser could read."""
    last = None
    with suppress(yaml.YAMLError):
        for event in yaml.parse(text, Loader=_Loader):
            last = event
    return last


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
                    what = 'The line "---" cuts this file in two.'
                    raise self._refuse(event, "two-documents", what, "Delete that line.")
                first = next(self._events)
                root = self._node(first, 1)
        if isinstance(root, Scalar) and not root.text and root.style == "plain":
            return None
        return root

    def _node(self, event: yaml.Event, depth: int) -> Node:
        if getattr(event, "anchor", None) is not None:
            raise self._refuse(event, "anchor", *sign_first(self._place(event)))
        if getattr(event, "tag", None) is not None:
            raise self._refuse(event, "tag", *sign_first(self._place(event)))
        if depth > DEEPEST:
            what = f"This lies below {DEEPEST - 1} other names or lists; no file needs more than 3."
            raise self._refuse(event, "too-deep", what, _SPACES)
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
                what = "Before the colon belongs a name without brackets."
                raise self._refuse(event, "key-not-text", what, "Take the brackets away.")
            yield key, self._node(next(self._events), depth + 1)

    def _scalar(self, event: yaml.ScalarEvent) -> Scalar:
        style = {None: "plain", "'": "quoted", '"': "quoted"}.get(event.style or None, "block")
        start, end = event.start_mark, event.end_mark
        below: tuple[str, ...] = ()
        if start is None or end is None:
            return Scalar(event.value, Place(self._path), style)
        source = self._lines[start.line] if start.line < len(self._lines) else ""
        until = end.column
        if end.line > start.line:
            until = len(source)
            below = tuple(self._lines[start.line + 1 : end.line + (end.column > 0)])
        place = Place(self._path, start.line, start.column, until - start.column, source)
        return Scalar(event.value, place, style, below)

    def _place(self, event: yaml.Event) -> Place:
        return place_at(self._path, self._lines, event.start_mark)

    def _refuse(self, event: yaml.Event, problem_id: str, what: str, mend: str) -> UnreadableError:
        return UnreadableError(Problem(problem_id, self._place(event), what, mend))
