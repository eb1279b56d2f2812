"""missing-translation: something that English has, and another language has not.

People would read that part in the fallback language, with a notice. Mend: translate it; the
message names the entry.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bot import format as fmt
from bot.fact_reader import read_scope
from bot.problem import Place, Problem, Severity
from bot.tree import KnowledgeFile, Tree, is_null

REFERENCE: Final = "en"
KINDS: Final = (fmt.CHANNEL_TEXTS, fmt.CONTACT_TEXTS, fmt.INTERFACE, fmt.CUES, fmt.URGENT)
"""A language has word lists (groups.yaml) of its own: a cue without its list is found elsewhere."""

_TEXTS: Final = ("title", "answer")


def find(tree: Tree) -> Iterator[Problem]:
    """Every topic without a file, and every entry that a language lacks."""
    languages = [tag for tag in tree.languages if tag != REFERENCE]
    reference = REFERENCE if REFERENCE in tree.languages else None
    first = {entry.id: entry.file.layer for entry in reversed([*tree.entries_of(fmt.TOPICS)])}
    for topic, layer in sorted(first.items()):
        for language in _offered(tree) if layer else tree.languages:
            yield from _topic(tree, topic, language)
    if reference is None:
        return
    for kind in KINDS:
        wanted = {entry.id for entry in tree.entries_of(kind, reference)}
        for language in languages:
            files = tree.files_of(kind, language)
            have = {entry.id for entry in tree.entries_of(kind, language)}
            for name in sorted(wanted - have):
                yield _problem(_place(files, tree, language, kind), name, language)


def _offered(tree: Tree) -> tuple[str, ...]:
    """The languages that an office speaks, which what it adds itself has to be in."""
    return read_scope(tree).languages or (REFERENCE,)


def _topic(tree: Tree, topic: str, language: str) -> Iterator[Problem]:
    entries = [entry for entry in tree.entries_of(fmt.TOPIC, language) if entry.id == topic]
    if not entries:
        place = new_file(tree, language, fmt.TOPIC.pattern.replace("<topic>", topic))
        what = f'The topic "{topic}" has no file in the language "{language}".'
        folder = tree.folders[_layer(tree, language)].as_posix()
        mend = f"Make it: whereto knowledge new topic {topic} --language {language} {folder}"
        severity: Severity = "warn" if _layer(tree, language) else "stop"
        yield Problem("missing-translation", place, what, mend, severity)
        return
    for name in _TEXTS if language != REFERENCE else ():
        if all(is_null(entry.field(name)) for entry in entries):
            yield _problem(entries[0].place, f"{topic}: {name}", language)


def _place(files: list[KnowledgeFile], tree: Tree, language: str, kind: fmt.FileKind) -> Place:
    if files:
        last = files[0].root
        return last.pairs[-1][0].place if last.pairs else last.place
    return new_file(tree, language, kind.pattern)


def new_file(tree: Tree, language: str, pattern: str) -> Place:
    """Where a file is to be made: in the first layer that has the language."""
    folder = tree.folders[_layer(tree, language)]
    return Place((folder / pattern.replace("<language>", language)).as_posix())


def _layer(tree: Tree, language: str) -> int:
    """The first layer that has the language: above the base it is one that an office adds."""
    return next((file.layer for file in tree.files if file.language == language), 0)


def _problem(place: Place, name: str, language: str) -> Problem:
    what = f'"{name}" is missing in the language "{language}".'
    return Problem(
        "missing-translation", place, what, "Translate it from the English file.", "warn"
    )
