"""Candidates in the light of the talk: what was said before raises what follows from it.

Whether a candidate is sure or worth asking about is measured here, by the thresholds of
bot/matching/thresholds.py; what is done about it, the rules decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.composing import OUT_OF_SCOPE, ROLE_TOPICS, URGENT_NUMBERS
from bot.hearing import Hearing
from bot.matching import thresholds as at
from bot.message import Candidate

STAYS: Final = frozenset({"talk-to-human", "bot-help"})
"""Topics that do not lead away from an urgent need: its own routes are the people to talk to."""


def ranked(hearing: Hearing) -> list[Candidate]:
    """The candidates with the talk taken into account."""
    raised = _raised(hearing)
    if not raised:
        return list(hearing.scored.candidates)
    found = [
        c._replace(score=round(c.score + raised[c.topic], 4)) if c.topic in raised else c
        for c in hearing.scored.candidates
    ]
    return sorted(found, key=lambda c: (-c.score, c.topic))


def _raised(hearing: Hearing) -> dict[str, float]:
    """What the talk adds to topics: a short message leans on what was said before."""
    before = hearing.before
    raised: dict[str, float] = {}
    raised.update(dict.fromkeys(before.seen, at.SEEN))
    raised.update(dict.fromkeys(_related(hearing), _leaning(hearing)))
    if before.topic is not None:
        raised[before.topic] = at.SEEN
    if before.asked == "clarify":
        raised.update(dict.fromkeys(before.offered, at.OFFERED))
    if before.was_shared:
        raised["bot-privacy"] = at.CONTEXT / 2
    topic = ROLE_TOPICS.get(hearing.told.role or "")
    if topic is not None:
        raised[topic] = raised.get(topic, 0.0) + at.ROLE
    if "disclosure" in hearing.cues and not before.seen and _is_unclear(hearing):
        raised["is-this-harassment"] = at.DISCLOSED
    return raised


def _leaning(hearing: Hearing) -> float:
    """How much a message leans on the last topic: the shorter, the more."""
    if hearing.length <= at.SHORT or "follow-up" in hearing.first_cues:
        return at.CONTEXT
    return at.CONTEXT / 2 if hearing.length <= 2 * at.SHORT else 0.0


def _is_unclear(hearing: Hearing) -> bool:
    candidates = hearing.scored.candidates
    return not candidates or candidates[0].score < at.UNCLEAR


def _related(hearing: Hearing) -> frozenset[str]:
    """Topics that follow from the last one, or that it follows from, and its neighbours."""
    topic = hearing.before.topic
    if topic is None:
        return frozenset()
    following = hearing.wording.next_topics
    leading = {other for other, topics in following.items() if topic in topics}
    neighbours = {
        other.id for other in hearing.knowledge.topics.values() if other.neighbour == topic
    }
    own = {*following.get(topic, ()), hearing.topic(topic).neighbour}
    return frozenset(leading | neighbours | own) - {"", topic}


def is_sure(hearing: Hearing) -> bool:
    """Whether the first candidate is far enough ahead, and known well enough, to be answered."""
    found = ranked(hearing)
    if not found or hearing.scored.coverage < at.KNOWN_SHARE:
        return False
    if _is_in_need(hearing):
        if found[0].topic in STAYS:
            return False
        if found[0].topic not in _related(hearing):
            return at.is_sure(found[0].score, _lead(found), hearing.scored.coverage)
    if _is_said_in_talk(hearing, found):
        return True
    return at.is_sure(found[0].score, _lead(found), hearing.scored.coverage)


def _is_said_in_talk(hearing: Hearing, found: Sequence[Candidate]) -> bool:
    """Whether the first candidate is enough inside a talk, where what is asked next is known; the
    topic of the last answer is enough sooner."""
    first, before = found[0], hearing.before
    if first.topic == before.topic and _has(found, at.ASK_SCORE, 2 * at.TALK_LEAD):
        return True
    if before.topic is None and not before.misses and not before.was_shared:
        return False
    meant = [c for c in found if c.topic != "small-talk" or c is first]
    return _has(meant, at.TALK_SCORE, at.TALK_LEAD)


def _has(found: Sequence[Candidate], score: float, lead: float) -> bool:
    return found[0].score >= score and _lead(found) >= lead


def _is_in_need(hearing: Hearing) -> bool:
    """Whether urgent steps were the last answer, and were not said to be a mistake."""
    kind = hearing.before.urgent
    return kind is not None and hearing.before.topic == kind and kind not in hearing.before.muted


def _lead(found: Sequence[Candidate]) -> float:
    """How far the first candidate is ahead of the second."""
    return found[0].score - (found[1].score if len(found) > 1 else 0.0)


def is_ahead(hearing: Hearing) -> bool:
    """Whether the first candidate is an ordinary topic that is a little ahead of the second."""
    found = ranked(hearing)
    return found[0].topic not in URGENT_NUMBERS and _lead(found) >= 2 * at.TALK_LEAD


def is_rather_outside(hearing: Hearing) -> bool:
    """Whether a first message is nearly as like what is none of this guide's as its first candidate,
    and those phrases know clearly more of its words."""
    found, scored = ranked(hearing)[:2], hearing.scored
    if hearing.before.topic is not None or [c.topic for c in found[1:]] != [OUT_OF_SCOPE]:
        return False
    index = hearing.wording.index
    known = index.coverage(scored.analysis, index.topics.index(OUT_OF_SCOPE))
    return _lead(found) <= at.NEARLY and known >= scored.coverage + at.KNOWN_MORE


def answered_in_words(hearing: Hearing) -> str | None:
    """The offered topic that the person's own words mean, or None."""
    if hearing.before.asked != "clarify":
        return None
    found = ranked(hearing)
    for candidate in [c for c in found if c.topic not in URGENT_NUMBERS][:2]:
        is_near = candidate.score >= found[0].score - at.TALK_LEAD
        if candidate.topic in hearing.before.offered and is_near:
            is_ahead_of_all = candidate == found[0] and is_ahead(hearing)
            least = at.TALK_SCORE if is_ahead_of_all else at.SURE_SCORE
            return candidate.topic if candidate.score >= least else None
    return None


def offered(hearing: Hearing) -> list[str]:
    """The topics worth asking about, best first. An urgent one only where it comes first: what is
    merely possible gets the gentle check, not a place in a list."""
    found = ranked(hearing)
    if not found or found[0].score < at.ASK_SCORE:
        return []
    least = max(at.ASK_SCORE / 2, found[0].score - at.OFFER_WITHIN)
    close = [c.topic for c in found[:5] if c.score >= least]
    return [topic for topic in close if topic not in URGENT_NUMBERS or topic == found[0].topic]
