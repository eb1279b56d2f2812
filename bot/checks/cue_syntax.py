"""cue-syntax: a cue that cannot be read.

A cue uses a list <name> that groups.yaml does not have, holds no word, or has a bracket without its
partner. Mend: add the list to groups.yaml, write the words themselves, or close the bracket.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import Final

from bot import format as fmt
from bot.patterns import CueError, CueReader
from bot.problem import Problem, did_you_mean
from bot.tree import Tree, scalars_of, texts_of
from bot.yaml_reader import Mapping, Scalar

_BRACKET: Final = re.compile(r"[()<>]")
_PARTNER: Final = {"(": ")", ")": "(", "<": ">", ">": "<"}


def find(tree: Tree) -> Iterator[Problem]:
    """Every cue of every language that cannot be read."""
    for language in tree.languages:
        groups = {
            entry.id: texts_of(entry.value) for entry in tree.entries_of(fmt.GROUPS_FILE, language)
        }
        reader = CueReader(groups)
        for scalar in _cues(tree, language):
            yield from _problems(scalar, reader, groups)


def _cues(tree: Tree, language: str) -> Iterator[Scalar]:
    for kind in (fmt.CUES, fmt.URGENT):
        for entry in tree.entries_of(kind, language):
            for name in ("cues", "unsure", "look_alikes"):
                yield from scalars_of(entry.field(name))
    for entry in tree.entries_of(fmt.GUIDE_TEXTS, language):
        answers = entry.field("cues")
        for _, cues in answers.pairs if isinstance(answers, Mapping) else ():
            yield from scalars_of(cues)


def _lone_bracket(text: str) -> str:
    """The first bracket whose next one does not close it; or nothing."""
    signs = _BRACKET.findall(text)
    pairs = zip_longest(signs[::2], signs[1::2], fillvalue="")
    return next((first for first, second in pairs if first + second not in ("()", "<>")), "")


def _problems(
    scalar: Scalar, reader: CueReader, groups: dict[str, tuple[str, ...]]
) -> Iterator[Problem]:
    alone = _lone_bracket(scalar.text)
    if alone:
        what = f'The bracket "{alone}" has no partner.'
        mend = f'Add "{_PARTNER[alone]}" on the other side of its words; brackets hold no brackets.'
        yield Problem("cue-syntax", scalar.place, what, mend)
        return
    try:
        reader.check(scalar.text)
    except CueError as error:
        name = str(error)
        if not name:
            what, mend = "This cue holds no word.", "Write the words that people say."
        else:
            what = f"<{name}> is not a list of groups.yaml."
            mend = did_you_mean(name, groups) or "Add it to groups.yaml of this language."
        yield Problem("cue-syntax", scalar.place, what, mend)
