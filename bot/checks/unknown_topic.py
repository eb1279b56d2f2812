"""unknown-topic: a name that is no topic, under `next:`, `neighbour:` or as a file's name.

The quick reply that leads there would be missing. Mend: take the name that is suggested, or add
the topic to topics.yaml first.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot import format as fmt
from bot.problem import Place, Problem, did_you_mean
from bot.tree import Tree, is_null, scalars_of
from bot.yaml_reader import Scalar


def find(tree: Tree) -> Iterator[Problem]:
    """Every reference to a topic that does not exist."""
    topics = tree.topic_ids()
    for entry in tree.entries_of(fmt.TOPIC):
        if entry.id not in topics:
            yield _problem(Place(entry.file.path), entry.id, topics)
        for scalar in scalars_of(entry.field("next")):
            if scalar.text.strip() not in topics:
                yield _problem(scalar.place, scalar.text.strip(), topics)
    for entry in tree.entries_of(fmt.CUES):
        for scalar in scalars_of(entry.field("offers")):
            if scalar.text.strip() not in topics:
                yield _problem(scalar.place, scalar.text.strip(), topics)
    for entry in tree.entries_of(fmt.TOPICS):
        value = entry.field("neighbour")
        if isinstance(value, Scalar) and not is_null(value) and value.text.strip() not in topics:
            yield _problem(value.place, value.text.strip(), topics)


def _problem(place: Place, name: str, topics: set[str]) -> Problem:
    mend = did_you_mean(name, topics) or "Topics are listed in topics.yaml."
    return Problem("unknown-topic", place, f'"{name}" is not a topic.', mend)
