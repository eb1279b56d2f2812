"""duplicate-key: a name stands twice in the same place.

Of two lines with the same name the second would win without a word, and the first would be lost.
Mend: delete one of the two, or give it its own name.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.problem import Problem
from bot.tree import Tree
from bot.yaml_reader import Mapping, Node, Sequence


def find(tree: Tree) -> Iterator[Problem]:
    """Every second line of the same name."""
    for file in tree.files:
        yield from repeated(file.root)


def repeated(node: Node) -> Iterator[Problem]:
    """Every second line of the same name, at any depth of a file."""
    if isinstance(node, Sequence):
        for item in node.items:
            yield from repeated(item)
    if not isinstance(node, Mapping):
        return
    first: dict[str, int] = {}
    for key, value in node.pairs:
        if key.text in first:
            yield Problem(
                "duplicate-key",
                key.place,
                f'"{key.text}" stands here a second time; the first is in line '
                f"{first[key.text] + 1}.",
                "Delete one of the two.",
            )
        first.setdefault(key.text, key.place.line)
        yield from repeated(value)
