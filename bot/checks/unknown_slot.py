"""unknown-slot: a place in curly brackets that nothing is ever put into, or that English has not.

Only some words in brackets are filled in, such as {date}; any other is shown as it is written. A
translation leaves open what the English text leaves open. Mend: take the name that is suggested.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bot import format as fmt
from bot.problem import Problem, did_you_mean
from bot.shown import place_of, shown_texts
from bot.tree import Tree
from bot.yaml_reader import Node, Scalar

_SLOT: Final = re.compile(r"\{([^{}\n]*)\}")
REFERENCE: Final = "en"


def find(tree: Tree) -> Iterator[Problem]:
    """Every slot that is none, and every sentence whose slots are not those of the English one."""
    for language in tree.languages:
        for _, scalar in shown_texts(tree, language):
            for name in _SLOT.findall(scalar.text):
                if name not in fmt.SLOTS:
                    known = f"Known: {', '.join(sorted(fmt.SLOTS))}."
                    mend = did_you_mean(name, fmt.SLOTS) or known
                    what = (
                        f'"{name}" in curly brackets is filled with nothing; people would read it.'
                    )
                    yield Problem("unknown-slot", place_of(scalar, f"{{{name}}}"), what, mend)
    yield from _other_than_english(tree)


def _other_than_english(tree: Tree) -> Iterator[Problem]:
    """The sentences of the interface with a slot that the English of the base has not, or without
    one."""
    english = {
        entry.id: _slots(entry.value) & fmt.SLOTS
        for entry in tree.entries_of(fmt.INTERFACE, REFERENCE)
        if entry.file.layer == 0
    }
    for entry in tree.entries_of(fmt.INTERFACE):
        wanted, own = english.get(entry.id), _slots(entry.value) & fmt.SLOTS
        if wanted is not None and own != wanted:
            listed = ", ".join(f"{{{name}}}" for name in sorted(wanted)) or "no slot"
            what = f'"{entry.id}" has {listed} in English, and other slots here.'
            mend = "Leave open what the English leaves open."
            yield Problem("unknown-slot", entry.value.place, what, mend)


def _slots(node: Node) -> frozenset[str]:
    return frozenset(_SLOT.findall(node.text)) if isinstance(node, Scalar) else frozenset()
