"""unreachable-step: a step of a guide to which no answer leads.

Nobody would ever see it. Mend: let an answer or "next:" of another step lead there, or take it out.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot import format as fmt
from bot.fact_reader import read_guides
from bot.facts import Guide
from bot.problem import Problem
from bot.tree import Tree


def find(tree: Tree) -> Iterator[Problem]:
    """Every step that cannot be reached from the first one."""
    places = {entry.id: entry.place for entry in reversed(list(tree.entries_of(fmt.GUIDES)))}
    for guide in read_guides(tree, ()).values():
        reached = _reached(guide)
        for step in guide.steps:
            if step and step not in reached:
                what = f'No answer leads to "{step}".'
                mend = f'Write "next: {step}" below the step that comes before it, or take it out.'
                yield Problem("unreachable-step", places[f"{guide.id}/{step}"], what, mend)


def _reached(guide: Guide) -> set[str]:
    found: set[str] = set()
    ahead = [guide.first.name]
    while ahead:
        name = ahead.pop()
        if name in guide.steps and name not in found:
            found.add(name)
            step = guide.steps[name]
            ahead += [*step.answers.values(), step.next]
    return found
