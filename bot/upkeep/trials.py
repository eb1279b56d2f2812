"""Every question and every phrase against the whole knowledge: what is lost, who took it, what moved.

Pure: knowledge and questions in, problems out. A question reaches its topic where that is answered,
offered, or the urgent need that was seen; a near miss is wrong only where its topic is answered.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bot.knowledge import Knowledge, Wording
from bot.message import Message
from bot.problem import Place, Problem
from bot.session import Session
from bot.setting import Setting
from bot.turn import MATCHED, Turn, respond
from bot.upkeep.questions import Question

PREVIEW: Final = Setting(audience="preview")

PhrasePlaces = Mapping[tuple[str, str], Place]
"""Topic and phrase -> where the phrase stands."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a question got: the topics that were answered (one), or offered, best first."""

    turn: Turn
    topics: tuple[str, ...]

    def reaches(self, topic: str) -> bool:
        """Whether a person who asks gets to the topic."""
        return topic in self.topics or self.turn.reply.urgent == topic

    def is_taken_by(self, topic: str) -> bool:
        """Whether the topic is answered, not only offered."""
        return self.turn.reply.kind == "answer" and topic in self.topics

    def __str__(self) -> str:
        """As a focal point reads it."""
        if self.turn.reply.kind == "clarify":
            return f"met by a choice of {', '.join(self.topics)}"
        if self.turn.reply.kind == "fallback":
            return "said to be outside" if self.topics else "not understood"
        return f'answered with "{self.topics[0]}"' if self.topics else "answered"


def outcome_of(knowledge: Knowledge, language: str, text: str, now: dt.datetime) -> Outcome:
    """Ask it as the first message of a talk in that language."""
    turn = respond(knowledge, Session(), Message(text, language=language), now, PREVIEW)
    reply = turn.reply
    offered = [choice.id for choice in reply.choices if choice.id in knowledge.topics]
    if reply.kind == "clarify":
        return Outcome(turn, tuple(offered))
    return Outcome(turn, () if reply.topic is None else (reply.topic,))


def winner_of(wording: Wording, phrase: str) -> str | None:
    """The topic whose phrases a phrase is most alike; by the matcher alone."""
    found = wording.index.score(wording.index.analyse(phrase)).candidates
    return found[0].topic if found else None


def is_right(question: Question, outcome: Outcome) -> bool:
    """Whether a question does with its topic what it must."""
    if question.must == "not":
        return not outcome.is_taken_by(question.topic)
    return outcome.reaches(question.topic)


def question_problem(question: Question, outcome: Outcome, places: PhrasePlaces) -> Problem | None:
    """What is wrong with what a question got; None where it is right, or known to be wrong."""
    topic = question.topic
    if question.is_known or is_right(question, outcome):
        return None
    if question.must == "not":
        what = f'This near miss must not be answered with "{topic}", and it is.'
        return Problem("near-miss", question.place, what, why(outcome, topic, places))
    what = f'This question must reach "{topic}". It is {outcome}.'
    taken = [why(outcome, other, places) for other in outcome.topics[:1]]
    near = nearest(outcome.turn.hearing.wording, question.text, topic, places)
    told = [*taken, f"Nearest in {topic}: {near}." if near else _no_phrase(topic)]
    return Problem("question-lost", question.place, what, "\n".join(told))


def lost_phrases(wording: Wording, places: PhrasePlaces) -> Iterator[Problem]:
    """Every phrase that is more like another topic than like its own."""
    for topic, phrases in wording.phrases.items():
        for phrase in phrases:
            winner = winner_of(wording, phrase)
            if winner != topic:
                yield _lost(wording, (topic, phrase), winner, places)


def _lost(
    wording: Wording, own: tuple[str, str], winner: str | None, places: PhrasePlaces
) -> Problem:
    topic, phrase = own
    place = places.get(own, Place(f"{topic}.yaml"))
    if winner is None:
        what = f'This phrase of "{topic}" holds no word that says anything.'
        return Problem("phrase-lost", place, what, "Write it with a word of what is asked.")
    what = f'This phrase of "{topic}" is taken by "{winner}".'
    near = nearest(wording, phrase, winner, places)
    mend = f"Nearest in {winner}: {near}. Say one of the two otherwise, or take it out."
    return Problem("phrase-lost", place, what, mend)


def why(outcome: Outcome, topic: str, places: PhrasePlaces) -> str:
    """What brought a question to a topic: a cue of danger, a rule, or the phrase most alike."""
    turn = outcome.turn
    if turn.reply.urgent == topic and turn.hearing.need.cues:
        return f'{topic} was heard by the cue "{turn.hearing.need.cues[0]}" of urgent.yaml.'
    near = nearest(turn.hearing.wording, turn.hearing.message.text, topic, places)
    if turn.rule in MATCHED and near:
        return f"Nearest in {topic}: {near}."
    return f'{topic} was decided by the rule "{turn.rule}".'


def nearest(wording: Wording, text: str, topic: str, places: PhrasePlaces) -> str:
    """A topic's phrase that is most alike, and where it stands; nothing where none is alike."""
    found = wording.index.nearest(wording.index.analyse(text), 1, topic)
    if not found or not found[0][2]:
        return ""
    phrase = found[0][1]
    place = places.get((topic, phrase))
    return f'"{phrase}" ({place.shown()})' if place else f'"{phrase}"'


def _no_phrase(topic: str) -> str:
    return f"No phrase of {topic} is like it: add one that says it this way."


def moved_question(
    question: Question, before: Outcome, after: Outcome, places: PhrasePlaces
) -> Problem | None:
    """A question that gets something else than before; None where it does not."""
    is_same_kind = before.turn.reply.kind == after.turn.reply.kind
    if is_same_kind and set(before.topics) == set(after.topics):
        return None
    what = f"This question was {before}; now it is {after}."
    new = [topic for topic in after.topics if topic not in before.topics]
    told = why(after, new[0], places) if new else _after_loss(before, after, places)
    return Problem("moved", question.place, what, told, "warn")


def _after_loss(before: Outcome, after: Outcome, places: PhrasePlaces) -> str:
    """Where nothing new came: what is still nearest in the topic that it had."""
    had = before.topics[0] if before.topics else ""
    hearing = after.turn.hearing
    near = nearest(hearing.wording, hearing.message.text, had, places) if had else ""
    return f"Nearest in {had}: {near}." if near else "No phrase is like it any more."


def moved_phrases(before: Wording, after: Wording, places: PhrasePlaces) -> Iterator[Problem]:
    """Phrases of both that another topic wins than before."""
    for topic, phrases in after.phrases.items():
        kept = set(before.phrases.get(topic, ()))
        for phrase in filter(kept.__contains__, phrases):
            was, now = winner_of(before, phrase), winner_of(after, phrase)
            if was != now:
                what = f'This phrase of "{topic}" was won by "{was}"; now by "{now}".'
                near = nearest(after, phrase, now, places) if now else ""
                told = f"Nearest in {now}: {near}." if near else "No phrase is like it any more."
                place = places.get((topic, phrase), Place(f"{topic}.yaml"))
                yield Problem("moved", place, what, told, "warn")


def problems_in(
    questions: Iterable[tuple[Question, Outcome]], places: PhrasePlaces
) -> Iterator[Problem]:
    """What is wrong with what questions got."""
    for question, outcome in questions:
        problem = question_problem(question, outcome, places)
        if problem is not None:
            yield problem
