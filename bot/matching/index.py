"""The phrases of one language, weighed; and the scores of a question.

A topic's score is the sum, over the features that the question shares with phrases, of named parts:
that is what `explain` shows. Scores are rounded before anything is decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import Final

import numpy as np

from bot.matching.features import Analysis, Feature, analyse
from bot.matching.postings import Floats, Postings
from bot.matching.spelling import Speller
from bot.matching.weighing import NO_TOPIC, Weighing, weigh
from bot.matching.words import Analyser, WordKnowledge
from bot.message import Candidate
from bot.normalise import words_of

DIGITS: Final = 4
"""Decimals of a score; differences below are noise of the machine."""

OF_SENTENCE: Final = 0.3
"""Share of its best sentence in the score of a message of several sentences."""

SENTENCE: Final = 3
"""Words from which a part of a message counts as a sentence."""

MOST_SENTENCES: Final = 12
"""Sentences of one message that are looked at one by one; bounds the time of a turn."""


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
        self, phrases: Sequence[tuple[str, str]], analyser: Analyser, weighing: Weighing
    ) -> None:
        self.phrases = tuple(phrases)
        self.topics = tuple(sorted({topic for topic, _ in phrases}))
        self.analyser = analyser
        self.weighing = weighing
        self.speller = Speller.build(weighing.stems, analyser.knowledge, analyser.language)
        self._rows = {unit: row for row, unit in enumerate(weighing.rarity) if unit}

    @classmethod
    def build(
        cls,
        phrases: Mapping[str, Iterable[str]],
        words: WordKnowledge,
        language: str,
        everyday: Iterable[str] = (),
        kept: Weighing | None = None,
    ) -> Index:
        """Weigh the phrases (topic -> ways to ask). Phrases in any order give the same index.
        `everyday`: sentences that belong to no topic; `kept`: the weighing of just these, made
        earlier."""
        ordered = sorted({(topic, phrase) for topic in phrases for phrase in phrases[topic]})
        analyser = Analyser(words, language)
        if kept is None:
            kept = weigh(
                [*ordered, *((NO_TOPIC, text) for text in sorted(set(everyday)))], analyser
            )
        else:
            analyser.know(kept.stems)
        return cls(ordered, analyser, kept)

    def analyse(self, text: str) -> Analysis:
        """The words of a question: expanded, repaired, with stems and concepts."""
        return self._analysed(tuple(self.analyser.knowledge.expand(words_of(text))))

    def _analysed(self, typed: tuple[str, ...]) -> Analysis:
        return analyse(self.speller.repair(typed), self.analyser, typed)

    def score(self, analysis: Analysis) -> Scored:
        """The candidates for a question, best first; none where it shares nothing with phrases."""
        return self._ranked(analysis, self._scores(analysis))

    def score_sentences(self, sentences: Sequence[Sequence[str]]) -> Scored:
        """The candidates for a message, given as the written-out words of its sentences. Where it
        has several, a topic's score is that of the whole with a share of its best sentence: the
        need may stand in one of them."""
        whole = self._analysed(tuple(chain.from_iterable(sentences)))
        scores = self._scores(whole)
        ends = accumulate(map(len, sentences))
        spans = [
            slice(end - len(words), end)
            for words, end in zip(sentences, ends, strict=True)
            if len(words) >= SENTENCE
        ]
        if len(spans) < 2 or scores is None:
            return self._ranked(whole, scores)
        parts = (whole.part(span, self.analyser) for span in spans[:MOST_SENTENCES])
        found = [own for own in map(self._scores, parts) if own is not None]
        if found:
            scores = (1 - OF_SENTENCE) * scores + OF_SENTENCE * np.max(found, axis=0)
        return self._ranked(whole, scores)

    def _scores(self, analysis: Analysis) -> Floats | None:
        """The score of each topic, in the order of `topics`; None where nothing is known."""
        scores = self.weighing.scores(self.weighing.vocabulary.vector(analysis))
        return None if scores is None else np.round(scores.astype(np.float64), DIGITS)

    def _ranked(self, analysis: Analysis, scores: Floats | None) -> Scored:
        if scores is None:
            return Scored(analysis, (), 0.0)
        scores = np.round(scores, DIGITS)
        order = np.argsort(-scores, kind="stable").tolist()
        ranked = zip([self.topics[i] for i in order], scores[order].tolist(), strict=True)
        candidates = tuple(map(Candidate._make, ranked))
        return Scored(analysis, candidates, self.coverage(analysis, order[0]))

    def coverage(self, analysis: Analysis, topic: int) -> float:
        """The share of a question's words that the phrases of a topic know, weighted by rarity;
        none where every word had to be repaired, as keyboard mash can be mended into anything."""
        if analysis.is_all_repaired:
            return 0.0
        known, rarities = self.weighing.known, self.weighing.rarity
        total = inside = 0.0
        for unit in sorted(set(analysis.units)):
            row = self._rows.get(unit)
            rarity = rarities["" if row is None else unit]
            total += rarity
            if row is not None and known[row, topic]:
                inside += rarity
        return round(inside / total, DIGITS) if total else 0.0

    def parts(self, analysis: Analysis, topic: str) -> dict[Feature, float]:
        """What each feature of the question, named by its family and its parts, adds to the score
        of a topic; they sum to it."""
        vocabulary = self.weighing.vocabulary
        parts = self.weighing.parts(vocabulary.vector(analysis), self.topics.index(topic))
        return dict(zip(vocabulary.names(parts), parts.values(), strict=True))

    def nearest(
        self, analysis: Analysis, count: int = 3, topic: str | None = None
    ) -> list[tuple[str, str, float]]:
        """The phrases most alike: topic, phrase, likeness (0 to 1); of one topic where it is named.
        Looks at every phrase anew: for explaining, not for turns."""
        vocabulary = self.weighing.vocabulary
        asked = [own for own in self.phrases if topic is None or own[0] == topic]
        vectors = [vocabulary.vector(self.analyse(phrase)) for _, phrase in asked]
        if not vectors:
            return []
        likeness = Postings.build(vectors).likeness(vocabulary.vector(analysis))
        order = np.lexsort((np.arange(len(likeness)), -np.round(likeness, DIGITS)))[:count]
        return [(*asked[i], round(float(likeness[i]), DIGITS)) for i in order]
