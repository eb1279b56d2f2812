"""missing-words: a step of a guide, or an answer, that has no words in a language.

The person would see the fallback language there, with a notice, or a bare name on a button. Mend:
add the line to <language>/guides.yaml; the message names it.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot import format as fmt
from bot.channel_ranking import REASONS
from bot.checks.missing_translation import REFERENCE, new_file
from bot.fact_reader import read_guides
from bot.facts import Guide, Step
from bot.problem import Place, Problem
from bot.tree import Tree, is_null
from bot.yaml_reader import Mapping

MEND = "Add it to guides.yaml of this language."


def find(tree: Tree) -> Iterator[Problem]:
    """Every text of a guide that a language lacks."""
    guides = read_guides(tree, ())
    for language in tree.languages if guides else ():
        have = _have(tree, language)
        if not have and language != REFERENCE:
            what = f'Nothing stands here yet in the language "{language}".'
            place = _place(tree, language, "")
            yield Problem("missing-words", place, what, "Translate the English file.", "warn")
            continue
        for guide in guides.values():
            for entry, name in _wanted(guide):
                if (entry, name) not in have:
                    what = f'"{entry}" has no words for "{name}" in the language "{language}".'
                    place = _place(tree, language, entry)
                    yield Problem("missing-words", place, what, MEND, "warn")


def _wanted(guide: Guide) -> Iterator[tuple[str, str]]:
    """Entry, and field or `field/name`, of every text that the guide shows."""
    yield f"{guide.id}/{guide.first.name}", "title"
    for step in guide.steps.values():
        here = f"{guide.id}/{step.name}"
        yield here, "says"
        yield from ((here, f"answers/{answer}") for answer in step.answers)
        if step.shows == "ranking":
            yield from ((here, f"reasons/{reason}") for reason in sorted(REASONS))
        if step.shows == "sides":
            yield from _sides(guide, step)


def _sides(guide: Guide, step: Step) -> Iterator[tuple[str, str]]:
    yield from ((f"{guide.id}/{step.name}", f"rows/{row}") for row in step.rows)
    for side in step.sides:
        yield f"{guide.id}/{side}", "title"
        yield from ((f"{guide.id}/{side}", f"rows/{row}") for row in step.rows)


def _have(tree: Tree, language: str) -> set[tuple[str, str]]:
    found = set()
    for entry in tree.entries_of(fmt.GUIDE_TEXTS, language):
        for key, value in entry.value.pairs if isinstance(entry.value, Mapping) else ():
            if isinstance(value, Mapping):
                found |= {
                    (entry.id, f"{key.text}/{k.text}") for k, v in value.pairs if not is_null(v)
                }
            elif not is_null(value):
                found.add((entry.id, key.text))
    return found


def _place(tree: Tree, language: str, entry: str) -> Place:
    """The entry in the language's file, else the file, where it lies or is to be made."""
    files = tree.files_of(fmt.GUIDE_TEXTS, language)
    for found in tree.entries_of(fmt.GUIDE_TEXTS, language):
        if found.id == entry:
            return found.place
    return Place(files[0].path) if files else new_file(tree, language, fmt.GUIDE_TEXTS.pattern)
