"""too-few-phrases: a topic that is known by too few ways to ask for it.

Who asks otherwise is not understood. Near-copies do not count. Mend: write how different people
would ask: in a hurry, in the words of a search, without naming it; each language in its own way.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bot import format as fmt
from bot.checks.near_copy import near_copies
from bot.problem import Problem, counted
from bot.tree import Tree, is_null, scalars_of
from bot.yaml_reader import Mapping

FEWEST: Final = 20
"""Phrases of a topic in a language. Measured on public collections of questions: from 10 to 20
phrases a topic, 5 to 8 of 100 questions more reach theirs."""

FEWEST_IN: Final = {"en": 25}
"""Phrases in the language that the others are written from, where most people ask."""


def find(tree: Tree) -> Iterator[Problem]:
    """Every answered topic of the base with too few phrases, in each language that the bot speaks;
    what an office adds may start with fewer."""
    copies = {copy.place for copy, _ in near_copies(tree)}
    for language in sorted({str(file.language) for file in tree.files_of(fmt.INTERFACE)}):
        fewest = FEWEST_IN.get(language, FEWEST)
        for entry in tree.entries_of(fmt.TOPIC, language):
            if entry.file.layer or is_null(entry.field("answer")):
                continue
            own = [item for item in scalars_of(entry.field("phrases")) if item.place not in copies]
            if len(own) < fewest:
                key = entry.value.key("phrases") if isinstance(entry.value, Mapping) else None
                place = key.place if key else entry.place
                what = f'"{entry.id}" has {counted(len(own), "phrase")}; {fewest} are needed.'
                mend = f"Write {fewest - len(own)} more, each as another person would ask."
                yield Problem("too-few-phrases", place, what, mend, "warn")
