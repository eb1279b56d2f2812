"""id-twice: two files of one folder that hold the same id, so that one hides a part of the other.

Only an overlay changes what another file says. Mend: give the second its own id, never one that was
used before, or take it out.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.problem import Place, Problem
from bot.tree import Tree, entries_in


def find(tree: Tree) -> Iterator[Problem]:
    """Every entry that stands in a second file of its layer; twice in one file is duplicate-key."""
    first: dict[tuple[int, str, str | None, str], Place] = {}
    for file in tree.files:
        for entry in entries_in(file):
            key = (file.layer, file.kind.name, file.language, entry.id)
            place = first.setdefault(key, entry.place)
            if place.path != file.path:
                what = f'"{entry.id}" stands in {place.shown()} already.'
                mend = "Give one of the two an id of its own, or take it out."
                yield Problem("id-twice", entry.place, what, mend)
