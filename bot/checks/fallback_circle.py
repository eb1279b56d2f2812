"""fallback-circle: languages that fall back to each other, so that a missing text is found nowhere.

Mend: let one of them fall back to a language that has every text; that one says "fallback: null".
"""

from __future__ import annotations

from collections.abc import Iterator

from bot import format as fmt
from bot.problem import Problem
from bot.tree import Tree, is_null, text_of


def find(tree: Tree) -> Iterator[Problem]:
    """Every language whose fallbacks lead back to it."""
    entries = list(tree.entries_of(fmt.LANGUAGES))
    leads = {
        entry.id: text_of(entry.field("fallback"))
        for entry in entries
        if not is_null(entry.field("fallback"))
    }
    for entry in entries:
        value, seen = entry.field("fallback"), {entry.id}
        current = leads.get(entry.id, "")
        while current in leads and current not in seen:
            seen.add(current)
            current = leads[current]
        if value is not None and current == entry.id:
            what = f'From "{entry.id}" the fallbacks lead back to "{entry.id}".'
            mend = "Let it fall back to a language that has every text, such as en."
            yield Problem("fallback-circle", value.place, what, mend)
