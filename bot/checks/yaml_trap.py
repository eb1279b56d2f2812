"""yaml-trap: a line that YAML reads differently from how it looks.

A "#" after a space cuts the rest of the line away; "- help: he is here" becomes a name with a text;
invisible characters hide inside words. Mend: put the whole text between double quotes.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final

from bot import format as fmt
from bot.problem import Place, Problem
from bot.tree import Tree
from bot.yaml_reader import Mapping, Node, Scalar, Sequence

QUOTE: Final = 'Put the whole text between double quotes ("…").'
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
    else:
        for key, value in node.pairs:
            yield from _scalar(key)
            yield from _in(value, is_text_list=is_text_list)


def _scalar(scalar: Scalar) -> Iterator[Problem]:
    place = scalar.place
    if scalar.style == "plain":
        rest = place.source[place.column + place.length :]
        cut = rest.lstrip()
        if cut.startswith("#") and rest != cut and cut[1:2] not in ("", " ", "#"):
            column = len(place.source) - len(cut)
            where = Place(place.path, place.line, column, len(cut), place.source)
            yield Problem("yaml-trap", where, 'From the "#" on this line is cut away.', QUOTE)
    for char in scalar.text:
        if unicodedata.category(char) in ("Cc", "Cf") and char not in _ALLOWED:
            what = f"An invisible character stands here ({unicodedata.name(char, hex(ord(char)))})."
            yield Problem("yaml-trap", place, what, "Type the words anew.")
            return
