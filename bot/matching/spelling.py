"""Spelling repair: a word that nobody knows becomes the one known word that it nearly is.

Known are the words of the knowledge and a background list of common words, so that a rare but
right word is left alone. Short words are never touched; a tie between two words is left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.matching.words import WordKnowledge
from bot.normalise import is_wide

SHORTEST: Final = 4
"""Letters of the shortest word that is repaired: below, one edit makes another word."""

LONG: Final = 8
"""Letters from which two edits are allowed (optimal string alignment)."""


@dataclass(frozen=True, slots=True)
class _Bucket:
    """The known words of one length; which letters a word has stands in the bits of a number."""

    words: tuple[str, ...]
    letters: NDArray[np.uint64]

    def near(self, word: str, reach: int) -> list[tuple[int, str]]:
        """The words at most `reach` edits away, each with its distance. An edit adds or takes one
        letter or two, so most words are passed over by their letters alone."""
        differing = np.bitwise_count(self.letters ^ np.uint64(_letters(word)))
        alike = [self.words[i] for i in np.flatnonzero(differing <= 2 * reach).tolist()]
        found = process.extract(word, alike, scorer=OSA.distance, score_cutoff=reach, limit=None)
        return [(int(distance), known) for known, distance, _ in found]


def _letters(word: str) -> int:
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 63)
    return bits


class Speller:
    """The words of one language that a misspelt word may have meant."""

    def __init__(self, vocabulary: Iterable[str], background: Iterable[str] = ()) -> None:
        self._vocabulary = frozenset(vocabulary)
        self._background = frozenset(background)
        by_length: dict[int, list[str]] = {}
        for word in sorted(self._vocabulary):
            if len(word) >= SHORTEST and not word.isdigit() and not is_wide(word):
                by_length.setdefault(len(word), []).append(word)
        self._buckets = {
            length: _Bucket(tuple(words), np.array([*map(_letters, words)], dtype=np.uint64))
            for length, words in by_length.items()
        }

    @classmethod
    def build(cls, vocabulary: Iterable[str], words: WordKnowledge, language: str) -> Speller:
        """A speller that knows the words of phrases and concepts and the common words."""
        expressions = {word for expression in words.expressions for word in expression}
        return cls({*vocabulary, *expressions}, common_words(language))

    @property
    def vocabulary(self) -> frozenset[str]:
        """The words of the knowledge, without the background list."""
        return self._vocabulary

    def knows(self, word: str) -> bool:
        """Whether a word is one of the knowledge or of the background list."""
        return word in self._vocabulary or word in self._background

    def repair(self, words: Sequence[str]) -> tuple[str, ...]:
        """The words, each unknown one replaced where exactly one known word is near enough."""
        return tuple(word if self.knows(word) else self._nearest(word) for word in words)

    def _nearest(self, word: str) -> str:
        if len(word) < SHORTEST or any(map(str.isdigit, word)) or is_wide(word):
            return word
        reach = 2 if len(word) >= LONG else 1
        lengths = range(len(word) - reach, len(word) + reach + 1)
        buckets = [self._buckets[length] for length in lengths if length in self._buckets]
        near = [found for bucket in buckets for found in bucket.near(word, reach)]
        if not near:
            return word
        best = min(near)
        if sum(distance == best[0] for distance, _ in near) > 1 and best[0] > 1:
            return word
        return best[1]


@cache
def common_words(language: str) -> frozenset[str]:
    """The background list of a language; empty where there is none. Part of the
    program, so it is kept once."""
    path = resources.files("bot.matching") / "common" / f"{language}.txt"
    if not path.is_file():
        return frozenset()
    lines = path.read_text(encoding="utf-8").split("\n")
    return frozenset(line for line in lines if not line.startswith("#"))
