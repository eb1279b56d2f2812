"""dead-end: a question of a guide that cannot be skipped, or a way that leads round and nowhere.

Nobody has to answer a question here, and nobody may be left without a next door. Mend: write "next:"
with the step that follows; at the last step name what is offered there, under "topics:".
"""

from __future__ import annotations

from collections.abc import Iterator

from bot import format as fmt
from bot.fact_reader import read_guides
from bot.facts import Guide, Step
from bot.problem import Problem
from bot.tree import Tree


def find(tree: Tree) -> Iterator[Problem]:
    """Every question without a way past it, every end without an offer, every circle."""
    places = {entry.id: entry.place for entry in reversed(list(tree.entries_of(fmt.GUIDES)))}
    for guide in read_guides(tree, ()).values():
        for step in guide.steps.values():
            found = _wrong(guide, step)
            if found is not None and step.name:
                yield Problem("dead-end", places[f"{guide.id}/{step.name}"], *found)


def _wrong(guide: Guide, step: Step) -> tuple[str, str] | None:
    """What is wrong with a step, and how to mend it; None where it is right."""
    if not step.next and (step.answers or step.shows == "offices") and not step.topics:
        return "This question cannot be skipped.", 'Add "next:" with the step that follows.'
    if not step.next and not step.topics and not step.answers:
        return (
            "The guide ends here and offers nothing more.",
            'Add "topics:" with one or more topics.',
        )
    if not _has_end(guide, step):
        return "Who skips every question from here never comes to an end.", 'Let "next:" lead on.'
    return None


def _has_end(guide: Guide, step: Step) -> bool:
    """Whether going on without an answer comes to a last step."""
    seen: set[str] = set()
    current: Step | None = step
    while current is not None and current.next:
        if current.name in seen:
            return False
        seen.add(current.name)
        current = guide.steps.get(current.next)
    return True
