"""answer-too-long: a text that does not fit one screen of a phone.

People in fear read the first lines. Mend: keep what answers the question; move the rest to the
topic that is asked next.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bot import format as fmt
from bot.problem import Place, Problem
from bot.tree import Tree
from bot.yaml_reader import Mapping, Scalar

LONGEST: Final = {"title": 42, "answer": 800, "again": 800, "says": 560, "steps": 800, "check": 300}
"""Characters of a text, by field. An answer and three cards fit two screens of a small phone."""

LONGEST_BELOW: Final = {"roles": 360, "answers": 42, "rows": 130, "reasons": 60}
"""Characters of a text below a field: what is added for a role, a button, a row, a reason."""

_OR_MOVE: Final = ", or move a part to a topic that is asked next."


def find(tree: Tree) -> Iterator[Problem]:
    """Every text that is too long."""
    for kind in (fmt.TOPIC, fmt.URGENT, fmt.GUIDE_TEXTS):
        for entry in tree.entries_of(kind):
            for name, most in LONGEST.items():
                value = entry.field(name)
                if isinstance(value, Scalar):
                    yield from _check(value, name, most)
            for name, most in LONGEST_BELOW.items():
                pairs = entry.field(name)
                for key, value in pairs.pairs if isinstance(pairs, Mapping) else ():
                    if isinstance(value, Scalar):
                        yield from _check(value, key.text, most, key.place)


def _check(scalar: Scalar, name: str, most: int, place: Place | None = None) -> Iterator[Problem]:
    length = len(scalar.text.strip())
    if length > most:
        what = f'"{name}" has {length} characters; {most} fit.'
        mend = f"Take out {length - most} or more{_OR_MOVE if name != 'title' else '.'}"
        yield Problem("answer-too-long", place or scalar.place, what, mend)
