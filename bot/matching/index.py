"""The weighing of one language's phrases, solved once; and the scores of a question.

Kernel ridge: every phrase is a vector of features, `K` holds how alike any two phrases are, and
`(K + ridge)·A = Y` is solved once. A topic's score for a question is then the sum, over the
features that it shares with phrases, of named parts: that is what `explain` shows. Deterministic:
no chance, phrases in a fixed order, scores rounded before anything is decided.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bot.matching.features import SHARES, Analysis, analyse, features_of
from bot.matching.spelling import Speller
from bot.matching.words import Analyser, WordKnowledge
from bot.message import Candidate
from bot.normalise import sentences_of, words_of

RIDGE: Final = 0.2
"""How strongly single phrases are kept from deciding alone; more so in topics that have many
phrases, so that they do not drown the others. Chosen on kept-aside questions."""

COMMON: Final = 0.25
"""Features that more than this share of all phrases have are left out: they tell nothing apart."""

DIGITS: Final = 4
"""Decimals of a score; differences below are noise of the machine."""

OF_SENTENCE: Final = 0.3
"""Share of its best sentence in the score of a message of several sentences."""

SENTENCE: Final = 3
"""Words from which a part of a message counts as a sentence."""

MOST_SENTENCES: Final = 12
"""Sentences of one message that are looked at one by one; bounds the time of a turn."""

Floats = NDArray[np.floating[Any]]
Whole = NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True)
class Scored:
    """A question as the index sees it: candidates best first, and the share of the question's
    words (0 to 1, weighted by rarity) that the best topic's phrases know."""

    analysis: Analysis
    candidates: tuple[Candidate, ...]
    coverage: float


class Index:
    """Phrases of one language, weighed. Make it with `build`, or from what `compiled` kept."""

    def __init__(
        self, phrases: Sequence[tuple[str, str]], words: WordKnowledge, language: str
    ) -> None:
        self.phrases = tuple(phrases)
        self.topics = tuple(sorted({topic for topic, _ in phrases}))
        self.analyser = Analyser(words, language)
        self._tokens = [tuple(words.expand(words_of(phrase))) for _, phrase in self.phrases]
        self.speller = Speller.build(self._tokens, words, language)
        for word in {word for phrase in self._tokens for word in phrase}:
            self.analyser.learn(word)
        analyses = [analyse(phrase, self.analyser) for phrase in self._tokens]
        self._rarity, self._topic_words = _word_shares(analyses, [t for t, _ in self.phrases])
        self.postings = Postings()
        self.weights: Floats = np.zeros((0, 0), dtype=np.float32)

    @classmethod
    def build(
        cls,
        phrases: Mapping[str, Iterable[str]],
        words: WordKnowledge,
        language: str,
        compiled: tuple[Postings, Floats] | None = None,
    ) -> Index:
        """Weigh the phrases (topic -> ways to ask). Phrases in any order give the same index.
        `compiled`: the weighing of just these phrases, made earlier."""
        ordered = sorted({(topic, phrase) for topic in phrases for phrase in phrases[topic]})
        index = cls(ordered, words, language)
        index.postings, index.weights = compiled or index.weigh()
        return index

    def analyse(self, text: str) -> Analysis:
        """The words of a question: expanded, repaired, with stems and concepts."""
        typed = tuple(self.analyser.knowledge.expand(words_of(text)))
        return analyse(self.speller.repair(typed), self.analyser, typed)

    def score(self, analysis: Analysis) -> Scored:
        """The candidates for a question, best first; none where it shares nothing with phrases."""
        likeness = self.postings.likeness(_vector(analysis))
        if not likeness.any():
            return Scored(analysis, (), 0.0)
        scores = np.round(likeness @ self.weights, DIGITS)
        order = np.lexsort((np.arange(len(scores)), -scores))
        candidates = tuple(
            Candidate(self.topics[i], round(float(scores[i]), DIGITS)) for i in order
        )
        return Scored(analysis, candidates, self.coverage(analysis, candidates[0].topic))

    def score_message(self, text: str) -> Scored:
        """The candidates for a message. Where it has several sentences, a topic's score is that of
        the whole with a share of its best sentence: the need may stand in one of them."""
        whole = self.score(self.analyse(text))
        sentences = [part for part in sentences_of(text) if len(words_of(part)) >= SENTENCE]
        if len(sentences) < 2 or not whole.candidates:
            return whole
        best: dict[str, float] = {}
        for sentence in sentences[:MOST_SENTENCES]:
            for candidate in self.score(self.analyse(sentence)).candidates:
                best[candidate.topic] = max(best.get(candidate.topic, -1.0), candidate.score)
        mixed = [
            Candidate(
                c.topic, round((1 - OF_SENTENCE) * c.score + OF_SENTENCE * best[c.topic], DIGITS)
            )
            for c in whole.candidates
            if c.topic in best
        ]
        mixed.sort(key=lambda candidate: (-candidate.score, candidate.topic))
        if not mixed:
            return whole
        return Scored(whole.analysis, tuple(mixed), self.coverage(whole.analysis, mixed[0].topic))

    def coverage(self, analysis: Analysis, topic: str) -> float:
        """The share of a question's words that the phrases of a topic know, weighted by rarity;
        none where every word had to be repaired, as keyboard mash can be mended into anything."""
        if analysis.is_all_repaired:
            return 0.0
        known = self._topic_words.get(topic, frozenset())
        total = inside = 0.0
        for unit in sorted(set(analysis.units)):
            rarity = self._rarity.get(unit, self._rarity[""])
            total += rarity
            inside += rarity * (unit in known)
        return round(inside / total, DIGITS) if total else 0.0

    def parts(self, analysis: Analysis, topic: str) -> dict[str, float]:
        """What each feature of the question adds to the score of a topic; they sum to it."""
        column = self.weights[:, self.topics.index(topic)]
        return self.postings.parts(_vector(analysis), column)

    def nearest(self, analysis: Analysis, count: int = 3) -> list[tuple[str, str, float]]:
        """The phrases most alike: topic, phrase, likeness (0 to 1)."""
        likeness = self.postings.likeness(_vector(analysis))
        order = np.lexsort((np.arange(len(likeness)), -np.round(likeness, DIGITS)))[:count]
        return [(*self.phrases[i], round(float(likeness[i]), DIGITS)) for i in order]

    def weigh(self) -> tuple[Postings, Floats]:
        """The features of the phrases and the weight of each phrase for each topic."""
        vectors = [_vector(analyse(phrase, self.analyser)) for phrase in self._tokens]
        postings = Postings.build(vectors)
        count = len(vectors)
        if not count:
            return postings, np.zeros((0, 0), dtype=np.float32)
        alike = np.empty((count, count), dtype=np.float32)
        for row, vector in enumerate(vectors):
            alike[row] = postings.likeness(vector)
        column = {topic: i for i, topic in enumerate(self.topics)}
        of_topic = np.array([column[topic] for topic, _ in self.phrases])
        sizes = np.bincount(of_topic)
        alike[np.diag_indices(count)] += RIDGE * sizes[of_topic] / sizes.mean()
        wanted = np.full((count, len(self.topics)), -1.0 / len(self.topics), dtype=np.float32)
        wanted[np.arange(count), of_topic] = 1.0
        return postings, np.linalg.solve(alike, wanted).astype(np.float32)


class Postings:
    """Feature -> the phrases that have it and how strongly, as flat arrays sorted by feature."""

    def __init__(self) -> None:
        self.ids: dict[str, int] = {}
        self.start: Whole = np.zeros(1, dtype=np.int64)
        self.phrase: Whole = np.zeros(0, dtype=np.int32)
        self.value: Floats = np.zeros(0, dtype=np.float32)
        self.count = 0

    @classmethod
    def build(cls, vectors: Sequence[Mapping[str, float]]) -> Postings:
        """The postings of these vectors, without features that nearly every phrase has."""
        postings = cls()
        frequency = Counter(feature for vector in vectors for feature in vector)
        most = max(COMMON * len(vectors), 8)
        kept = sorted(feature for feature, count in frequency.items() if count <= most)
        postings.ids = {feature: i for i, feature in enumerate(kept)}
        rows = [
            (postings.ids[feature], i, value)
            for i, vector in enumerate(vectors)
            for feature, value in vector.items()
            if feature in postings.ids
        ]
        feature = np.array([row[0] for row in rows], dtype=np.int64)
        order = np.argsort(feature, kind="stable")
        postings.phrase = np.array([row[1] for row in rows], dtype=np.int32)[order]
        postings.value = np.array([row[2] for row in rows], dtype=np.float32)[order]
        postings.start = np.searchsorted(feature[order], np.arange(len(kept) + 1))
        postings.count = len(vectors)
        return postings

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


def _vector(analysis: Analysis) -> dict[str, float]:
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
) -> tuple[dict[str, float], dict[str, frozenset[str]]]:
    """Rarity of each unit over all phrases (the key "" stands for an unknown one), and the units
    that each topic's phrases know."""
    seen = Counter(unit for analysis in analyses for unit in set(analysis.units))
    total = len(analyses) + 1
    rarity = {unit: math.log(total / count) for unit, count in seen.items()}
    rarity[""] = math.log(total) if total > 1 else 1.0
    known: dict[str, set[str]] = {}
    for topic, analysis in zip(topics, analyses, strict=True):
        known.setdefault(topic, set()).update(analysis.units)
    return rarity, {topic: frozenset(units) for topic, units in known.items()}
