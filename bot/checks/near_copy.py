"""near-copy: two phrases of a topic that differ by their order, a small word or a letter.

The bot learns nothing from the second, and the number of phrases looks larger than it is. Mend: say
it as somebody else would, such as a driver, an intern or a spouse; or delete one of the two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from rapidfuzz import fuzz, process

from bot import format as fmt
from bot.normalise import words_of
from bot.problem import Problem
from bot.tree import Tree, scalars_of, texts_of
from bot.yaml_reader import Scalar

NEAR: Final = 80.0
"""Likeness (0 to 100) of the sorted words from which two phrases are compared word by word."""

SAME: Final = 95.0
"""Likeness from which only an ending or a typing error differs. Found by reading every pair of the
shipped phrases: below it, phrases ask for different things ("who is", "what does … do")."""


def find(tree: Tree) -> Iterator[Problem]:
    """Every phrase that is nearly one above it, in the same topic and language."""
    for copy, first in near_copies(tree):
        where = first.place
        what = f'This is nearly "{first.text.strip()}" ({where.path}, line {where.line + 1}).'
        mend = "Say it as somebody else would, or delete one of the two."
        yield Problem("near-copy", copy.place, what, mend, "warn")


def near_copies(tree: Tree) -> Iterator[tuple[Scalar, Scalar]]:
    """Each phrase that copies one above it, and that one. The very same words are not for here, but
    for phrase-in-two-topics."""
    for language in tree.languages:
        small = _small_words(tree, language)
        for phrases in _by_topic(tree, language).values():
            yield from _pairs(phrases, small)


def _by_topic(tree: Tree, language: str) -> Mapping[str, list[Scalar]]:
    """Topic -> its phrases, those of all layers together."""
    found: dict[str, list[Scalar]] = {}
    for entry in tree.entries_of(fmt.TOPIC, language):
        found.setdefault(entry.id, []).extend(scalars_of(entry.field("phrases")))
    return found


def _small_words(tree: Tree, language: str) -> frozenset[str]:
    return frozenset(
        word
        for entry in tree.entries_of(fmt.LANGUAGES)
        if entry.id == language
        for text in texts_of(entry.field("function_words"))
        for word in words_of(text)
    )


def _pairs(phrases: list[Scalar], small: Collection[str]) -> Iterator[tuple[Scalar, Scalar]]:
    words = [words_of(phrase.text) for phrase in phrases]
    ordered = [" ".join(sorted(found)) for found in words]
    likeness = process.cdist(ordered, ordered, scorer=fuzz.ratio, score_cutoff=NEAR)
    for later, phrase in enumerate(phrases):
        for earlier in range(later):
            alike = likeness[later][earlier]
            if not alike or words[later] == words[earlier]:
                continue
            if alike >= SAME or _differ_little(words[later], words[earlier], small):
                yield phrase, phrases[earlier]
                break


def _differ_little(one: tuple[str, ...], other: tuple[str, ...], small: Collection[str]) -> bool:
    """Whether two phrases have the same words, but for one small word at most."""
    first, second = Counter(one), Counter(other)
    only = (first - second) + (second - first)
    return only.total() == 0 or (only.total() == 1 and set(only) <= set(small))
