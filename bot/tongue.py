"""Which language a message is in, and so is answered in.

Its script and small words tell most; a message that they do not tell apart is of the language whose
words it is made of, the more so where it calls for help in it. Russian and Arabic in Latin letters
are given back their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from bot.knowledge import Knowledge, Lexicon, Wording
from bot.language import identify, script_of
from bot.message import Message
from bot.normalise import words_of
from bot.session import Session
from bot.urgent import find_need

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


def in_own_letters(knowledge: Knowledge, tag: str, text: str) -> str:
    """The text in the letters of its language where it was typed in Latin ones."""
    signs = knowledge.languages[tag].signs
    if signs.script == "latin" or script_of(text) != "latin":
        return text
    return knowledge.lexicon(tag).romanised.text(text)


def language_of(knowledge: Knowledge, session: Session, message: Message) -> tuple[str, str | None]:
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
        tag: _known_share(knowledge.wording(tag), knowledge.lexicon(tag).romanised.words(words))
        + CALL_WEIGHT * (tag in calling)
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
    spellings = dict.fromkeys((tuple(words), lexicon.romanised.words(words)))
    written_out = [tuple(lexicon.words.expand(spelling)) for spelling in spellings]
    return find_need(lexicon.urgent_cues, written_out).kind is not None


def _likely(
    knowledge: Knowledge, current: str, script: str | None, words: Sequence[str]
) -> Iterator[str]:
    """The languages that the message may be in: only those are read whole."""
    for tag in knowledge.languages:
        lexicon = knowledge.lexicon(tag)
        is_own_script = script == lexicon.language.signs.script != "latin"
        if (
            tag == current
            or is_own_script
            or _known_share(lexicon, lexicon.romanised.words(words)) >= LIKELY_SHARE
        ):
            yield tag


def _known_share(heard_in: Lexicon | Wording, words: Sequence[str]) -> float:
    """The share of words that a language's vocabulary has, as typed or mended."""
    speller = heard_in.speller
    mended = speller.repair(tuple(heard_in.words.expand(words)))
    return sum(map(speller.knows, mended)) / max(len(mended), 1)
