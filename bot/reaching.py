"""What would make a question reach a topic: computed for `explain`, by trying.

Each word is left out once, to see what it carries; each word of the topic's phrases is added once,
to see which would help most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.matching import thresholds as at
from bot.matching.index import Index

CARRIES: Final = 0.005
"""From this change of a score a word says something."""

HELPFUL_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a topic stands: its score, and its lead over the best other topic (below zero: behind)."""

    score: float
    lead: float
    other: str
    known: float
    """The share of the question's words that the topic's phrases know."""

    @property
    def is_sure(self) -> bool:
        """Whether it is answered at once."""
        return at.is_sure(self.score, self.lead, self.known)


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a question is from a topic, and what is missing."""

    now: Standing
    silent: tuple[str, ...] = field(repr=False)
    """Words of the question that carry nothing for the topic."""
    against: tuple[str, ...] = field(repr=False)
    """Words that help the other topic more."""
    helpful: tuple[tuple[str, Standing], ...] = field(repr=False)
    """Words of the topic's phrases that would help most, with where it would stand then."""
    nearest: str | None
    """The topic's phrase that is most alike."""


def reach(index: Index, text: str, topic: str) -> Reach:
    """What a question lacks to reach a topic of this index."""
    words = index.analyse(text).words
    now = _standing(index, words, topic)
    without = [
        (word, _standing(index, (*words[:place], *words[place + 1 :]), topic))
        for place, word in enumerate(words)
    ]
    added = [(word, _standing(index, (*words, word), topic)) for word in _own(index, topic, words)]
    added.sort(key=lambda found: (-found[1].lead, found[0]))
    nearest = index.nearest(index.analyse(text), 1, topic)
    return Reach(
        now,
        tuple(dict.fromkeys(w for w, s in without if abs(now.score - s.score) < CARRIES)),
        tuple(dict.fromkeys(w for w, s in without if s.lead - now.lead >= CARRIES)),
        tuple(found for found in added if found[1].lead > now.lead)[:HELPFUL_SHOWN],
        next((phrase for _, phrase, likeness in nearest if likeness), None),
    )


def _own(index: Index, topic: str, words: Sequence[str]) -> list[str]:
    """The words of a topic's phrases that a question does not have."""
    phrases = [phrase for of, phrase in index.phrases if of == topic]
    own = {word for phrase in phrases for word in index.analyse(phrase).words}
    return sorted(own - set(words))


def _standing(index: Index, words: Sequence[str], topic: str) -> Standing:
    analysis = index.analyse(" ".join(words))
    scores = {c.topic: c.score for c in index.score(analysis).candidates}
    own = scores.pop(topic, 0.0)
    other = max(scores, key=lambda name: (scores[name], name), default="")
    known = index.coverage(analysis, index.topics.index(topic))
    return Standing(own, round(own - scores.get(other, 0.0), 4), other, known)
