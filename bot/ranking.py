"""Candidates in the light of the talk: what was said before raises what follows from it.

Whether a candidate is sure, worth asking about, or a sign of danger is measured here, by the
thresholds of bot/matching/thresholds.py; what is done about it, the rules decide.
"""

from __future__ import annotations

from dataclasses import replace

from bot.composing import URGENT_NUMBERS
from bot.hearing import Hearing
from bot.matching import thresholds as at
from bot.message import Candidate


def possible_danger(hearing: Hearing) -> str | None:
    """The urgent kind that the message may mean, where only the matcher sees it and not surely."""
    if hearing.need.look_alikes or hearing.need.is_long_ago or hearing.message.choose is not None:
        return None
    for candidate in hearing.scored.candidates[:2]:
        if candidate.topic in URGENT_NUMBERS and candidate.topic not in hearing.before.muted:
            return candidate.topic if candidate.score >= at.URGENT_CHECK else None
    return None


def ranked(hearing: Hearing) -> list[Candidate]:
    """The candidates with the talk taken into account."""
    raised = _raised(hearing)
    found = [
        replace(c, score=round(c.score + raised.get(c.topic, 0.0), 4))
        for c in hearing.scored.candidates
    ]
    return sorted(found, key=lambda c: (-c.score, c.topic))


def _raised(hearing: Hearing) -> dict[str, float]:
    """What the talk adds to topics: a short message leans on what was said before."""
    before = hearing.before
    raised: dict[str, float] = {}
    if len(hearing.words) <= at.SHORT or "follow-up" in hearing.first_cues:
        raised.update(dict.fromkeys(_related(hearing), at.CONTEXT))
    if before.asked == "clarify":
        raised.update(dict.fromkeys(before.offered, at.OFFERED))
    if before.was_shared:
        raised["bot-privacy"] = at.CONTEXT
    if "disclosure" in hearing.cues and not before.seen:
        raised["is-this-harassment"] = at.DISCLOSED
    return raised


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
    own = {*following.get(topic, ()), hearing.topic(topic).neighbour, topic}
    return frozenset(leading | neighbours | own) - {""}


def is_sure(hearing: Hearing) -> bool:
    """Whether the first candidate is far enough ahead, and known well enough, to be answered."""
    found = ranked(hearing)
    if not found or hearing.scored.coverage < at.KNOWN_SHARE:
        return False
    lead = found[0].score - (found[1].score if len(found) > 1 else 0.0)
    if found[0].score >= at.SURE_SCORE and lead >= at.SURE_LEAD:
        return True
    return found[0].score >= at.CLEAR_SCORE and lead >= at.CLEAR_LEAD


def offered(hearing: Hearing) -> list[str]:
    """The topics worth asking about, best first, three at most."""
    found = ranked(hearing)
    if not found or found[0].score < at.ASK_SCORE:
        return []
    least = max(at.ASK_SCORE / 2, found[0].score - at.OFFER_WITHIN)
    return [c.topic for c in found[:4] if c.score >= least]
