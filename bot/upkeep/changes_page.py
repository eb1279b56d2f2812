"""Changes as text: for a terminal, for a pull request, for another program."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import Final

from bot.problem import annotation, counted
from bot.upkeep.differences import SECTIONS, Change

LOUD: Final = ("urgent-numbers", "contacts", "withdrawn", "duties", "figures")
"""Sections whose annotations are warnings: a second person looks at them."""


def as_text(changes: Sequence[Change]) -> str:
    """Section by section, each change with what went and what came."""
    if not changes:
        return "Nothing differs.\n"
    lines = [*_sections(changes, "{}\n"), f"{counted(len(changes), 'change')}."]
    return "\n".join(lines) + "\n"


def _sections(changes: Sequence[Change], heading: str) -> Iterator[str]:
    for section, found in groupby(changes, key=lambda change: change.section):
        yield heading.format(SECTIONS[section])
        for change in found:
            yield f"  {change.what}"
            yield from (f"    {line}" for line in _lines(change))
            yield f"    {change.place.shown()}\n"


def _lines(change: Change) -> list[str]:
    """What went, marked `-`, and what came, marked `+`; nothing where the sentence says it all."""
    before, after = _split(change.before), _split(change.after)
    found = []
    for tag, low, high, start, end in SequenceMatcher(None, before, after, False).get_opcodes():
        if tag != "equal":
            found += [f"- {line}" for line in before[low:high]]
            found += [f"+ {line}" for line in after[start:end]]
    return [] if all(line[2:] in change.what for line in found) else found


def _split(texts: Iterable[str]) -> list[str]:
    return [line.strip() for text in texts for line in text.splitlines() if line.strip()]


def as_markdown(changes: Sequence[Change]) -> str:
    """The summary of a pull request."""
    if not changes:
        return "Nothing that people read or call differs.\n"
    blocks = []
    for section, found in groupby(changes, key=lambda change: change.section):
        blocks.append(f"### {SECTIONS[section]}\n")
        for change in found:
            blocks.append(f"- {change.what} (`{change.place.shown()}`)")
            lines = [f"  {line}" for line in _lines(change)]
            blocks += ["", "  ```diff", *lines, "  ```", ""] if lines else []
        blocks.append("")
    return "\n".join(blocks)


def as_github(changes: Iterable[Change]) -> str:
    """Annotations on the lines of a forge."""
    return "".join(
        annotation(
            "warning" if change.section in LOUD else "notice",
            change.place,
            SECTIONS[change.section],
            change.what,
        )
        + "\n"
        for change in changes
    )


def as_json(changes: Iterable[Change]) -> str:
    """One object a line."""
    return "".join(
        json.dumps(
            {
                "section": change.section,
                "what": change.what,
                "before": change.before,
                "after": change.after,
                "path": change.place.path,
                "line": change.place.line + 1,
            },
            ensure_ascii=False,
        )
        + "\n"
        for change in changes
    )
