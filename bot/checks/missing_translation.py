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
from bot.yaml_reader import Mapping

REFERENCE: Final = "en"
_KINDS: Final = (
    fmt.CHANNEL_TEXTS,
    fmt.CONTACT_TEXTS,
    fmt.INTERFACE,
    fmt.CUES,
    fmt.URGENT,
    fmt.GROUPS_FILE,
)
_TEXTS: Final = ("title", "answer")


def find(tree: Tree) -> Iterator[Problem]:
    """Every topic without a file, and every entry that a language lacks."""
    languages = [tag for tag in tree.languages if tag != REFERENCE]
    reference = REFERENCE if REFERENCE in tree.languages else None
    for topic in sorted(tree.ids_of(fmt.TOPICS)):
        for language in tree.languages:
            yield from _topic(tree, topic, language)
    if reference is None:
        return
    for kind in _KINDS:
        wanted = {entry.id for entry in tree.entries_of(kind, reference)}
        for language in languages:
            files = tree.files_of(kind, language)
            have = {entry.id for entry in tree.entries_of(kind, language)}
            for name in sorted(wanted - have):
                yield _problem(_place(files, tree, language, kind), name, language)


def _topic(tree: Tree, topic: str, language: str) -> Iterator[Problem]:
    entries = [entry for entry in tree.entries_of(fmt.TOPIC, language) if entry.id == topic]
    if not entries:
        folder = _folder(tree, language)
        place = Place(f"{folder}/topics/{topic}.yaml")
        what = f'The topic "{topic}" has no file in the language "{language}".'
        mend = "Copy the file of another language there and translate it."
        yield Problem("missing-translation", place, what, mend)
        return
    for name in _TEXTS:
        if all(is_null(entry.field(name)) for entry in entries):
            yield _problem(entries[0].file.root.place, f"{topic}: {name}", language)


def _place(files: list[KnowledgeFile], tree: Tree, language: str, kind: fmt.FileKind) -> Place:
    if files:
        last = files[0].root
        return last.pairs[-1][0].place if isinstance(last, Mapping) and last.pairs else last.place
    return Place(f"{_folder(tree, language)}/{kind.pattern.partition('/')[2]}")


def _folder(tree: Tree, language: str) -> str:
    for file in tree.files:
        if file.language == language:
            return file.path[: file.path.index(f"/{language}/") + len(language) + 1]
    return language


def _problem(place: Place, name: str, language: str) -> Problem:
    what = f'"{name}" is missing in the language "{language}".'
    return Problem(
        "missing-translation", place, what, "Translate it from the English file.", "warn"
    )
