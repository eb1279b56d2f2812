"""A question as weighted features: words, concepts, pairs of words, neighbours, letter runs.

Each family has one share of the whole (`SHARES`), so that no family drowns another. A feature is one
whole number made of the numbers of its parts (`Vocabulary`): exact, small, and named again for
`explain`. The evidence for families and shares: benchmarks/RESULTS.md.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bot.matching.words import Analyser

PAIRED_WORDS: Final = 24
"""Words of a message that are combined to pairs; bounds the work for long messages."""

RUN_LENGTHS: Final = (3, 4)
"""Letters of the runs that make a misspelt or inflected word still alike."""

SHARES: Final = {
    "word": 1.2,
    "meaning": 0.25,
    "meanings": 0.6,
    "pair": 1.2,
    "neighbour": 0.8,
    "letters": 1.0,
}
"""Weight of each family before the whole is brought to length one."""

_FAMILIES: Final = tuple(SHARES)
_FAMILY: Final = 48
"""Bits of a feature's number below that of its family."""

_FIRST: Final = 24
"""Bits below its first part."""

_EDGES: Final = ("^", "$")
"""Marks before the first and after the last word; they are numbered like stems."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """The words of a question after repair: stems, and for each word its concept or none."""

    words: tuple[str, ...] = field(repr=False)
    stems: tuple[str, ...] = field(repr=False)
    concepts: tuple[tuple[int, int, str], ...]
    is_all_repaired: bool = False
    """Whether no word of the question was known as it was typed."""

    @property
    def units(self) -> tuple[str, ...]:
        """The stems, each expression of a concept replaced by the concept's sign."""
        units: list[str] = []
        position = 0
        for start, end, concept in self.concepts:
            units.extend(self.stems[position:start])
            units.append(f"={concept}")
            position = end
        return (*units, *self.stems[position:])

    def part(self, span: slice, analyser: Analyser) -> Analysis:
        """One sentence of the question."""
        stems = self.stems[span]
        return Analysis(self.words[span], stems, tuple(analyser.concepts_of(stems)))


def analyse(
    words: Sequence[str], analyser: Analyser, typed: Sequence[str] | None = None
) -> Analysis:
    """Stems and concepts of words that are already normalised and repaired. `typed`: the words
    before repair."""
    stems = tuple(analyser.stem(word) for word in words)
    is_all_repaired = bool(typed) and all(a != b for a, b in zip(words, typed or (), strict=True))
    return Analysis(tuple(words), stems, tuple(analyser.concepts_of(stems)), is_all_repaired)


def letter_runs(words: Iterable[str]) -> Iterable[str]:
    """Runs of letters inside each word, with its edges marked."""
    for word in words:
        edged = f" {word} "
        for length in RUN_LENGTHS:
            for start in range(len(edged) - length + 1):
                yield edged[start : start + length]


Feature = tuple[str, tuple[str, ...]]
"""A feature as it is shown: its family and its parts in words."""


@dataclass(frozen=True, slots=True)
class Vector:
    """The known features of a question, as numbers, and how strongly each stands for it. All
    features, known or not, have length one together."""

    features: NDArray[np.int64]
    values: NDArray[np.float64]


_Part = int | str
"""A part of a feature: its number; one that no phrase has stands for itself."""


@dataclass(frozen=True, slots=True)
class _Family:
    """The features of one family that a question has: their length together, unknown ones
    included; the known ones and their weights."""

    length: float
    features: NDArray[np.int64]
    weights: NDArray[np.float64]

    @classmethod
    def of(cls, counts: Mapping[Any, int], known: Mapping[int, int]) -> _Family:
        """`counts`: how often each feature stands there; `known`: the same of known ones."""
        features = np.fromiter(known, dtype=np.int64, count=len(known))
        often = [_weight(count) for count in counts.values() if count > 1]
        if not often:
            return cls(math.sqrt(len(counts)), features, np.ones(len(known)))
        length = math.sqrt(len(counts) - len(often) + sum(weight**2 for weight in often))
        return cls(length, features, np.array([*map(_weight, known.values())]))


def _weight(count: int) -> float:
    return 1.0 + math.log(count) if count > 1 else 1.0


class Vocabulary:
    """The stems, concepts and letter runs of the phrases, each numbered in a fixed order."""

    def __init__(
        self,
        stems: Iterable[str],
        concepts: Iterable[str],
        runs: Iterable[str],
    ) -> None:
        self.stems = _numbered(stems)
        self.concepts = _numbered(concepts)
        self.runs = _numbered(runs)

    @classmethod
    def of(cls, analyses: Sequence[Analysis]) -> Vocabulary:
        """The vocabulary of phrases."""
        return cls(
            (*_EDGES, *sorted({stem for analysis in analyses for stem in analysis.stems})),
            sorted({concept for analysis in analyses for _, _, concept in analysis.concepts}),
            sorted({run for analysis in analyses for run in letter_runs(analysis.words)}),
        )

    def vector(self, analysis: Analysis) -> Vector:
        """A question as a vector; only features whose parts are all known are in it."""
        families = [
            (share, family)
            for share, family in zip(SHARES.values(), self._families(analysis), strict=True)
            if family.length
        ]
        if not families:
            return Vector(np.empty(0, dtype=np.int64), np.empty(0))
        whole = math.sqrt(sum(share * share for share, _ in families))
        return Vector(
            np.concatenate([family.features for _, family in families]),
            np.concatenate(
                [family.weights * (share / (family.length * whole)) for share, family in families]
            ),
        )

    def _families(self, analysis: Analysis) -> Iterable[_Family]:
        """The families of features, in the order of `SHARES`."""
        concepts = [concept for _, _, concept in analysis.concepts]
        stems = [self.stems.get(stem, stem) for stem in analysis.stems]
        edged = (self.stems[_EDGES[0]], *stems, self.stems[_EDGES[1]])
        yield _single(0, stems)
        yield _single(1, [self.concepts.get(concept, concept) for concept in concepts])
        yield _paired(2, sorted(set(concepts)), self.concepts)
        yield _paired(3, sorted(set(analysis.stems[:PAIRED_WORDS])), self.stems)
        yield _neighbours(4, edged)
        yield _single(5, [self.runs.get(run, run) for run in letter_runs(analysis.words)])

    def names(self, features: Iterable[int]) -> list[Feature]:
        """The family of each feature and its parts in words."""
        stems, concepts, runs = list(self.stems), list(self.concepts), list(self.runs)
        parts = dict(zip(_FAMILIES, (stems, concepts, concepts, stems, stems, runs), strict=True))
        found = []
        for feature in features:
            family = _FAMILIES[feature >> _FAMILY]
            first = feature >> _FIRST & (1 << _FIRST) - 1
            second = feature & (1 << _FIRST) - 1
            numbers = (first - 1, second - 1) if first else (second - 1,)
            found.append((family, tuple(parts[family][number] for number in numbers)))
        return found


def _numbered(texts: Iterable[str]) -> dict[str, int]:
    """Numbers from one, so that no number means no part."""
    return {text: number for number, text in enumerate(texts, start=1)}


def _single(family: int, parts: Iterable[_Part]) -> _Family:
    counts = Counter(parts)
    start = family << _FAMILY
    known = {start | part: count for part, count in counts.items() if type(part) is int}
    return _Family.of(counts, known)


def _paired(family: int, texts: Sequence[str], numbers: Mapping[str, int]) -> _Family:
    """All pairs of different texts, in whatever order they stand."""
    known = np.array([numbers[text] for text in texts if text in numbers], dtype=np.int64)
    first, second = _pairs(len(known))
    pairs = family << _FAMILY | known[first] << _FIRST | known[second]
    return _Family(math.sqrt(len(texts) * (len(texts) - 1) / 2), pairs, np.ones(len(pairs)))


@lru_cache(maxsize=PAIRED_WORDS)
def _pairs(count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The places of the pairs of so many things."""
    first, second = np.triu_indices(count, 1)
    return first, second


def _neighbours(family: int, parts: Sequence[_Part]) -> _Family:
    counts = Counter(pairwise(parts))
    start = family << _FAMILY
    known = {
        start | first << _FIRST | second: count
        for (first, second), count in counts.items()
        if type(first) is int and type(second) is int
    }
    return _Family.of(counts, known)
