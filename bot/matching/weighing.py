"""Phrases to weights, solved once: what an index needs and what `compiled` keeps.

Kernel ridge: every phrase is a vector of features, `K` holds how alike any two phrases are, and
`(K + ridge)·A = Y` is solved. Deterministic: no chance, phrases in a fixed order.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bot.matching.features import SHARES, Analysis, analyse, features_of
from bot.matching.words import Analyser
from bot.normalise import words_of

RIDGE: Final = 0.2
"""How strongly single phrases are kept from deciding alone; more so in topics that have many
phrases, so that they do not drown the others. Chosen on kept-aside questions."""

COMMON: Final = 0.25
"""Features that more than this share of all phrases have are left out: they tell nothing apart."""

Floats = NDArray[np.floating[Any]]
Whole = NDArray[np.integer[Any]]


class Postings:
    """Feature -> the phrases that have it and how strongly, as flat arrays sorted by feature."""

    def __init__(
        self, ids: dict[str, int], start: Whole, phrase: Whole, value: Floats, count: int
    ) -> None:
        self.ids = ids
        self.start = start
        self.phrase = phrase
        self.value = value
        self.count = count

    @classmethod
    def build(cls, vectors: Sequence[Mapping[str, float]]) -> Postings:
        """The postings of these vectors, without features that nearly every phrase has."""
        frequency = Counter(feature for vector in vectors for feature in vector)
        most = max(COMMON * len(vectors), 8)
        kept = sorted(feature for feature, count in frequency.items() if count <= most)
        ids = {feature: i for i, feature in enumerate(kept)}
        rows = [
            (ids[feature], i, value)
            for i, vector in enumerate(vectors)
            for feature, value in vector.items()
            if feature in ids
        ]
        feature = np.array([row[0] for row in rows], dtype=np.int64)
        order = np.argsort(feature, kind="stable")
        return cls(
            ids,
            np.searchsorted(feature[order], np.arange(len(kept) + 1)),
            np.array([row[1] for row in rows], dtype=np.int32)[order],
            np.array([row[2] for row in rows], dtype=np.float32)[order],
            len(vectors),
        )

    def likeness(self, vector: Mapping[str, float]) -> Floats:
        """How alike a question is to every phrase: the dot product of their vectors."""
        places, lengths, values = self._gather(vector)
        if not len(places):
            return np.zeros(self.count)
        weights = self.value[places] * np.repeat(values, lengths)
        return np.bincount(self.phrase[places], weights, minlength=self.count).astype(np.float64)

    def parts(self, vector: Mapping[str, float], column: Floats) -> dict[str, float]:
        """The part of a score that each known feature carries."""
        found = {}
        for feature, value in vector.items():
            i = self.ids.get(feature)
            if i is not None:
                span = slice(self.start[i], self.start[i + 1])
                found[feature] = float(value * (self.value[span] @ column[self.phrase[span]]))
        return found

    def _gather(self, vector: Mapping[str, float]) -> tuple[Whole, Whole, Floats]:
        """Places in the flat arrays of all known features: places, run lengths, own values."""
        known = [(i, v) for f, v in vector.items() if (i := self.ids.get(f)) is not None]
        ids = np.array([i for i, _ in known], dtype=np.int64)
        values = np.array([v for _, v in known])
        starts = self.start[ids]
        lengths = self.start[ids + 1] - starts
        ends = np.cumsum(lengths)
        total = int(ends[-1]) if len(ends) else 0
        places = np.arange(total) + np.repeat(starts - (ends - lengths), lengths)
        return places, lengths, values


@dataclass(frozen=True, slots=True)
class Weighing:
    """Everything that was worked out from the phrases of one language."""

    postings: Postings
    weights: Floats
    """For each phrase (row) what it adds to each topic (column, topics sorted)."""
    stems: Mapping[str, str]
    """Every word of the phrases and its stem."""
    rarity: Mapping[str, float]
    """How rare a unit is over all phrases; the key "" stands for one that no phrase has."""
    topic_units: Mapping[str, tuple[str, ...]]
    """The units that each topic's phrases know."""


def weigh(phrases: Sequence[tuple[str, str]], analyser: Analyser) -> Weighing:
    """Weigh phrases (topic, text), sorted. Takes a few seconds for five thousand."""
    words = [tuple(analyser.knowledge.expand(words_of(text))) for _, text in phrases]
    stems = {word: analyser.learn(word) for word in sorted({w for text in words for w in text})}
    analyses = [analyse(text, analyser) for text in words]
    vectors = [vector_of(analysis) for analysis in analyses]
    postings = Postings.build(vectors)
    topics = [topic for topic, _ in phrases]
    rarity, units = _word_shares(analyses, topics)
    return Weighing(postings, _solved(postings, vectors, topics), stems, rarity, units)


def _solved(
    postings: Postings, vectors: Sequence[Mapping[str, float]], topics: Sequence[str]
) -> Floats:
    """The weights: one matrix equation."""
    count = len(vectors)
    if not count:
        return np.zeros((0, 0), dtype=np.float32)
    column = {topic: i for i, topic in enumerate(sorted(set(topics)))}
    of_topic = np.array([column[topic] for topic in topics])
    sizes = np.bincount(of_topic)
    alike = np.empty((count, count), dtype=np.float32)
    for row, vector in enumerate(vectors):
        alike[row] = postings.likeness(vector)
    alike[np.diag_indices(count)] += RIDGE * sizes[of_topic] / sizes.mean()
    wanted = np.full((count, len(column)), -1.0 / len(column), dtype=np.float32)
    wanted[np.arange(count), of_topic] = 1.0
    return np.linalg.solve(alike, wanted).astype(np.float32)


def vector_of(analysis: Analysis) -> dict[str, float]:
    """The features of a question with their weights; the whole has length one at most."""
    vector: dict[str, float] = {}
    families = {name: found for name, found in features_of(analysis).items() if found}
    whole = math.sqrt(sum(SHARES[name] ** 2 for name in families)) or 1.0
    for name, found in families.items():
        counts = Counter(found)
        weights = {feature: 1.0 + math.log(count) for feature, count in counts.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values()))
        for feature, weight in weights.items():
            vector[feature] = SHARES[name] * weight / (length * whole)
    return vector


def _word_shares(
    analyses: Sequence[Analysis], topics: Sequence[str]
) -> tuple[dict[str, float], dict[str, tuple[str, ...]]]:
    """Rarity of each unit over all phrases (the key "" stands for an unknown one), and the units
    that each topic's phrases know."""
    seen = Counter(unit for analysis in analyses for unit in set(analysis.units))
    total = len(analyses) + 1
    rarity = {unit: math.log(total / count) for unit, count in seen.items()}
    rarity[""] = math.log(total) if total > 1 else 1.0
    known: dict[str, set[str]] = {}
    for topic, analysis in zip(topics, analyses, strict=True):
        known.setdefault(topic, set()).update(analysis.units)
    return rarity, {topic: tuple(sorted(units)) for topic, units in known.items()}
