"""A message as the rules see it: its language, words, cues, needs, and what it told.

Everything here is derived from (knowledge, session, message); nothing is decided.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from bot.facts import Topic
from bot.knowledge import Knowledge, Wording
from bot.matching.index import Scored
from bot.message import Message
from bot.normalise import clauses_of, is_wide, sentences_of, words_of
from bot.particulars import has_particulars
from bot.patterns import Hit
from bot.session import Session
from bot.setting import Setting
from bot.told import Heard, Told, asks_for_language, what_was_told
from bot.tongue import in_own_letters, language_of
from bot.urgent import Need, need_of


@dataclass(frozen=True)
class Hearing:
    """One message, heard. `before` is the session as it was, `session` with what was told."""

    knowledge: Knowledge
    wording: Wording
    before: Session
    session: Session
    message: Message
    now: dt.datetime
    setting: Setting
    words: tuple[str, ...] = field(repr=False)
    repaired: tuple[str, ...] = field(repr=False)
    hits: tuple[Hit, ...] = field(repr=False)
    need: Need
    told: Told
    unserved: str | None = None
    """A language that the message is in and that is not served here."""

    @property
    def today(self) -> dt.date:
        """The day of the turn."""
        return self.now.date()

    @cached_property
    def length(self) -> float:
        """The length of the message in words; a Chinese character is half a word."""
        return sum(0.5 if is_wide(word) else 1.0 for word in self.words)

    @cached_property
    def cues(self) -> frozenset[str]:
        """Names of the cues that stand anywhere in the message."""
        return frozenset(hit.cue.name for hit in self.hits)

    @cached_property
    def whole_cues(self) -> frozenset[str]:
        """Names of the cues that are the whole message."""
        return frozenset(
            hit.cue.name for hit in self.hits if hit.start == 0 and hit.end == len(self.words)
        )

    @cached_property
    def last_cues(self) -> frozenset[str]:
        """Names of the cues that are the whole last sentence of a message of several."""
        *before, last = sentences_of(self.message.text) or ("",)
        words = tuple(self.wording.words.expand(words_of(last))) if before else ()
        hits = self.wording.cues.hits(words)
        return frozenset(hit.cue.name for hit in hits if hit.start == 0 and hit.end == len(words))

    @cached_property
    def first_cues(self) -> frozenset[str]:
        """Names of the cues that begin the message."""
        return frozenset(hit.cue.name for hit in self.hits if hit.start == 0)

    @cached_property
    def sentences(self) -> list[tuple[str, ...]]:
        """The words of each sentence, without what only opens it."""
        expand = self.wording.words.expand
        whole = [tuple(expand(words_of(part))) for part in sentences_of(self.message.text)]
        return [words for part in whole if (words := self._without_opener(part))] or whole

    @cached_property
    def scored(self) -> Scored:
        """The candidates for the message; of a long one, the whole and its best sentence count."""
        return self.wording.index.score_sentences(self.sentences)

    def _without_opener(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """A sentence without what only opens it ("ok then", "sorry, I forgot") or asks for a
        language."""
        hits = self.wording.opening_cues.hits(words)
        if asks_for_language(hits, len(words)) is not None:
            return ()
        ends = {hit.start: hit.end for hit in hits if hit.cue.name == "opener"}
        start = 0
        while start in ends:
            start = ends[start]
        return words[start:]

    @cached_property
    def is_question(self) -> bool:
        """Whether the message ends with a question mark."""
        return self.message.text.rstrip().endswith(("?", "？", "؟"))

    @cached_property
    def has_particulars(self) -> bool:
        """Whether a name, number or address seems to have been typed."""
        return has_particulars(self.message.text, self._known_words)

    def _known_words(self) -> frozenset[str]:
        names = self.knowledge.organisation_names
        return self.wording.place_words.union(word for words in names for word in words)

    def topic(self, name: str) -> Topic:
        """A topic by id; one that does not exist has no channels and no group."""
        return self.knowledge.topics.get(name) or Topic(name)

    def has_text(self, entry: str) -> bool:
        """Whether an entry has words in this language or its fallback."""
        return any(
            entry in wording.texts
            for wording in self.knowledge.fallbacks(self.wording.language.tag)
        )


def hear(
    knowledge: Knowledge, session: Session, message: Message, now: dt.datetime, setting: Setting
) -> Hearing:
    """Listen to a message. Total: answers every text there is."""
    before = _with_given(knowledge, session, message)
    tag, unserved = language_of(knowledge, before, message)
    wording = knowledge.wording(tag)
    words = typed = tuple(wording.words.expand(words_of(message.text)))
    own = in_own_letters(knowledge, tag, message.text)
    if own != message.text and not _is_cue(wording, typed):
        message = replace(message, text=own)
        words = tuple(wording.words.expand(words_of(own)))
    repaired = wording.speller.repair(words)
    hits = _hits(wording, words, repaired)
    told = what_was_told(knowledge, wording, Heard(message.text, words, hits, before.asked))
    if told.language is not None and message.language is None:
        unserved = told.language if told.language not in knowledge.languages else None
        if unserved is None:
            tag, wording = told.language, knowledge.wording(told.language)
    return Hearing(
        knowledge=knowledge,
        wording=wording,
        before=before,
        session=replace(told.change(before), language=tag),
        message=message,
        now=now,
        setting=setting,
        words=words,
        repaired=repaired,
        hits=hits,
        need=need_of(
            wording.urgent_cues,
            tuple(dict.fromkeys((words, typed, repaired))),
            _clauses(wording, message),
            before.muted,
        ),
        told=told,
        unserved=unserved,
    )


def _is_cue(wording: Wording, words: tuple[str, ...]) -> bool:
    """Whether a whole message is known as it was typed, as commands in Latin letters are."""
    return any(hit.start == 0 and hit.end == len(words) for hit in wording.cues.hits(words))


def _clauses(wording: Wording, message: Message) -> Iterator[tuple[tuple[str, ...], ...]]:
    """The words of each part of a message between two marks, as typed and as repaired."""
    for part in clauses_of(message.text):
        words = tuple(wording.words.expand(words_of(part)))
        yield words, wording.speller.repair(words)


def _with_given(knowledge: Knowledge, session: Session, message: Message) -> Session:
    """The session with what the caller or the instance knows, where nobody said otherwise."""
    scope = knowledge.scope
    return replace(
        session,
        organisation=message.organisation or session.organisation or scope.organisation,
        office=message.office or session.office or scope.office,
        country=message.country or session.country or scope.country,
        city=session.city or (scope.city if session.country in (None, scope.country) else None),
        role=message.role or session.role,
    )


def _hits(wording: Wording, words: Sequence[str], repaired: Sequence[str]) -> tuple[Hit, ...]:
    """The cues of the message as typed, and those that only spelling repair brings."""
    typed = wording.cues.hits(words)
    if tuple(words) == tuple(repaired):
        return tuple(typed)
    names = {hit.cue.name for hit in typed}
    mended = (hit for hit in wording.cues.hits(repaired) if hit.cue.name not in names)
    return (*typed, *mended)
