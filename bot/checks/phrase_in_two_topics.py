"""phrase-in-two-topics: the same way to ask stands under two topics, twice under one, or also among
the sentences that belong to none (everyday.yaml) or the scenes of danger (scenes.yaml).

The bot cannot know which is meant and would ask every time. Mend: keep it where it fits best.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot import format as fmt
from bot.normalise import words_of
from bot.problem import Place, Problem
from bot.tree import Tree, scalars_of
from bot.yaml_reader import Scalar


def find(tree: Tree) -> Iterator[Problem]:
    """Every phrase that was there before, in the same language."""
    for language in tree.languages:
        first: dict[tuple[str, ...], tuple[str, Place]] = {}
        for owner, scalar in _phrases(tree, language):
            words = words_of(scalar.text)
            if not words:
                what = "This phrase has no word."
                yield Problem("phrase-in-two-topics", scalar.place, what, "Delete it.")
                continue
            if words in first:
                topic, place = first[words]
                where = f"{place.path}, line {place.line + 1}"
                what = f'This stands already under "{topic}" ({where}).'
                mend = "Keep it where it fits best, and delete the other."
                yield Problem("phrase-in-two-topics", scalar.place, what, mend)
            first.setdefault(words, (owner, scalar.place))


def _phrases(tree: Tree, language: str) -> Iterator[tuple[str, Scalar]]:
    """Every phrase of a language and where it belongs: a topic, a list of everyday sentences, or of
    scenes."""
    for entry in tree.entries_of(fmt.TOPIC, language):
        for scalar in scalars_of(entry.field("phrases")):
            yield entry.id, scalar
    for entry in tree.entries_of(fmt.EVERYDAY, language):
        for scalar in scalars_of(entry.value):
            yield entry.id, scalar
    for entry in tree.entries_of(fmt.SCENES, language):
        for field in fmt.SCENES.fields:
            for scalar in scalars_of(entry.field(field.name)):
                yield field.name, scalar
