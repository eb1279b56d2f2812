"""other-country: a contact that would show in a country where its number is another one.

The same short digits are another service elsewhere, or nobody. Mend: put the contact into the file
of its country; a number for the whole world has a plus and the country before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bot import format as fmt
from bot.problem import Problem
from bot.tree import Tree, scalars_of, text_of

EVERYWHERE: Final = "global"


def find(tree: Tree) -> Iterator[Problem]:
    """Every contact of another country than its file's, and every local number for all countries."""
    for entry in tree.entries_of(fmt.CONTACTS):
        country, value = text_of(entry.field("country")), entry.field("country")
        if value is not None and country != entry.file.stem:
            what = f'This file is that of "{entry.file.stem}", and the contact is for "{country}".'
            mend = f"Move it to contacts/{country}.yaml, or mend the country."
            yield Problem("other-country", value.place, what, mend)
        for scalar in scalars_of(entry.field("phone")) if country == EVERYWHERE else ():
            if not scalar.text.strip().startswith("+"):
                what = "This number is local, and the contact shows in every country."
                mend = "Write it with + and the number of its country, or name the country."
                yield Problem("other-country", scalar.place, what, mend)
