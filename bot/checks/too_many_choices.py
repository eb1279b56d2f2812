"""too-many-choices: more quick replies than are ever shown.

Three fit below an answer, beside the way to a person; what stands further down is never seen. Mend:
keep the three that people ask for next, each once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bot import format as fmt
from bot.problem import Problem
from bot.tree import Entry, Tree, scalars_of

MOST: Final = 3
"""Quick replies of an answer besides "talk to a person" and "more"."""


def find(tree: Tree) -> Iterator[Problem]:
    """Every quick reply too many, twice, or back to where it stands."""
    for kind, name in ((fmt.TOPIC, "next"), (fmt.CUES, "offers"), (fmt.GUIDES, "topics")):
        for entry in tree.entries_of(kind):
            yield from _in(entry, name)


def _in(entry: Entry, name: str) -> Iterator[Problem]:
    scalars = scalars_of(entry.field(name))
    seen: set[str] = set()
    for number, scalar in enumerate(scalars, 1):
        text = scalar.text.strip()
        if name == "next" and text == entry.id:
            what, mend = f'"{text}" leads to the answer it stands below.', "Take it out."
        elif text in seen:
            what, mend = f'"{text}" stands here twice.', "Take one of the two out."
        elif number == MOST + 1:
            what = f"{len(scalars)} quick replies stand here; {MOST} are shown."
            mend = "Keep the three that people ask for next."
        else:
            what = mend = ""
        seen.add(text)
        if what:
            yield Problem("too-many-choices", scalar.place, what, mend)
