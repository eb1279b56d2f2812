"""fact-without-source: a text that people will rely on, and nobody can check.

Answers, urgent steps and contacts say where they come from. Mend: add ids of sources.yaml under
"sources:", and first the source itself where it is new.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot import format as fmt
from bot.contacts import NEVER_SHOWN
from bot.problem import Problem
from bot.tree import Tree, scalars_of, text_of
from bot.yaml_reader import Mapping, Sequence


def find(tree: Tree) -> Iterator[Problem]:
    """Every answer, urgent text and usable contact without a source."""
    for kind, text in ((fmt.TOPIC, "answer"), (fmt.URGENT, "steps")):
        for entry in tree.entries_of(kind):
            key = entry.value.key(text) if isinstance(entry.value, Mapping) else None
            if key is not None and not _has_sources(entry.field("sources")):
                yield Problem(
                    "fact-without-source",
                    key.place,
                    f'The text of "{entry.id}" has no source.',
                    'Add "sources:" with ids of sources.yaml.',
                )
    for entry in tree.entries_of(fmt.GUIDES):
        tells = isinstance(entry.value, Mapping) and not entry.field("answers")
        is_listed = text_of(entry.field("shows")) in ("offices", "comparison")
        if tells and not is_listed and not _has_sources(entry.field("sources")):
            what = f'The step "{entry.id}" tells something and has no source.'
            yield Problem(
                "fact-without-source", entry.place, what, 'Add "sources:" with ids of sources.yaml.'
            )
    for entry in tree.entries_of(fmt.CONTACTS):
        phone = entry.field("phone")
        is_shown = text_of(entry.field("quality")) not in NEVER_SHOWN
        if phone is None or not scalars_of(phone) or not is_shown:
            continue
        if not _has_sources(entry.field("sources")):
            yield Problem(
                "fact-without-source",
                phone.place,
                "This number has no source.",
                'Add under "sources:" where it can be checked, and the day it was read.',
            )


def _has_sources(node: object) -> bool:
    return isinstance(node, Sequence) and bool(node.items)
