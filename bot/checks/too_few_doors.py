"""too-few-doors: a topic that shows fewer than two kinds of office, or none outside the management.

Nobody may be left with one door, least of all one that their own boss keeps. Mend: add a kind to
"channels:" in topics.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bot import format as fmt
from bot.problem import Problem
from bot.tree import Tree, texts_of
from bot.yaml_reader import Mapping

INSIDE_MANAGEMENT: Final = frozenset({"manager", "human-resources"})


def find(tree: Tree) -> Iterator[Problem]:
    """Every topic whose cards leave too little choice."""
    for entry in tree.entries_of(fmt.TOPICS):
        if not isinstance(entry.value, Mapping):
            continue
        channels = set(texts_of(entry.field("channels")))
        place = getattr(entry.field("channels"), "place", entry.place)
        if len(channels) < 2:
            what = f'"{entry.id}" shows fewer than two kinds of office.'
            yield Problem("too-few-doors", place, what, "Add one, such as ombudsman or counsellor.")
        elif channels <= INSIDE_MANAGEMENT:
            what = f'"{entry.id}" shows only offices of the management.'
            yield Problem("too-few-doors", place, what, "Add one outside, such as ombudsman.")
