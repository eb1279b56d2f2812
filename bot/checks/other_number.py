"""other-number: a translation with another number than the English text.

A deadline, an hour or a number to call that differs between languages hurts whoever reads the wrong
one. Mend: look the number up in the source, then write the same in both. Words for numbers ("two")
are not compared.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from bot import format as fmt
from bot.problem import Problem
from bot.translations import SOURCE, numbers_in, scalars_of_topic
from bot.tree import Tree


def find(tree: Tree) -> Iterator[Problem]:
    """Every text of a topic whose numbers are not those of the English one of its layer."""
    english = {
        (item.file.layer, name): numbers_in(scalar.text)
        for item in tree.entries_of(fmt.TOPIC, SOURCE)
        for name, scalar in scalars_of_topic(item)
    }
    for item in tree.entries_of(fmt.TOPIC):
        for name, scalar in scalars_of_topic(item):
            found = numbers_in(scalar.text)
            wanted = english.get((item.file.layer, name), found)
            if wanted != found:
                what = _lack(wanted - found) + _more(found - wanted)
                mend = "Look it up in the source, and write the same in both."
                yield Problem("other-number", scalar.place, what.strip(), mend)


def _lack(numbers: Collection[int]) -> str:
    return f"The English text also has {_listed(numbers)}. " if numbers else ""


def _more(numbers: Collection[int]) -> str:
    return f"{_listed(numbers)} is not in the English text." if numbers else ""


def _listed(numbers: Collection[int]) -> str:
    return ", ".join(str(number) for number in sorted(numbers))
