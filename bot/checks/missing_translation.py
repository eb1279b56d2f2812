"""missing-translation: something that English has, and another language has not.

People would read that part in the fallback language, with a notice. Mend: translate it; the
message names the entry.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bot import format as fmt
from bot.problem import Place, Problem
from bot.tree import KnowledgeFile, Tree, is_null

REFERENCE: Final = "en"
_KINDS: Final = (fmt.CHANNEL_TEXTS, fmt.CONTACT_TEXTS, fmt.INTERFACE, fmt.CUES, fmt.URGENT)
"""A language has word lists (groups.yaml) of its own: a cue without its list is found elsewhere."""

_TEXTS: Final = ("title", "answer")


def find(tree: Tree) -> Iterator[Problem]:
    """Every topic without a file, and every entry that a language lacks."""
    languages = [tag for tag in tree.languages if tag != REFERENCE]
    reference = REFERENCE if REFERENCE in tree.languages else None
    for topic in sorted(tree.ids_of(fmt.TOPICS)):
        for language in tree.languages:
            yield from _topic(tree, topic, language)
    yield from _last_resort(tree)
    if reference is None:
        return
    for kind in _KINDS:
        wanted = {entry.id for entry in tree.entries_of(kind, reference)}
        for language in languages:
            files = tree.files_of(kind, language)
            have = {entry.id for entry in tree.entries_of(kind, language)}
            for name in sorted(wanted - have):
                yield _problem(_place(files, tree, language, kind), name, language)


def _last_resort(tree: Tree) -> Iterator[Problem]:
    """Every language without the words that answer when nothing else can."""
    files = tree.files_of(fmt.LAST_RESORT)
    have = tree.ids_of(fmt.LAST_RESORT)
    for language in tree.languages if files else ():
        if language not in have:
            yield _problem(files[0].root.place, "the text of last-resort.yaml", language)


def _topic(tree: Tree, topic: str, language: str) -> Iterator[Problem]:
    entries = [entry for entry in tree.entries_of(fmt.TOPIC, language) if entry.id == topic]
    if not entries:
        place = _new_file(tree, language, fmt.TOPIC.pattern.replace("<topic>", topic))
        what = f'The topic "{topic}" has no file in the language "{language}".'
        mend = "Copy the file of another language there and translate it."
        yield Problem("missing-translation", place, what, mend)
        return
    for name in _TEXTS:
        if all(is_null(entry.field(name)) for entry in entries):
            yield _problem(entries[0].place, f"{topic}: {name}", language)


def _place(files: list[KnowledgeFile], tree: Tree, language: str, kind: fmt.FileKind) -> Place:
    if files:
        last = files[0].root
        return last.pairs[-1][0].place if last.pairs else last.place
    return _new_file(tree, language, kind.pattern)


def _new_file(tree: Tree, language: str, pattern: str) -> Place:
    """Where a file is to be made: in the first layer that has the language."""
    layer = next((file.layer for file in tree.files if file.language == language), 0)
    return Place((tree.folders[layer] / pattern.replace("<language>", language)).as_posix())


def _problem(place: Place, name: str, language: str) -> Problem:
    what = f'"{name}" is missing in the language "{language}".'
    return Problem(
        "missing-translation", place, what, "Translate it from the English file.", "warn"
    )
