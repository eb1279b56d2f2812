"""number-in-text: a telephone number or a mailbox inside a text, instead of in a contact.

There nobody tries it, it has no day, it is never hidden or replaced when it no longer works. Mend:
make a contact of it in contacts/<country>.yaml, and let the text say which office to call.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bot.problem import Problem
from bot.shown import place_of, shown_texts
from bot.tree import Tree

_NUMBER: Final = re.compile(
    r"(?<![\w/.{-])[+(]?\d[\d ()-]{5,}\d(?![\w/])|[\w.+-]+@[\w-]+\.[\w.-]*\w"
)
"""Seven signs or more of digits and what stands between them, or a mailbox. Years and numbers of
documents (ST/SGB/2019/8) have signs before or after them that no number has."""

_YEARS: Final = re.compile(r"(?:1[89]|20)\d\d *- *(?:1[89]|20)\d\d")


def find(tree: Tree) -> Iterator[Problem]:
    """Every number and mailbox in a text that is shown."""
    for language in tree.languages:
        for _, scalar in shown_texts(tree, language):
            for found in _NUMBER.findall(scalar.text):
                if _YEARS.fullmatch(found):
                    continue
                what = f'"{found}" stands in a text, where nobody tries it and it has no day.'
                mend = "Make a contact of it, and name the kind of office here instead."
                yield Problem("number-in-text", place_of(scalar, found), what, mend)
