"""Where features stand: in which phrases and how strongly, as flat arrays sorted by feature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.matching.features import Vector

Floats = NDArray[np.floating[Any]]
Whole = NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True)
class Postings:
    """Feature -> the phrases that have it and how strongly."""

    features: Whole
    """Sorted; the phrases of the feature at `i` stand from `start[i]` to `start[i + 1]`."""
    start: Whole
    phrase: Whole
    value: Floats
    count: int
    """Phrases in all."""

    @classmethod
    def build(cls, vectors: Sequence[Vector]) -> Postings:
        """The postings of these phrases."""
        sizes = [len(vector.features) for vector in vectors]
        every = np.concatenate([np.empty(0, np.int64), *(vector.features for vector in vectors)])
        value = np.concatenate([np.empty(0), *(vector.values for vector in vectors)])
        order = np.argsort(every, kind="stable")
        features, first = np.unique(every[order], return_index=True)
        return cls(
            features,
            np.append(first, len(every)).astype(np.int32),
            np.repeat(np.arange(len(vectors)), sizes).astype(np.min_scalar_type(len(vectors)))[
                order
            ],
            value.astype(np.float32)[order],
            len(vectors),
        )

    @property
    def frequency(self) -> Whole:
        """In how many phrases each feature stands."""
        return np.diff(self.start)

    def frequency_among(self, first: int) -> Whole:
        """In how many of the first phrases each feature stands."""
        own = np.repeat(np.arange(len(self.features)), self.frequency)[self.phrase < first]
        return np.bincount(own, minlength=len(self.features))

    def only(self, wanted: NDArray[np.bool_]) -> Postings:
        """The postings of some of the features."""
        kept = np.repeat(wanted, self.frequency)
        lengths = self.frequency[wanted]
        return Postings(
            self.features[wanted],
            np.append(0, np.cumsum(lengths)).astype(np.int32),
            self.phrase[kept],
            self.value[kept],
            self.count,
        )

    def likeness(self, vector: Vector) -> Floats:
        """How alike a question is to every phrase: the dot product of their vectors."""
        rows, values = found(self.features, vector)
        if not len(rows):
            return np.zeros(self.count, dtype=np.float32)
        starts = self.start[rows]
        lengths = self.start[rows + 1] - starts
        ends = np.cumsum(lengths)
        places = np.arange(ends[-1]) + np.repeat(starts - (ends - lengths), lengths)
        weights = self.value[places] * np.repeat(values, lengths)
        phrases = self.phrase[places]
        return np.bincount(phrases, weights, minlength=self.count).astype(np.float32)

    def times(self, weights: Floats) -> Floats:
        """What each feature adds to each topic: one row a feature."""
        rows = np.zeros((len(self.features), weights.shape[1]), dtype=np.float32)
        for i in range(len(rows)):
            span = slice(self.start[i], self.start[i + 1])
            rows[i] = self.value[span] @ weights[self.phrase[span]]
        return rows


def found(features: Whole, vector: Vector) -> tuple[Whole, Floats]:
    """The places of a question's features among sorted ones, and its values there."""
    if not len(features):
        return np.empty(0, dtype=np.int64), np.empty(0)
    places = features.searchsorted(vector.features)
    places[places == len(features)] = 0
    is_known = features[places] == vector.features
    return places[is_known], vector.values[is_known]
