"""id-form: an id that is not small Latin letters, digits and hyphens.

Ids are a contract between files, languages and overlays; a space or a capital letter in one is
mistyped in the next. Mend: write it like the others, such as report-formally.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bot import format as fmt
from bot.problem import Problem
from bot.tree import Tree

_ID: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)?")

NAMED: Final = (
    *(fmt.TOPICS, fmt.GUIDES, fmt.SOURCES, fmt.ORGANISATIONS, fmt.PLACES, fmt.CONTACTS, fmt.TOPIC),
    fmt.GUIDE_TEXTS,
)
"""Kinds of files whose ids editors choose; `<guide>/<step>` in guides."""


def find(tree: Tree) -> Iterator[Problem]:
    """Every id in another form."""
    for kind in NAMED:
        for entry in tree.entries_of(kind):
            if not _ID.fullmatch(entry.id):
                what = f'"{entry.id}" is not written as ids are.'
                mend = "Use small Latin letters, digits and hyphens, such as report-formally."
                yield Problem("id-form", entry.place, what, mend)
