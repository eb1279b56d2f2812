"""The rule for places where others read along: nothing personal is answered there."""

from __future__ import annotations

from dataclasses import replace

from bot.choices import label_words
from bot.composing import answer
from bot.decision import Decision, line
from bot.hearing import Hearing
from bot.matching import thresholds as at


def shared_place(hearing: Hearing) -> Decision | None:
    """Where others read along, one constant entry; a public topic only when asked for by name."""
    if hearing.message.place != "shared":
        return None
    topic = _public_topic(hearing)
    session = replace(hearing.before, was_shared=True, language=hearing.wording.language.tag)
    if topic is not None:
        return replace(
            answer(hearing, topic, "shared-public"), openings=(), session=session, choices=()
        )
    public = tuple(hearing.knowledge.public_topics())
    return Decision(
        rule="shared-place",
        kind="answer",
        topic="bot-privacy",
        session=replace(session, offered=(), asked=None),
        body=(line("interface/shared"),),
        choices=public,
    )


def _public_topic(hearing: Hearing) -> str | None:
    """The public topic whose exact name or number the message is; with the wider setting, also
    the one that its words surely mean."""
    public = hearing.knowledge.public_topics()
    chosen = hearing.message.choose or hearing.message.text.strip().strip("[]()#. ")
    if chosen in public:
        return chosen
    if chosen.isdecimal() and len(chosen) <= 2 and 1 <= int(chosen) <= len(public):
        return public[int(chosen) - 1]
    for topic in public:
        if hearing.words == label_words(hearing, topic):
            return topic
    if hearing.setting.shared_place == "public-topics" and hearing.need.kind is None:
        best = hearing.scored.candidates[:1]
        if best and best[0].topic in public and best[0].score >= at.SURE_SCORE:
            return best[0].topic
    return None
