"""unknown-topic: a name that is no topic, under `next:`, `neighbour:`, `offers:` or as a file's
name.

The quick reply that leads there would be missing. Mend: take the name that is suggested, or add
the topic to topics.yaml first.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot import format as fmt
from bot.problem import Problem, did_you_mean
from bot.tree import Tree


def find(tree: Tree) -> Iterator[Problem]:
    """Every reference to a topic that does not exist."""
    topics = tree.topic_ids()
    named = [(scalar.text.strip(), scalar.place) for scalar in tree.naming("topic")]
    named += [(entry.id, entry.place) for entry in tree.entries_of(fmt.TOPIC)]
    for name, place in named:
        if name not in topics:
            mend = did_you_mean(name, topics) or "Topics are listed in topics.yaml."
            yield Problem("unknown-topic", place, f'"{name}" is not a topic.', mend)
