"""Spelling repair: a word that nobody knows becomes the one known word that it nearly is.

Known are the words of the knowledge and a background list of common words, so that a rare but
right word is left alone. Short words are never touched; a tie between two words is left alone.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Sequence
from functools import cache
from importlib import resources
from typing import Final
from zlib import crc32

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.matching.words import WordKnowledge
from bot.normalise import is_wide

SHORTEST: Final = 4
"""Letters of the shortest word that is repaired: below, one edit makes another word."""

LONG: Final = 8
"""Letters from which two edits are allowed (optimal string alignment)."""


class Speller:
    """The words of one language that a misspelt word may have meant."""

    def __init__(self, vocabulary: Iterable[str], background: Container[str] = ()) -> None:
        self._vocabulary = frozenset(vocabulary)
        self._background = background
        self._words = sorted(
            (word for word in self._vocabulary if _is_repairable(word)), key=lambda w: (len(w), w)
        )
        self._letters = np.array([*map(_letters, self._words)], dtype=np.uint64)
        self._lengths = [*map(len, self._words)]

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
        if not _is_repairable(word) or any(map(str.isdigit, word)):
            return word
        reach = 2 if len(word) >= LONG else 1
        near = self._near(word, reach)
        if not near:
            return word
        best = min(near)
        if sum(distance == best[0] for distance, _ in near) > 1 and best[0] > 1:
            return word
        return best[1]

    def _near(self, word: str, reach: int) -> list[tuple[int, str]]:
        """The words at most `reach` edits away, each with its distance. An edit adds or takes one
        letter or two, so most words are passed over by their letters alone."""
        start = bisect_left(self._lengths, len(word) - reach)
        end = bisect_right(self._lengths, len(word) + reach)
        differing = np.bitwise_count(self._letters[start:end] ^ np.uint64(_letters(word)))
        alike = [self._words[start + i] for i in np.flatnonzero(differing <= 2 * reach).tolist()]
        found = process.extract(word, alike, scorer=OSA.distance, score_cutoff=reach, limit=None)
        return [(int(distance), known) for known, distance, _ in found]


def _is_repairable(word: str) -> bool:
    return len(word) >= SHORTEST and not word.isdigit() and not is_wide(word)


def _letters(word: str) -> int:
    """The letters that a word has, as the bits of a number."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 63)
    return bits


class CommonWords:
    """A long list of words that only has to be asked whether it holds one: kept as sorted check sums
    (CRC-32), a twentieth of the space. One unknown word in some 250,000 is taken for a common one,
    which costs it its spelling repair."""

    def __init__(self, words: Iterable[str]) -> None:
        self._sums = array("I", sorted({crc32(word.encode()) for word in words}))

    def __contains__(self, word: object) -> bool:
        number = crc32(str(word).encode("utf-8", "replace"))
        place = bisect_left(self._sums, number)
        return place < len(self._sums) and self._sums[place] == number


@cache
def common_words(language: str) -> CommonWords:
    """The background list of a language; empty where there is none. Part of the
    program, so it is kept once."""
    path = resources.files("bot.matching") / "common" / f"{language}.txt"
    if not path.is_file():
        return CommonWords(())
    lines = path.read_text(encoding="utf-8").split("\n")
    return CommonWords(line for line in lines if not line.startswith("#"))
