"""Phrases to weights, solved once: what an index needs and what `compiled` keeps.

Kernel ridge: every phrase is a vector of features, `K` holds how alike any two phrases are, and
`(K + ridge)·A = Y` is solved. Deterministic: no chance, phrases in a fixed order.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.matching.features import Analysis, Vector, Vocabulary, analyse
from bot.matching.postings import Floats, Postings, Whole, found
from bot.matching.words import Analyser
from bot.normalise import words_of

RIDGE: Final = 0.2
"""How strongly single phrases are kept from deciding alone; more so in topics that have many
phrases, so that they do not drown the others. Chosen on kept-aside questions."""

LARGEST: Final = 4.0
"""Times the mean number of phrases up to which that grows: a topic of many hundred phrases (what is
not ours) would lose some of its own."""

COMMON: Final = 0.25
"""Features that more than this share of all phrases have are left out: they tell nothing apart."""

MOST_COMMON: Final = 1_000
"""The same as a number of phrases, for large sets: features this common cost most and tell least."""

OFTEN: Final = 40
"""Phrases from which what a feature adds to each topic is worked out beforehand: fewer numbers than
its phrases, and no phrase to be looked up in a turn."""

NO_TOPIC: Final = ""
"""The topic of a sentence that belongs to none: its words are to speak for nothing."""

RIDGE_OF_SCENES: Final = 0.3
"""The same as `RIDGE` for a scene of danger, or of none. Chosen on calls for help and look-alikes
that nobody had tuned on."""

BLOCK: Final = 512
"""Phrases that are solved in one piece."""


@dataclass(frozen=True, slots=True)
class Besides:
    """What a matcher is taught besides the phrases of the topics."""

    everyday: Iterable[str] = ()
    """Sentences that belong to no topic."""
    scenes: Mapping[str, Iterable[str]] = field(default_factory=dict)
    """Kind of urgent need, or `NO_TOPIC` for none, -> how people tell of it."""


NOTHING_BESIDES: Final = Besides()
"""Nothing but the phrases."""


@dataclass(frozen=True, slots=True)
class Weighing:
    """Everything that was worked out from the phrases of one language."""

    vocabulary: Vocabulary
    often: Whole
    """Features that many phrases have, sorted."""
    often_weights: Floats
    """For each of them (row) what it adds to each topic (column, topics sorted)."""
    seldom: Postings
    """The other features and their phrases."""
    weights: Floats
    """For each phrase (row) what it adds to each topic."""
    stems: Mapping[str, str]
    """Every word of the phrases and its stem."""
    rarity: Mapping[str, float]
    """How rare a unit is over all phrases; the key "" stands for one that no phrase has."""
    known: NDArray[np.bool_]
    """For each unit but "" (row, in the order of `rarity`) the topics whose phrases know it."""

    def scores(self, vector: Vector) -> Floats | None:
        """What a question's features add to each topic; None where none of them is known."""
        rows, values = found(self.often, vector)
        likeness = self.seldom.likeness(vector)
        alike = np.flatnonzero(likeness)  # few: small products are not spread over processors
        if not len(rows) and not len(alike):
            return None
        often = values.astype(np.float32) @ self.often_weights[rows]
        return often + likeness[alike] @ self.weights[alike]

    def parts(self, vector: Vector, topic: int) -> dict[int, float]:
        """The part of a topic's score that each known feature carries."""
        rows, values = found(self.often, vector)
        carried = values * self.often_weights[rows, topic]
        parts = dict(zip(self.often[rows].tolist(), carried.tolist(), strict=True))
        rows, values = found(self.seldom.features, vector)
        for row, value in zip(rows, values, strict=True):
            span = slice(self.seldom.start[row], self.seldom.start[row + 1])
            own = self.seldom.value[span] @ self.weights[self.seldom.phrase[span], topic]
            parts[int(self.seldom.features[row])] = float(value * own)
        return parts


def weigh(
    phrases: Sequence[tuple[str, str]],
    analyser: Analyser,
    scenes: Sequence[tuple[str, str]] = (),
    kinds: Sequence[str] = (),
) -> Weighing:
    """Weigh phrases (topic, text), sorted; those of `NO_TOPIC` come last. Takes a few seconds for
    ten thousand. `scenes`: further texts that speak only for the `kinds` of urgent need, each with
    its kind or `NO_TOPIC`; the kinds have columns of their own behind the topics, to which the
    phrases of the topics of their name speak too."""
    rows = [*phrases, *scenes]
    words = [tuple(analyser.knowledge.expand(words_of(text))) for _, text in rows]
    stems = {word: analyser.learn(word) for word in sorted({w for text in words for w in text})}
    analyses = [analyse(text, analyser) for text in words]
    vocabulary = Vocabulary.of(analyses)
    vectors = [vocabulary.vector(analysis) for analysis in analyses]
    every = Postings.build(vectors)
    most = min(max(COMMON * len(phrases), 8), MOST_COMMON)
    kept = every.only(every.frequency_among(len(phrases)) <= most)
    topics = [topic for topic, _ in phrases]
    weights = solved(likenesses(kept, vectors), topics, [kind for kind, _ in scenes], kinds)
    is_often = kept.frequency > OFTEN
    often = kept.only(is_often)
    rarity, known = _word_shares(analyses[: len(phrases)], topics)
    return Weighing(
        vocabulary,
        often.features,
        often.times(weights),
        kept.only(~is_often),
        weights,
        stems,
        rarity,
        known,
    )


def likenesses(postings: Postings, vectors: Sequence[Vector]) -> Floats:
    """How alike any two phrases are."""
    likeness = np.empty((len(vectors), len(vectors)), dtype=np.float32)
    for row, vector in enumerate(vectors):
        likeness[row] = postings.likeness(vector)
    return likeness


def solved(
    likeness: Floats, topics: Sequence[str], scenes: Sequence[str] = (), kinds: Sequence[str] = ()
) -> Floats:
    """The weights: one row a phrase or scene, one column a topic, then one a kind. The topics know
    nothing of the scenes: theirs is the solution of the phrases alone. `likeness` is used up."""
    if not topics:
        return np.zeros((0, 0), dtype=np.float32)
    column = _columns(topics)
    own = [column.get(topic, len(column)) for topic in topics]  # one more column for no topic
    sizes = np.bincount(own, minlength=len(column) + 1)[: len(column)]
    growth = np.append(np.minimum(sizes / sizes.mean(), LARGEST), 1.0)
    ridges = np.append(RIDGE * growth[own], np.full(len(scenes), RIDGE_OF_SCENES))
    likeness[np.diag_indices(len(likeness))] += ridges
    factors = _Factors.of(likeness, len(topics))
    wanted = np.full((len(topics), len(column) + 1), -1.0 / len(column), dtype=np.float32)
    wanted[np.arange(len(topics)), own] = 1.0
    is_kind = np.array([[row == kind for kind in kinds] for row in (*topics, *scenes)], dtype=bool)
    answer = np.zeros((len(likeness), len(column) + len(kinds)), dtype=np.float32)
    answer[: len(topics), : len(column)] = factors.answer(wanted[:, : len(column)])
    if kinds:
        answer[:, len(column) :] = factors.answer(is_kind.astype(np.float32))
    return answer


def _columns(topics: Iterable[str]) -> dict[str, int]:
    """The column of each topic."""
    return {topic: i for i, topic in enumerate(sorted({*topics} - {NO_TOPIC}))}


@dataclass(frozen=True, slots=True)
class _Factors:
    """A symmetric positive matrix, factored in its place, block by block (Cholesky): about four
    times as fast as a general solve for ten thousand phrases."""

    matrix: Floats
    spans: tuple[slice, ...]
    inverse: tuple[Floats, ...]

    @classmethod
    def of(cls, matrix: Floats, leading: int) -> _Factors:
        """`leading`: the rows of the matrix that shall also be solved for alone."""
        ends = (leading, len(matrix))
        spans = [
            slice(start, min(start + BLOCK, end))
            for first, end in zip((0, leading), ends, strict=True)
            for start in range(first, end, BLOCK)
        ]
        inverse = []
        for own in spans:
            rest = slice(own.stop, len(matrix))
            inverse.append(np.linalg.inv(np.linalg.cholesky(matrix[own, own])))
            matrix[rest, own] = matrix[rest, own] @ inverse[-1].T
            for other in spans:
                if other.start >= rest.start:
                    below = slice(other.start, len(matrix))
                    matrix[below, other] -= matrix[below, own] @ matrix[other, own].T
        return cls(matrix, tuple(spans), tuple(inverse))

    def answer(self, wanted: Floats) -> Floats:
        """Solve for as many leading rows as are `wanted`, all or the leading ones."""
        answer, count = wanted.copy(), len(wanted)
        pairs = [p for p in zip(self.spans, self.inverse, strict=True) if p[0].stop <= count]
        for own, turned in pairs:
            answer[own] = turned @ (
                answer[own] - self.matrix[own, : own.start] @ answer[: own.start]
            )
        for own, turned in reversed(pairs):
            rest = slice(own.stop, count)
            answer[own] = turned.T @ (answer[own] - self.matrix[rest, own].T @ answer[rest])
        return answer


def _word_shares(
    analyses: Sequence[Analysis], topics: Sequence[str]
) -> tuple[dict[str, float], NDArray[np.bool_]]:
    """Rarity of each unit over all phrases (the key "" stands for an unknown one), and which
    topics' phrases know it."""
    seen = Counter(unit for analysis in analyses for unit in set(analysis.units))
    total = len(analyses) + 1
    rarity = {unit: math.log(total / seen[unit]) for unit in sorted(seen)}
    row = {unit: i for i, unit in enumerate(rarity)}
    column = _columns(topics)
    known = np.zeros((len(row), len(column)), dtype=np.bool_)
    for topic, analysis in zip(topics, analyses, strict=True):
        if topic != NO_TOPIC:
            known[[row[unit] for unit in analysis.units], column[topic]] = True
    rarity[""] = math.log(total) if total > 1 else 1.0
    return rarity, known
