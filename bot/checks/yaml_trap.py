"""yaml-trap: a line that YAML reads differently from how it looks.

A "#" after a space cuts the rest of the line away; "- help: he is here" becomes a name with a text;
a dash too far to the right makes one text of two lines; invisible characters hide inside words.
Mend: put the whole text between double quotes, or the dash below the one above.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from bot import format as fmt
from bot.problem import Problem
from bot.tree import Tree
from bot.yaml_reader import Mapping, Node, Scalar, Sequence
from bot.yaml_syntax import QUOTE

_ALLOWED: Final = frozenset("\n\t\u200c\u200d")
"""Control characters that texts need: line breaks, and joiners of Arabic and Indic scripts."""


def find(tree: Tree) -> Iterator[Problem]:
    """Every trap, in every file."""
    for file in tree.files:
        texts = file.kind is fmt.TOPIC or file.kind.shape != "entry"
        yield from _in(file.root, is_text_list=texts)


def _in(node: Node, *, is_text_list: bool) -> Iterator[Problem]:
    if isinstance(node, Scalar):
        yield from _scalar(node)
    elif isinstance(node, Sequence):
        for item in node.items:
            if isinstance(item, Mapping) and is_text_list and item.pairs:
                key = item.pairs[0][0]
                what = f'The colon after "{key.text}" makes a name of it, not a text.'
                yield Problem("yaml-trap", key.place, what, QUOTE)
                continue
            yield from _in(item, is_text_list=is_text_list)
            yield from _merged(item, is_item=True)
    else:
        for key, value in node.pairs:
            yield from _scalar(key)
            yield from _in(value, is_text_list=is_text_list)
            yield from _merged(value, is_item=False)


def _merged(node: Node, *, is_item: bool) -> Iterator[Problem]:
    """A line that was meant as a text of its own, and goes on with the one above."""
    if not isinstance(node, Scalar) or node.style != "plain":
        return
    for line in list(node.lines())[1:]:
        text = line.source.strip()
        place = replace(line, column=line.source.find(text), length=len(text))
        if text.startswith("- "):
            what = "This dash stands further to the right, so the line goes on with the text above."
            mend = "Put the dash below the dash of the line above."
            yield Problem("yaml-trap", place, what, mend)
        elif text and is_item:
            what = "This line goes on with the text above; in a list each text has its own line."
            mend = "Write the text on one line, or put what is missing between: a dash, a comma."
            yield Problem("yaml-trap", place, what, mend)


def _scalar(scalar: Scalar) -> Iterator[Problem]:
    place = scalar.place
    if scalar.style == "plain":
        rest = place.source[place.column + place.length :]
        cut = rest.lstrip()
        if cut.startswith("#") and rest != cut and cut[1:2] not in ("", " ", "#"):
            where = replace(place, column=len(place.source) - len(cut), length=len(cut))
            yield Problem("yaml-trap", where, 'From the "#" on this line is cut away.', QUOTE)
    if scalar.text.isprintable():
        return
    for char in scalar.text:
        if unicodedata.category(char) in ("Cc", "Cf") and char not in _ALLOWED:
            what = f"An invisible character stands here ({unicodedata.name(char, hex(ord(char)))})."
            yield Problem("yaml-trap", place, what, "Type the words anew.")
            return
