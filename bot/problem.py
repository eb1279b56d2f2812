"""How a problem in a file reads: where, the line with a caret, what, how to mend, its id.

The reader is a focal point, not a programmer: no Python words, no blame, everything at once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final, Literal

from rapidfuzz.distance import OSA

ALIKE: Final = 0.6
"""Likeness (0 to 1) from which a known word is offered as "Did you mean"."""

SHOWN: Final = 96
"""Characters of a source line that are shown around the caret."""

WHOLE: Final = -1
"""The line of a place that has none: a whole file, a folder, a variable."""

_UNSEEN: Final = dict.fromkeys((*range(32), *range(127, 160)), "\ufffd") | {ord("\t"): " "}
"""What is shown instead of a sign that would command the terminal."""

Severity = Literal["stop", "warn"]
OutputFormat = Literal["text", "json", "github"]
Loudness = Literal["error", "warning", "notice"]


@dataclass(frozen=True, slots=True)
class Place:
    """A span in a file, or all of it: line and column count from 0, from the left."""

    path: str
    line: int = WHOLE
    column: int = 0
    length: int = 1
    source: str = ""
    """The text of that line."""

    def shown(self) -> str:
        """The place as a person names it."""
        return self.path if self.line == WHOLE else f"{self.path}, line {self.line + 1}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a file. `stop`: the file cannot be served; `warn`: it can."""

    id: str
    place: Place
    what: str
    mend: str = ""
    severity: Severity = "stop"

    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Order of a report: by file, then by place."""
        return (self.place.path, self.place.line, self.place.column, self.id, self.what)


class KnowledgeError(Exception):
    """The knowledge cannot be used; carries every problem found, for `report`."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = tuple(problems)


def did_you_mean(word: str, known: Iterable[str], ending: str = "") -> str:
    """`Did you mean "…"?` for the likeliest known word and its ending, or nothing where none is
    alike."""
    likeness = {
        other: OSA.normalized_similarity(word.casefold(), other.casefold())
        for other in sorted(known)
    }
    best = max(likeness, key=likeness.__getitem__, default=None)
    return f'Did you mean "{best}{ending}"?' if best and likeness[best] >= ALIKE else ""


def report(problems: Iterable[Problem], form: OutputFormat = "text", closing: str = "") -> str:
    """All problems as one text, sorted by file and place; `closing` says what happens meanwhile.

    `text` is for people, `json` one object a line, `github` the annotation lines of that forge.
    """
    ordered = sorted(problems, key=Problem.sort_key)
    if form != "text":
        return listed(ordered, form)
    ending = _count(ordered) + (f" {closing}" if closing else "") + "\n"
    return "\n".join([*map(_block, ordered), ending])


def listed(problems: Iterable[Problem], form: OutputFormat = "text") -> str:
    """The problems alone, sorted, in one of the forms of `report`."""
    ordered = sorted(problems, key=Problem.sort_key)
    if form == "json":
        return "".join(
            json.dumps(_plain(problem), ensure_ascii=False) + "\n" for problem in ordered
        )
    if form == "github":
        return "".join(_annotation(problem) + "\n" for problem in ordered)
    return "\n".join(map(_block, ordered))


def _count(problems: Sequence[Problem]) -> str:
    files = len({problem.place.path for problem in problems})
    if not problems:
        return "No problems."
    return f"{counted(len(problems), 'problem')} in {counted(files, 'file')}."


def counted(count: int, noun: str) -> str:
    """`1 day`, `2 days`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _block(problem: Problem) -> str:
    place = problem.place
    lines = [f"{place.shown()}  ({problem.id})", ""]
    if place.source.strip():
        lines += [*_source_lines(place), ""]
    told = [*problem.what.splitlines(), *problem.mend.splitlines()]
    lines += [f"  {line.translate(_UNSEEN)}" for line in told]
    return "\n".join(lines) + "\n"


def _source_lines(place: Place) -> list[str]:
    """The line around the span, and carets under it."""
    start = max(0, min(place.column - SHOWN // 3, len(place.source) - SHOWN))
    shown = place.source[start : start + SHOWN].translate(_UNSEEN)
    indent = len(shown) - len(shown.lstrip())
    caret = max(0, place.column - start - indent)
    width = max(1, min(place.length, len(shown) - indent - caret))
    return ["    " + shown.strip(), "    " + " " * caret + "^" * width]


def _plain(problem: Problem) -> dict[str, object]:
    place = problem.place
    has_line = place.line != WHOLE
    return {
        "path": place.path,
        "line": place.line + 1 if has_line else None,
        "column": place.column + 1 if has_line else None,
        "id": problem.id,
        "severity": problem.severity,
        "what": problem.what,
        "mend": problem.mend,
    }


def _annotation(problem: Problem) -> str:
    kind: Loudness = "error" if problem.severity == "stop" else "warning"
    return annotation(kind, problem.place, problem.id, f"{problem.what} {problem.mend}")


def annotation(kind: Loudness, place: Place, title: str, text: str) -> str:
    """A remark on a line of a file, as a forge's action prints it to have it shown there."""
    where = f"file={_property(PurePath(place.path).as_posix())}"
    if place.line != WHOLE:
        where += f",line={place.line + 1},col={place.column + 1}"
    return f"::{kind} {where},title={_property(title)}::{_escaped(' '.join(text.split()))}"


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
