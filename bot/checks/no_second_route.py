"""no-second-route: words of danger that lead to one door only, or to none where no number is
confirmed.

The guard may be the person feared, and an office may have confirmed nothing. Each need has its
steps, what to do without a number, a way besides police and security, and the gentle check. Mend:
write what is missing; English shows how.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bot import format as fmt
from bot.problem import Problem
from bot.tree import Tree, is_null

NEEDED: Final = {
    "steps": "what to do now",
    "no_number": "what to do where no number is confirmed",
    "second_route": "a way besides police and security",
    "check": "the gentle question",
}
"""What is read in danger: a field of urgent.yaml, and what it is."""


def find(tree: Tree) -> Iterator[Problem]:
    """Every urgent need of a language that lacks one of its texts in all layers."""
    for language in tree.languages:
        entries = list(tree.entries_of(fmt.URGENT, language))
        for kind in fmt.URGENT_KINDS:
            own = [entry for entry in entries if entry.id == kind]
            for name, meaning in NEEDED.items():
                if own and all(is_null(entry.field(name)) for entry in own):
                    what = f'"{kind}" has no "{name}": {meaning}.'
                    mend = f'Add "{name}: |" and the words below it.'
                    yield Problem("no-second-route", own[0].place, what, mend)
