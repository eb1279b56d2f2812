"""The phrases of one language, weighed; and the scores of a question.

A topic's score is the sum, over the features that the question shares with phrases, of named parts:
that is what `explain` shows. Scores are rounded before anything is decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, chain
from typing import Final

import numpy as np

from bot.matching.features import Analysis, Feature, analyse
from bot.matching.postings import Floats, Postings
from bot.matching.spelling import Speller
from bot.matching.weighing import NO_TOPIC, NOTHING_BESIDES, Besides, Weighing, weigh
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
    danger: tuple[Candidate, ...] = ()
    """How much it is like the scenes of each kind of urgent need, best first."""
    sentences: tuple[Scored | None, ...] = ()
    """Of a message of several sentences, each for itself; None for a very short one."""


class Index:
    """Phrases of one language, weighed. Make it with `build`, or from what `compiled` kept."""

    def __init__(
        self,
        phrases: Sequence[tuple[str, str]],
        analyser: Analyser,
        weighing: Weighing,
        kinds: Sequence[str] = (),
    ) -> None:
        self.phrases = tuple(phrases)
        self.topics = tuple(sorted({topic for topic, _ in phrases}))
        self.kinds = tuple(kinds)
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
        besides: Besides = NOTHING_BESIDES,
        kept: Weighing | None = None,
    ) -> Index:
        """Weigh the phrases (topic -> ways to ask). Phrases in any order give the same index.
        `kept`: the weighing of just these, made earlier."""
        ordered = _pairs(phrases)
        kinds = sorted({*besides.scenes} - {NO_TOPIC})
        analyser = Analyser(words, language)
        if kept is None:
            taught = [*ordered, *((NO_TOPIC, text) for text in sorted(set(besides.everyday)))]
            kept = weigh(taught, analyser, _pairs(besides.scenes), kinds)
        else:
            analyser.know(kept.stems)
        return cls(ordered, analyser, kept, kinds)

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
        if scores is None or sum(len(words) >= SENTENCE for words in sentences) < 2:
            return self._ranked(whole, scores)
        ends = list(accumulate(map(len, sentences)))[:MOST_SENTENCES]
        spans = [slice(end - len(words), end) for words, end in zip(sentences, ends, strict=False)]
        parts = [whole.part(span, self.analyser) for span in spans]
        own = [self._scores(part) if len(part.words) >= SENTENCE else None for part in parts]
        known = [found for found in own if found is not None]
        if known:
            scores = (1 - OF_SENTENCE) * scores + OF_SENTENCE * np.max(known, axis=0)
        alone = (
            None if found is None else self._ranked(part, found)
            for part, found in zip(parts, own, strict=True)
        )
        return replace(self._ranked(whole, scores), sentences=tuple(alone))

    def score_part(self, analysis: Analysis, span: slice) -> Scored:
        """The candidates for some words of a message alone."""
        part = analysis.part(span, self.analyser)
        return self._ranked(part, self._scores(part))

    def _scores(self, analysis: Analysis) -> Floats | None:
        """The score of each topic, in the order of `topics`; None where nothing is known."""
        scores = self.weighing.scores(self.weighing.vocabulary.vector(analysis))
        return None if scores is None else np.round(scores.astype(np.float64), DIGITS)

    def _ranked(self, analysis: Analysis, scores: Floats | None) -> Scored:
        if scores is None:
            return Scored(analysis, (), 0.0)
        scores = np.round(scores, DIGITS)
        topics, kinds = np.split(scores, [len(self.topics)])
        candidates = _best_first(self.topics, topics)
        first = self.topics.index(candidates[0].topic)
        danger = _best_first(self.kinds, kinds)
        return Scored(analysis, candidates, self.coverage(analysis, first), danger)

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


def _pairs(texts: Mapping[str, Iterable[str]]) -> list[tuple[str, str]]:
    """Every name with each of its texts, sorted."""
    return sorted({(name, text) for name in texts for text in texts[name]})


def _best_first(names: Sequence[str], scores: Floats) -> tuple[Candidate, ...]:
    order = np.argsort(-scores, kind="stable").tolist()
    ranked = zip([names[i] for i in order], scores[order].tolist(), strict=True)
    return tuple(map(Candidate._make, ranked))
