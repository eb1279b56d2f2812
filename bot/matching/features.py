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
from itertools import combinations, pairwise
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


class Vocabulary:
    """The stems, concepts and letter runs of the phrases, each numbered in a fixed order."""

    def __init__(self, stems: Iterable[str], concepts: Iterable[str], runs: Iterable[str]) -> None:
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
            (share, length, known)
            for share, (length, known) in zip(
                SHARES.values(), self._families(analysis), strict=True
            )
            if length
        ]
        whole = math.sqrt(sum(share * share for share, _, _ in families)) or 1.0
        features = [feature for _, _, known in families for feature in known]
        weights = [weight for _, _, known in families for weight in known.values()]
        scales = [share / (length * whole) for share, length, _ in families]
        sizes = [len(known) for _, _, known in families]
        return Vector(
            np.array(features, dtype=np.int64), np.array(weights) * np.repeat(scales, sizes)
        )

    def _families(self, analysis: Analysis) -> Iterable[tuple[float, dict[int, float]]]:
        """For each family, in the order of `SHARES`, its length and its known features."""
        concepts = [concept for _, _, concept in analysis.concepts]
        edged = (_EDGES[0], *analysis.stems, _EDGES[1])
        yield _single(0, analysis.stems, self.stems)
        yield _single(1, concepts, self.concepts)
        yield _paired(2, sorted(set(concepts)), self.concepts)
        yield _paired(3, sorted(set(analysis.stems[:PAIRED_WORDS])), self.stems)
        yield _neighbours(4, edged, self.stems)
        yield _single(5, letter_runs(analysis.words), self.runs)

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


def _weight(count: int) -> float:
    return 1.0 + math.log(count) if count > 1 else 1.0


def _length(counts: Mapping[Any, int]) -> float:
    """The length of a family's vector, unknown features included."""
    once = sum(1 for count in counts.values() if count == 1)
    return math.sqrt(once + sum(_weight(n) ** 2 for n in counts.values() if n > 1))


def _single(
    family: int, found: Iterable[str], numbers: Mapping[str, int]
) -> tuple[float, dict[int, float]]:
    counts = Counter(found)
    start = family << _FAMILY
    known = {
        start | number: _weight(count)
        for text, count in counts.items()
        if (number := numbers.get(text))
    }
    return _length(counts), known


def _paired(
    family: int, texts: Sequence[str], numbers: Mapping[str, int]
) -> tuple[float, dict[int, float]]:
    """All pairs of different texts, in whatever order they stand."""
    start = family << _FAMILY
    known = [numbers[text] for text in texts if text in numbers]
    pairs = {start | a << _FIRST | b: 1.0 for a, b in combinations(known, 2)}
    return math.sqrt(len(texts) * (len(texts) - 1) / 2), pairs


def _neighbours(
    family: int, texts: Sequence[str], numbers: Mapping[str, int]
) -> tuple[float, dict[int, float]]:
    counts = Counter(pairwise(texts))
    start = family << _FAMILY
    known = {
        start | numbers[a] << _FIRST | numbers[b]: _weight(count)
        for (a, b), count in counts.items()
        if a in numbers and b in numbers
    }
    return _length(counts), known
