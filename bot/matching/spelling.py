"""Spelling repair: a word that nobody knows becomes the one known word that it nearly is.

Known are the words of the knowledge and a background list of common words, so that a rare but
right word is left alone. Short words are never touched; a tie between two words is left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import resources
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.matching.words import WordKnowledge
from bot.normalise import is_wide, words_of

SHORTEST: Final = 4
"""Letters of the shortest word that is repaired: below, one edit makes another word."""

LONG: Final = 8
"""Letters from which two edits are allowed (optimal string alignment)."""


class Speller:
    """The words of one language that a misspelt word may have meant."""

    def __init__(self, vocabulary: Iterable[str], background: Iterable[str] = ()) -> None:
        self._known = frozenset(background)
        self._by_length: dict[int, list[str]] = {}
        vocabulary = set(vocabulary)
        self._known |= vocabulary
        for word in sorted(vocabulary):
            if len(word) >= SHORTEST and not word.isdigit() and not is_wide(word):
                self._by_length.setdefault(len(word), []).append(word)

    @classmethod
    def build(cls, vocabulary: Iterable[str], words: WordKnowledge, language: str) -> Speller:
        """A speller that knows the words of phrases and concepts and the common words."""
        expressions = {word for expression in words.expressions for word in expression}
        return cls({*vocabulary, *expressions}, common_words(language))

    def knows(self, word: str) -> bool:
        """Whether a word is one of the knowledge or of the background list."""
        return word in self._known

    def repair(self, words: Sequence[str]) -> tuple[str, ...]:
        """The words, each unknown one replaced where exactly one known word is near enough."""
        return tuple(word if word in self._known else self._nearest(word) for word in words)

    def _nearest(self, word: str) -> str:
        if len(word) < SHORTEST or any(map(str.isdigit, word)) or is_wide(word):
            return word
        reach = 2 if len(word) >= LONG else 1
        near = [
            (distance, known)
            for length in range(len(word) - reach, len(word) + reach + 1)
            for known, distance, _ in process.extract(
                word,
                self._by_length.get(length, ()),
                scorer=OSA.distance,
                score_cutoff=reach,
                limit=None,
            )
        ]
        if not near:
            return word
        best = min(near)
        if sum(distance == best[0] for distance, _ in near) > 1 and best[0] > 1:
            return word
        return best[1]


def common_words(language: str) -> frozenset[str]:
    """The background list of a language; empty where there is none."""
    path = resources.files("bot.matching") / "common" / f"{language}.txt"
    if not path.is_file():
        return frozenset()
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in words_of(line))
