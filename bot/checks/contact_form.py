"""contact-form: a number that no telephone can dial, or a mailbox or page that is none.

Typographic quotes, two numbers on one line, a letter between digits: whoever taps it reaches
nobody. Mend: one number an item, digits as they are dialled, between straight quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bot import format as fmt
from bot.problem import Problem
from bot.tree import Tree, is_null, scalars_of
from bot.yaml_reader import Scalar

_FORMS: Final = {
    "phone": re.compile(r"[+*#(]?\d[\d ()*#.-]*(?: \w+\.? \d[\d, ]*)?"),
    "email": re.compile(r"[^\s@<>,;:“”\"']+@[\w-]+(?:\.[\w-]+)+"),
    "web": re.compile(r"https?://[\w.-]+\.[a-z]{2,}(?:[/?#]\S*)?", re.IGNORECASE),
}
"""A field of a contact -> what may stand there. After a number may stand an extension."""

_MENDS: Final = {
    "phone": 'One number an item, as it is dialled: phone: ["1195", "+254 20 1234567"]',
    "email": "One mailbox an item, such as: email: [ethicsoffice@un.org]",
    "web": "The whole address, with https:// at its start.",
}


def find(tree: Tree) -> Iterator[Problem]:
    """Every way to reach a contact that reaches nobody."""
    for entry in tree.entries_of(fmt.CONTACTS):
        for name, form in _FORMS.items():
            value = entry.field(name)
            found = [value] if isinstance(value, Scalar) else scalars_of(value)
            for scalar in found:
                if not is_null(scalar) and not form.fullmatch(scalar.text.strip()):
                    what = f'"{scalar.text.strip()}" cannot be used as it is written.'
                    yield Problem("contact-form", scalar.place, what, _MENDS[name])
