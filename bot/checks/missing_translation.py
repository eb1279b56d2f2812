"""missing-translation: something that English has, and another language has not.

People would read that part in the fallback language, with a notice. Mend: translate it; the
message names the entry.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Final

from bot import format as fmt
from bot.fact_reader import read_scope
from bot.problem import Place, Problem, Severity
from bot.tree import Entry, Tree, is_null

REFERENCE: Final = "en"
KINDS: Final = (fmt.CHANNEL_TEXTS, fmt.CONTACT_TEXTS, fmt.INTERFACE, fmt.CUES, fmt.URGENT)
"""A language has word lists (groups.yaml) of its own: a cue without its list is found elsewhere."""

_TEXTS: Final = ("title", "answer")

WIDTH: Final = 94
MANY: Final = 5
"""Topics that a language lacks, from which they are told at once: who begins a language knows it."""


def find(tree: Tree) -> Iterator[Problem]:
    """Every topic without a file, and every entry that a language lacks."""
    first = {entry.id: entry.file.layer for entry in reversed([*tree.entries_of(fmt.TOPICS)])}
    offered = _offered(tree)
    for language in tree.languages:
        topics = [t for t, layer in sorted(first.items()) if not layer or language in offered]
        yield from _topics(tree, {topic: first[topic] for topic in topics}, language)
    yield from _last_resort(tree)
    if REFERENCE not in tree.languages:
        return
    for kind in KINDS:
        wanted = {entry.id for entry in tree.entries_of(kind, REFERENCE)}
        for language in tree.languages if wanted else ():
            yield from _entries(tree, kind, wanted, language)


def _last_resort(tree: Tree) -> Iterator[Problem]:
    """Every language without the words that answer when nothing else can."""
    files = tree.files_of(fmt.LAST_RESORT)
    have = tree.ids_of(fmt.LAST_RESORT)
    for language in tree.languages if files else ():
        if language not in have:
            what = f'The text of last-resort.yaml is missing in the language "{language}".'
            mend = "Translate it from the English text, below the name of the language."
            yield Problem("missing-translation", files[0].root.place, what, mend, "warn")


def _offered(tree: Tree) -> tuple[str, ...]:
    """The languages that an office speaks, which what it adds itself has to be in."""
    return read_scope(tree).languages or (REFERENCE,)


def _topics(tree: Tree, topics: Mapping[str, int], language: str) -> Iterator[Problem]:
    """What a language lacks of topics, each with the first layer that has it."""
    entries: dict[str, list[Entry]] = {}
    for entry in tree.entries_of(fmt.TOPIC, language):
        entries.setdefault(entry.id, []).append(entry)
    lacking = [
        topic
        for topic in topics
        if topic not in entries and not _is_unread(tree, f"{language}/topics/{topic}.yaml")
    ]
    if len(lacking) > MANY:
        yield _lacking(tree, lacking, language)
    else:
        yield from (_without_file(tree, topic, topics[topic], language) for topic in lacking)
    for topic in topics if language != REFERENCE else ():
        own = entries.get(topic)
        for name in _TEXTS if own else ():
            if own and all(is_null(entry.field(name)) for entry in own):
                yield _problem(own[0].place, f"{topic}: {name}", language)


def _without_file(tree: Tree, topic: str, layer: int, language: str) -> Problem:
    """A topic that has no file in a language. Where the language is an office's own, people read the
    fallback: that can wait."""
    own = _layer(tree, language)
    folder = tree.folders[max(layer, own)].as_posix()
    place = Place(f"{folder}/{language}/topics/{topic}.yaml")
    what = f'The topic "{topic}" has no file in the language "{language}".'
    mend = f"Make it: whereto knowledge new topic {topic} --language {language} {folder}"
    if language == REFERENCE:
        mend = "Write it there: title, phrases, answer, sources. The other languages follow it."
    return Problem("missing-translation", place, what, mend, "warn" if own else "stop")


def _lacking(tree: Tree, topics: Sequence[str], language: str) -> Problem:
    """Many topics that have no file in a language."""
    own = _layer(tree, language)
    folder = tree.folders[own].as_posix()
    names = textwrap.fill(", ".join(topics), WIDTH, break_on_hyphens=False)
    what = f'{len(topics)} topics have no file in the language "{language}":\n{names}'
    mend = f"One by one: whereto knowledge new topic TOPIC --language {language} {folder}"
    severity: Severity = "warn" if own else "stop"
    return Problem(
        "missing-translation", Place(f"{folder}/{language}/topics"), what, mend, severity
    )


def _entries(tree: Tree, kind: fmt.FileKind, wanted: set[str], language: str) -> Iterator[Problem]:
    """The entries of a file that a language lacks; where it has none at all, that."""
    have = {entry.id for entry in tree.entries_of(kind, language)}
    place = _place(tree, language, kind)
    if _is_unread(tree, kind.pattern.replace("<language>", language)):
        return
    if not have and len(wanted) > MANY:
        what = f'Nothing stands here yet in the language "{language}".'
        mend = f"Translate the {len(wanted)} entries of the English file."
        yield Problem("missing-translation", place, what, mend, "warn")
        return
    for name in sorted(wanted - have):
        yield _problem(place, name, language)


def _is_unread(tree: Tree, path: str) -> bool:
    """Whether a file is there and cannot be read, so that nobody knows what it lacks."""
    parts = PurePath(path).parts
    return any(PurePath(one.place.path).parts[-len(parts) :] == parts for one in tree.problems)


def _place(tree: Tree, language: str, kind: fmt.FileKind) -> Place:
    for file in tree.files_of(kind, language)[:1]:
        return file.root.pairs[-1][0].place if file.root.pairs else file.root.place
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
