"""A message as the rules see it: its language, words, cues, needs, and what it told.

Everything here is derived from (knowledge, session, message); nothing is decided.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from bot.knowledge import Knowledge, Lexicon, Topic, Wording
from bot.language import identify, script_of
from bot.matching.index import Scored
from bot.message import Message
from bot.normalise import is_wide, sentences_of, words_of
from bot.particulars import has_particulars
from bot.patterns import Hit
from bot.session import Session
from bot.setting import Setting
from bot.told import Heard, Told, asks_for_language, what_was_told
from bot.urgent import Need, find_need

UNKNOWN_LANGUAGE: Final = "und"
"""BCP 47: a language that is not determined."""

FOREIGN_FROM: Final = 4
"""Words from which a message is long enough to be seen as foreign."""

FOREIGN_SHARE: Final = 0.5
"""At most this share of its words is known where a message may be in another language."""

NATIVE_SHARE: Final = 0.75
"""From this share of known words a message is in a language."""

LIKELY_SHARE: Final = 0.3
"""From this share of common words a language is looked at closely."""

CALL_WEIGHT: Final = 0.25
"""What a call for help in a language adds to the share of known words: danger is not overlooked
for want of small words, and a loan word (PEP, suicide) does not outweigh the rest."""


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
    def first_cues(self) -> frozenset[str]:
        """Names of the cues that begin the message."""
        return frozenset(hit.cue.name for hit in self.hits if hit.start == 0)

    @cached_property
    def scored(self) -> Scored:
        """The candidates for the message; of a long one, the whole and its best sentence count."""
        expand = self.wording.words.expand
        whole = [tuple(expand(words_of(part))) for part in sentences_of(self.message.text)]
        kept = [words for part in whole if (words := self._without_opener(part))]
        return self.wording.index.score_sentences(kept or whole)

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
    tag, unserved = _language(knowledge, before, message)
    wording = knowledge.wording(tag)
    words = tuple(wording.words.expand(words_of(message.text)))
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
        need=find_need(wording.urgent_cues, dict.fromkeys((words, repaired)), before.muted),
        told=told,
        unserved=unserved,
    )


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


def _language(knowledge: Knowledge, session: Session, message: Message) -> tuple[str, str | None]:
    """The language to answer in, and the one that the message is in where it is not served."""
    if message.language in knowledge.languages and message.language is not None:
        return message.language, None
    hint = (message.hint or "").partition("-")[0]
    current = session.language or hint
    if current not in knowledge.languages:
        current = knowledge.default_language
    seen = identify(message.text, knowledge.signs)
    if seen is None:
        return _by_vocabulary(knowledge, current, message.text)
    return (seen, None) if seen in knowledge.languages or seen == current else (current, seen)


def _by_vocabulary(knowledge: Knowledge, current: str, text: str) -> tuple[str, str | None]:
    """A short message without small words may still be in another language: that whose words it is
    made of, the more so where it calls for help in it. Nothing else is looked at while the current
    language knows what was said. A number is of every language."""
    words = tuple(word for word in words_of(text) if not word.isdecimal())
    known = [knowledge.wording(current).speller.knows(word) for word in words]
    if all(known):
        return current, None
    lexicons = [knowledge.lexicon(tag) for tag in knowledge.languages]
    calling = {lexicon.language.tag for lexicon in lexicons if _calls_for_help(lexicon, words)}
    if not calling and sum(known) > FOREIGN_SHARE * len(known):
        return current, None
    script = script_of(text)
    shares = {
        tag: _known_share(knowledge.wording(tag), words) + CALL_WEIGHT * (tag in calling)
        for tag in _likely(knowledge, current, script, words)
    }
    best = max(
        shares,
        key=lambda tag: (
            shares[tag],
            tag == current,
            knowledge.languages[tag].signs.script == script,
        ),
    )
    if calling or shares[best] >= NATIVE_SHARE:
        return best, None
    return current, UNKNOWN_LANGUAGE if len(words) >= FOREIGN_FROM else None


def _calls_for_help(lexicon: Lexicon, words: Sequence[str]) -> bool:
    written_out = tuple(lexicon.words.expand(words))
    return find_need(lexicon.urgent_cues, [written_out]).kind is not None


def _likely(
    knowledge: Knowledge, current: str, script: str | None, words: Sequence[str]
) -> Iterator[str]:
    """The languages that the message may be in: only those are read whole."""
    for tag in knowledge.languages:
        lexicon = knowledge.lexicon(tag)
        is_own_script = script == lexicon.language.signs.script != "latin"
        if tag == current or is_own_script or _known_share(lexicon, words) >= LIKELY_SHARE:
            yield tag


def _known_share(heard_in: Lexicon | Wording, words: Sequence[str]) -> float:
    """The share of words that a language's vocabulary has, as typed or mended."""
    speller = heard_in.speller
    mended = speller.repair(tuple(heard_in.words.expand(words)))
    return sum(map(speller.knows, mended)) / max(len(mended), 1)


def _hits(wording: Wording, words: Sequence[str], repaired: Sequence[str]) -> tuple[Hit, ...]:
    """The cues of the message as typed, and those that only spelling repair brings."""
    typed = wording.cues.hits(words)
    if tuple(words) == tuple(repaired):
        return tuple(typed)
    names = {hit.cue.name for hit in typed}
    mended = (hit for hit in wording.cues.hits(repaired) if hit.cue.name not in names)
    return (*typed, *mended)
