"""unknown-channel: a kind of office that does not exist.

The card would never be shown. Mend: take the name that is suggested; docs/format.md lists them.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot import format as fmt
from bot.problem import Problem, did_you_mean
from bot.tree import Tree


def find(tree: Tree) -> Iterator[Problem]:
    """Entries of the channel files that name no kind of office."""
    for kind in (fmt.CHANNELS, fmt.CHANNEL_TEXTS):
        for entry in tree.entries_of(kind):
            if entry.id not in fmt.CHANNEL_KINDS:
                mend = did_you_mean(entry.id, fmt.CHANNEL_KINDS)
                what = f'"{entry.id}" is not a kind of office.'
                yield Problem(
                    "unknown-channel",
                    entry.place,
                    what,
                    mend or f"Known: {', '.join(fmt.CHANNEL_KINDS)}.",
                )
