"""Rules about guided questions: asked for by name, answered in one's own words, gone back to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from bot import commands, guides
from bot.choices import label_words
from bot.composing import OFFICE_TOPICS
from bot.decision import Decision
from bot.hearing import Hearing
from bot.matching.spelling import Speller
from bot.patterns import CueSet, Hit
from bot.ranking import ranked
from bot.way import Way

MOSTLY: Final = 0.5
"""Share of a message, small words left out, that an answer must be: then nothing else is asked."""

NAME_LENGTH: Final = 4
"""Words up to which a message may be the name of an office that is to be picked."""


PASSES: Final = frozenset({"not-sure", "refusal", "command-next"})
"""What is no answer, and leads on all the same."""


def guide_asked(hearing: Hearing) -> Decision | None:
    """Guided questions that are asked for by name ("help me choose") begin."""
    for name in hearing.knowledge.guides:
        title = label_words(hearing, f"guide:{name}")
        if f"guide-{name}" in hearing.whole_cues or hearing.words == title:
            return guides.start(hearing, name)
    return None


def guide_answered(hearing: Hearing) -> Decision | None:
    """Inside a guide, an answer in the person's own words leads on, and so does "I am not sure";
    "go on" leads back into it."""
    way = guides.current(hearing)
    if way is None or not hearing.words:
        return _taken_up(hearing)
    answer = _answer_said(hearing, way) or _office_named(hearing, way)
    if answer is not None:
        return guides.take(hearing, f"{way.guide.id}/{way.step.name}/{answer}")
    return guides.skip(hearing, way) if hearing.whole_cues & PASSES else None


def _taken_up(hearing: Hearing) -> Decision | None:
    is_asked = "command-resume" in hearing.whole_cues and hearing.before.guide
    return commands.run(hearing, "resume") if is_asked else None


def _answer_said(hearing: Hearing, way: Way) -> str | None:
    """The one answer of the step that the message mostly is, as typed or with its slips mended."""
    here = f"{way.guide.id}/{way.step.name}"
    cues = hearing.wording.answer_cues.get(here, CueSet(()))
    labels = {answer: label_words(hearing, f"guide:{here}/{answer}") for answer in way.step.answers}
    speller = Speller({word for words in (*labels.values(), cues.words()) for word in words})
    for words in dict.fromkeys((hearing.words, hearing.repaired, speller.repair(hearing.repaired))):
        said = next((answer for answer, label in labels.items() if label == words), None)
        said = said or _mostly(hearing, words, cues)
        if said is not None:
            return said
    return None


def _mostly(hearing: Hearing, words: Sequence[str], cues: CueSet) -> str | None:
    """The answer whose cue covers most of the words; a tie between two answers says neither."""
    best: dict[str, Hit] = {}
    for hit in cues.hits(words):
        known = best.get(hit.cue.name)
        if known is None or _size(hit) > _size(known):
            best[hit.cue.name] = hit
    if not best:
        return None
    first, *others = sorted(best.values(), key=_size, reverse=True)
    if any(_size(other) == _size(first) for other in others):
        return None
    besides = {*words[: first.start], *words[first.end :]}
    if besides and any(mark in hearing.message.text for mark in "?？؟"):
        return None
    besides -= hearing.wording.language.signs.function_words
    return first.cue.name if _size(first) >= MOSTLY * (_size(first) + len(besides)) else None


def _size(hit: Hit) -> int:
    return hit.end - hit.start


def _office_named(hearing: Hearing, way: Way) -> str | None:
    """The office that a short message names, where one is to be picked."""
    if way.step.shows != "offices" or hearing.length > NAME_LENGTH:
        return None
    topics = [candidate.topic for candidate in ranked(hearing)[:1]]
    return next(_offices_of(way, topics), None)


def _offices_of(way: Way, topics: Sequence[str]) -> Iterator[str]:
    for kind in way.step.channels:
        if OFFICE_TOPICS.get(kind) in topics and kind not in way.answers:
            yield kind


def with_way_back(hearing: Hearing, decision: Decision) -> Decision:
    """A guide that was left for something else is offered among the quick replies until it is taken
    up again or left for good; at its end it is over."""
    if not decision.session.guide or decision.session.asked == "guide":
        return decision
    if hearing.message.place == "shared":
        return decision
    moved = replace(hearing, session=decision.session)
    if guides.way_back(moved) is None:
        return replace(decision, session=replace(decision.session, guide=()))
    if decision.urgent is not None:
        return decision
    return replace(decision, choices=(*decision.choices, "command:resume"))
