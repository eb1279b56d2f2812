"""A question as weighted features: words, concepts, pairs of words, neighbours, letter runs.

Each family has one share of the whole (`SHARES`), so that no family drowns another; within a
family rare features weigh more. The evidence for families and shares: benchmarks/RESULTS.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

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


def analyse(
    words: Sequence[str], analyser: Analyser, typed: Sequence[str] | None = None
) -> Analysis:
    """Stems and concepts of words that are already normalised and repaired. `typed`: the words
    before repair."""
    stems = tuple(analyser.stem(word) for word in words)
    is_all_repaired = bool(typed) and all(a != b for a, b in zip(words, typed or (), strict=True))
    return Analysis(tuple(words), stems, tuple(analyser.concepts_of(stems)), is_all_repaired)


def features_of(analysis: Analysis) -> dict[str, list[str]]:
    """The features of a question by family; a feature's name says its family and its words."""
    paired = sorted(set(analysis.stems[:PAIRED_WORDS]))
    edged = ("^", *analysis.stems, "$")
    concepts = sorted({concept for _, _, concept in analysis.concepts})
    return {
        "word": [f"w {stem}" for stem in analysis.stems],
        "meaning": [f"m {concept}" for _, _, concept in analysis.concepts],
        "meanings": [f"q {a} {b}" for i, a in enumerate(concepts) for b in concepts[i + 1 :]],
        "pair": [f"p {a} {b}" for i, a in enumerate(paired) for b in paired[i + 1 :]],
        "neighbour": [f"n {a} {b}" for a, b in pairwise(edged)],
        "letters": list(letter_runs(analysis.words)),
    }


def letter_runs(words: Iterable[str]) -> Iterable[str]:
    """Runs of letters inside each word, with its edges marked."""
    for word in words:
        edged = f" {word} "
        for length in RUN_LENGTHS:
            for start in range(len(edged) - length + 1):
                yield edged[start : start + length]
