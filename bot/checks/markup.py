"""markup: signs of Markdown or HTML in a text that people read.

No platform draws them here, so people would see the signs themselves, on some of them half a text.
Mend: write plain words; a list is lines that begin with "- " or "1. ", an address stands as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bot.problem import Problem
from bot.shown import place_of, shown_texts
from bot.tree import Tree

_SIGNS: Final = re.compile(
    r"\*\*\S[^*\n]*\*\*|(?<![\w*])\*[^\s*][^*\n]*\*(?![\w*])|(?<!\w)__?[^\s_][^_\n]*__?(?!\w)"
    r"|^#{1,6} .*$|\[[^\]\n]+\]\([^)\n]*\)|</?[A-Za-z][^>\n]*>|`[^`\n]+`|&[a-z]+;|^[•▪◦].*$",
    re.MULTILINE,
)
"""Bold and slanted, headings, links, tags, code, named letters, dots of a list."""


def find(tree: Tree) -> Iterator[Problem]:
    """Every sign of markup in a text that is shown."""
    for language in tree.languages:
        for _, scalar in shown_texts(tree, language):
            for found in _SIGNS.findall(scalar.text):
                what = f'"{found}" is shown with its signs, as no platform draws them here.'
                mend = 'Write plain words; a list is lines that begin with "- " or "1. ".'
                yield Problem("markup", place_of(scalar, found), what, mend)
