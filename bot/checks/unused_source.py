"""unused-source: a source that no text, fact or number of this folder rests on.

The list says where the facts of this guide were read; one that nothing rests on looks checked and
checks nothing. Mend: name it where its fact stands, or take it out.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot import format as fmt
from bot.problem import Problem
from bot.tree import Tree, texts_of


def find(tree: Tree) -> Iterator[Problem]:
    """Every such source; none where a folder has no topics, as one of numbers alone."""
    used = {scalar.text.strip() for what in ("source", "verb") for scalar in tree.naming(what)}
    for entry in tree.entries_of(fmt.NOTICES):
        used.update(texts_of(entry.field("sources")))
    if not tree.files_of(fmt.TOPIC):
        return
    for entry in tree.entries_of(fmt.SOURCES):
        if entry.id not in used:
            what = f'Nothing here rests on the source "{entry.id}".'
            mend = 'Name it under "sources:" where its fact stands, or take it out.'
            yield Problem("unused-source", entry.place, what, mend, "warn")
