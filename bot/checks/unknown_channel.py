"""unknown-channel: a kind of office that does not exist.

The card would never be shown. Mend: take the name that is suggested; docs/format.md lists them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bot import format as fmt
from bot.problem import Problem, did_you_mean
from bot.tree import Tree

_ALL: Final = f"Known: {', '.join(fmt.CHANNEL_KINDS)}."


def find(tree: Tree) -> Iterator[Problem]:
    """Every entry of the channel files, and every field of others, that names no kind of office."""
    named = [(scalar.text.strip(), scalar.place) for scalar in tree.naming("channel")]
    for kind in (fmt.CHANNELS, fmt.CHANNEL_TEXTS):
        named += [(entry.id, entry.place) for entry in tree.entries_of(kind)]
    for name, place in named:
        if name not in fmt.CHANNEL_KINDS:
            mend = did_you_mean(name, fmt.CHANNEL_KINDS) or _ALL
            yield Problem("unknown-channel", place, f'"{name}" is not a kind of office.', mend)
