"""What a reply says of the reading that its answer had: that none was, or that it was too long ago.

An answer goes on being served; only what is said with it changes. In danger nothing is said of it.
"""

from __future__ import annotations

from bot.decision import Decision, Line, line
from bot.expiry import Signed
from bot.hearing import Hearing
from bot.wording import dated, wording_with

UNREVIEWED = line("interface/notice-not-reviewed")


def overdue_review(hearing: Hearing, decision: Decision) -> tuple[Line, ...]:
    """The day of the last reading where that is longer ago than a reading holds."""
    entry = _answer_in(decision)
    topic = hearing.knowledge.topics.get(decision.topic or "")
    found = wording_with(hearing, entry) if entry else None
    if topic is None or found is None or topic.review_every is None:
        return ()
    day = found.reviewed.get(topic.id)
    if day is None or not Signed(day, topic.review_every).is_overdue(hearing.today):
        return ()
    return (line("interface/review-overdue", date=dated(hearing, day)),)


def is_unreviewed(hearing: Hearing, decision: Decision) -> bool:
    """Whether nobody of this office signed the answer; of a reply that gives none, whether nobody
    signed any."""
    entry = _answer_in(decision)
    if entry is None:
        return not hearing.wording.reviewed
    found = wording_with(hearing, entry)
    return found is not None and decision.topic not in found.reviewed


def _answer_in(decision: Decision) -> str | None:
    """The entry of a topic's file that a decision says first, or None where danger or the bot's own
    sentences are said."""
    entries = [item.entry for item in decision.body if item.entry.startswith("topic/")]
    return entries[0] if entries and decision.urgent is None else None
