"""tracked-link: an address that tells somebody who opened it, or hides where it leads.

A person who is afraid opens it on a watched phone. Mend: write the owner's own address, without
what stands behind the question mark and without a service that shortens it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bot.problem import Problem
from bot.shown import place_of
from bot.tree import Tree
from bot.yaml_reader import Mapping, Node, Scalar

_TRACKED: Final = re.compile(
    r"https?://\S*[?&](?:utm_\w+|fbclid|gclid|mc_[ce]id|igshid|msclkid)=[^\s)]*"
    r"|https?://(?:bit\.ly|tinyurl\.com|goo\.gl|t\.co|lnkd\.in|ow\.ly|is\.gd)/[^\s)]*"
)


def find(tree: Tree) -> Iterator[Problem]:
    """Every such address, in any file."""
    for file in tree.files:
        for scalar in _scalars(file.root):
            for found in _TRACKED.findall(scalar.text):
                what = "This address tells others who opened it, or hides where it leads."
                mend = "Open it, and write the address of the page without what follows the ?."
                yield Problem("tracked-link", place_of(scalar, found), what, mend)


def _scalars(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Mapping):
        for _, value in node.pairs:
            yield from _scalars(value)
    else:
        for one in node.items:
            yield from _scalars(one)
