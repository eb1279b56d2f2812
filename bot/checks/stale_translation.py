"""stale-translation: a translation of an English text that was changed since.

It goes on being served. Where a number changed, or the English file says "meaning_changed: yes",
people read the English with a notice instead. Mend: compare the two, translate what changed, then
run "whereto knowledge translated" with the topic and the language.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.problem import Problem
from bot.translations import sources_in, translations_in
from bot.tree import Tree


def find(tree: Tree) -> Iterator[Problem]:
    """Every translation that carries the stamp of an older text."""
    for item, state in translations_in(tree, sources_in(tree)):
        if state not in ("behind", "wrong"):
            continue
        what = "The English text was changed after this was translated."
        if state == "wrong":
            what += "\nA number or its meaning changed: the English is shown meanwhile."
        mend = (
            f"Translate it anew, then: whereto knowledge translated {item.id} {item.file.language}"
        )
        place = getattr(item.field("translated_from"), "place", item.place)
        yield Problem("stale-translation", place, what, mend, "warn")
