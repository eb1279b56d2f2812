"""What the YAML parser complains of, told at the sign that has to be changed.

The parser points where it lost the thread; a person has to be shown where the slip is. `TELLING` is
tried in order: the first function that knows what happened speaks.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Protocol, TypeGuard

import yaml

from bot.problem import Place, Problem

QUOTE: Final = 'Put the whole text between double quotes ("…").'
_SAME_QUOTE: Final = "Put the same quote at the end of the text."
_SIGNS: Final = frozenset("*&!|>%@`,]}")
"""Signs that mean something to YAML at the start of a text."""

_CLOSING: Final = {"[": "]", "{": "}"}
_START = re.compile(r"""\s*(?:- +)?(?:[\w-]+: +)?(["'\[{“„”])""")
"""The first sign of a text, where it is a quote or a bracket."""


@dataclass(frozen=True, slots=True)
class _Complaint:
    """What the parser was at, where that began, where it gave up, what it read last."""

    at: str
    """The last two words of its description: `quoted-scalar`, `flow-sequence`, `simple-key` …"""
    problem: str
    opening: Place
    end: Place
    late: Place | None
    """Where a quote opened that closed, lines below, just before the end."""

    def start(self) -> Place | None:
        """The quote or bracket that the text of the line begins with, where it was read."""
        found = _START.match(self.end.source[: self.end.column])
        return replace(self.end, column=found.start(1)) if found else None


_Told = tuple[Place, str, str]


class _Mark(Protocol):
    """A place as the parser counts it, from 0."""

    line: int
    column: int


def place_at(path: str, lines: list[str], mark: _Mark | None) -> Place:
    """The sign at a mark of the parser; the end of the last line where it points below that."""
    if mark is None or not lines:
        return Place(path)
    line = min(mark.line, len(lines) - 1)
    column = mark.column if line == mark.line else len(lines[line])
    return Place(path, line, column, 1, lines[line])


def sign_at(place: Place) -> str:
    """The sign that stands there, or nothing."""
    return place.source[place.column : place.column + 1]


def sign_first(place: Place) -> tuple[str, str]:
    """What is wrong with a text that starts with a sign of YAML, and how to mend it."""
    return f'A text cannot start with "{sign_at(place)}" here.', QUOTE


def syntax_problem(
    error: yaml.MarkedYAMLError, before: yaml.Event | None, path: str, lines: list[str]
) -> Problem:
    """The problem that a parser's complaint means. `before`: the last event without complaint."""
    complaint = _Complaint(
        "-".join((error.context or "").split()[-2:]),
        error.problem or "",
        place_at(path, lines, error.context_mark or error.problem_mark),
        place_at(path, lines, error.problem_mark or error.context_mark),
        place_at(path, lines, before.start_mark) if _is_late(before, error) else None,
    )
    place, what, mend = next(told for tell in TELLING if (told := tell(complaint)) is not None)
    return Problem("yaml-syntax", place, what, mend)


def _is_late(before: yaml.Event | None, error: yaml.MarkedYAMLError) -> TypeGuard[yaml.Event]:
    """Whether a quote that was not closed took the next one, lines below, for its end."""
    if not isinstance(before, yaml.ScalarEvent) or before.style not in ("'", '"'):
        return False
    start, close, end = before.start_mark, before.end_mark, error.problem_mark
    return bool(start and close and end and start.line < close.line == end.line)


def _open_quote(complaint: _Complaint) -> _Told | None:
    if not complaint.at.endswith("quoted-scalar"):
        return None
    if "escape" in complaint.problem:
        what = r'Between double quotes the sign "\" has a meaning of its own.'
        return complaint.opening, what, "Put single quotes ('…') around the whole text."
    return complaint.opening, "The quote that opens here is not closed.", _SAME_QUOTE


def _late_quote(complaint: _Complaint) -> _Told | None:
    if complaint.late is None:
        return None
    what = f"The quote that opens here is closed only in line {complaint.end.line + 1}."
    return complaint.late, what, _SAME_QUOTE


def _bracket(complaint: _Complaint) -> _Told | None:
    sign = sign_at(complaint.opening)
    if complaint.at not in ("flow-sequence", "flow-mapping") or sign not in _CLOSING:
        return None
    if complaint.opening.line == complaint.end.line and sign_at(complaint.end):
        mend = "Put a comma before it, or double quotes around what belongs together."
        return complaint.end, "This belongs neither to the text before it nor to the next.", mend
    what = f'The bracket "{sign}" is not closed.'
    return complaint.opening, what, f'Put "{_CLOSING[sign]}" at the end of the list.'


def _no_colon(complaint: _Complaint) -> _Told | None:
    if complaint.at != "simple-key":
        return None
    what = "This line is neither a name with a colon nor a part of the text above."
    mend = "Put a colon after the name, or as many spaces before it as the text above has."
    return complaint.opening, what, mend


def _sign(complaint: _Complaint) -> _Told | None:
    if sign_at(complaint.opening) not in _SIGNS or complaint.at.endswith("mapping"):
        return None
    return (complaint.opening, *sign_first(complaint.opening))


def _list_in_a_line(complaint: _Complaint) -> _Told | None:
    if "entries" not in complaint.problem.split():
        return None
    mend = "Put each of its texts on a line of its own: spaces, a dash, a space, the text."
    return complaint.end, "A list starts below its name, not beside it.", mend


def _after_the_text(complaint: _Complaint) -> _Told | None:
    """A text goes on after what closed it: a second quote, or a bracket that was meant as text."""
    start = complaint.start()
    if complaint.at not in ("block-mapping", "block-collection") or start is None:
        return None
    if sign_at(start) in _CLOSING:
        return (start, *sign_first(start))
    mend = "Put double quotes around the whole text, and take out those inside."
    return complaint.end, "The quote before this closes the text.", mend


def _anything(complaint: _Complaint) -> _Told:
    source, start = complaint.end.source, complaint.start()
    if "\t" in source[: len(source) - len(source.lstrip())]:
        mend = "Use spaces at the start of the line, not tabs."
    elif start is not None and sign_at(start) in "“„”":
        mend = "The quotes “ and ” of a word processor do not count here. Type straight ones"
        mend += ' ("…").'
    elif ":" in source.partition(":")[2] or source.lstrip().startswith("- "):
        mend = 'If the text holds a colon, put the whole text between double quotes ("…").'
    else:
        mend = "Compare the spaces at the start of this line and of the line above with a file\n"
        mend += "that works."
    what = "From here on the file cannot be read: a colon, a quote or the indentation is off."
    return complaint.end, what, mend


TELLING: Final[tuple[Callable[[_Complaint], _Told | None], ...]] = (
    _open_quote,
    _late_quote,
    _bracket,
    _no_colon,
    _list_in_a_line,
    _sign,
    _after_the_text,
    _anything,
)
