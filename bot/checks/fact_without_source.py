"""fact-without-source: a text that people will rely on, and nobody can check.

Answers, urgent steps, contacts and what is said of a platform say where they come from. Mend: add
ids of sources.yaml under "sources:" (of a platform: in notices.yaml), and first the source itself
where it is new.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bot import format as fmt
from bot.contacts import NEVER_SHOWN
from bot.problem import Problem
from bot.tree import Tree, scalars_of, text_of, texts_of
from bot.yaml_reader import Mapping, Sequence

_OWN: Final = frozenset(
    f"notice-{name}"
    for name in ("terminal", "program", "commands", "urgent", "not-reviewed", "preview")
)
"""Notices about this program itself: the tests are their source."""


def find(tree: Tree) -> Iterator[Problem]:
    """Every answer, urgent text, usable contact and sentence about a platform without a source."""
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
                'Add under "sources:" where it can be checked, and under "read:" the day it was read.\n'
                'For example: sources: ["https://…"], the address of the page it stands on',
            )

    yield from _notices(tree)
    yield from _offices(tree)


def _notices(tree: Tree) -> Iterator[Problem]:
    """Every sentence about a platform that notices.yaml does not name."""
    known = {e.id for e in tree.entries_of(fmt.NOTICES) if _has_sources(e.field("sources"))}
    for entry in tree.entries_of(fmt.INTERFACE):
        if entry.id.startswith("notice-") and entry.id not in known | _OWN:
            what = f'What "{entry.id}" says of the platform has no source.'
            mend = f'Add "{entry.id}:" to notices.yaml, and below it "sources:" with ids.'
            yield Problem("fact-without-source", entry.place, what, mend)


def _has_sources(node: object) -> bool:
    return isinstance(node, Sequence) and bool(node.items)


def _offices(tree: Tree) -> Iterator[Problem]:
    """Every fact of a kind of office that rests on nothing. What is unknown needs no source."""
    for entry in tree.entries_of(fmt.CHANNELS):
        for field in fmt.CHANNELS.fields:
            value = entry.field(field.name)
            texts = texts_of(value)
            said = set(texts[:1] if field.type == "fact" else texts) & {*field.choices}
            if value is not None and said != {"unknown"} and len(texts) <= len(said):
                what = f'What "{field.name}" says of "{entry.id}" has no source.'
                mend = "Write ids of sources.yaml behind it, or unknown alone."
                yield Problem("fact-without-source", value.place, what, mend)
