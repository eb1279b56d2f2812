"""A reply and what it has to be judged by; and a text as the patterns of labels see it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.facts import Contact
from bot.message import Reply
from bot.plain import draw

_SAME_LETTERS: Final = str.maketrans("أإآٱىةё’‘‐‑", "اااايهе''--") | {0x0640: None}
"""One letter for its variants; the Arabic stroke that only makes a word longer is left out."""

_VOWEL_MARKS: Final = re.compile("[\u064b-\u0652]")
_HAN_GAP: Final = re.compile(
    r"(?<=[\u3000-\u9fff\uff00-\uffef])\s+(?=[\u3000-\u9fff\uff00-\uffef])"
)
_SENTENCE_END: Final = re.compile(
    r"(?<=[.!?؟;])\s+|(?<=[。！？；])|\n\s*\n|\n\s*(?=\d{1,2}\. |- |\[)"
)

_SCRIPTS: Final = {"ar": r"[\u0600-\u06ff]", "zh": r"[\u4e00-\u9fff]", "ru": r"[\u0400-\u04ff]"}
_SMALL_WORDS: Final = {
    "en": {"the", "of", "and", "you", "to", "is", "it", "for", "not", "your", "can"},
    "fr": {"le", "les", "vous", "et", "des", "est", "une", "du", "pour", "dans", "votre"},
    "es": {"el", "los", "usted", "y", "una", "las", "del", "con", "por", "para", "es", "su"},
}


@dataclass(frozen=True, slots=True)
class Facts:
    """A reply and what it has to be judged by: the talk before it, and what is loaded."""

    reply: Reply
    text: str
    """The reply as drawn."""
    said: str
    """The reply as drawn without its quick replies: a title that is offered mentions nothing."""
    language: str
    earlier: tuple[Reply, ...] = ()
    typed: tuple[str, ...] = ()
    """What the person typed in this conversation, the message answered here last."""
    contacts: tuple[Contact, ...] = ()
    chosen: str | None = None
    """The id of the choice whose number was sent."""


def facts_of(
    reply: Reply,
    *,
    earlier: Sequence[Reply] = (),
    typed: Sequence[str] = (),
    contacts: Sequence[Contact] = (),
    chosen: str | None = None,
) -> Facts:
    """The facts of a reply, drawn as the terminal draws it."""
    said = draw(replace(reply, choices=()))
    return Facts(
        reply,
        draw(reply),
        said,
        reply.language,
        tuple(earlier),
        tuple(typed),
        tuple(contacts),
        chosen,
    )


def folded(text: str) -> str:
    """One line, without marks of direction and vowels, one letter for its variants."""
    plain = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return " ".join(_HAN_GAP.sub("", _VOWEL_MARKS.sub("", same_letters(plain))).split())


def same_letters(text: str) -> str:
    """The text with one letter for its variants; a regex stays one."""
    return text.translate(_SAME_LETTERS)


def sentences_of(text: str) -> list[str]:
    """The folded sentences of a drawn text."""
    return [sentence for part in _SENTENCE_END.split(text) if (sentence := folded(part))]


def reads_as(text: str) -> str | None:
    """The tag of the language that a text reads as: by its letters, or by its small words."""
    text = re.sub(r"\S+[@/]\S+", " ", text)
    share = {tag: len(re.findall(letters, text)) for tag, letters in _SCRIPTS.items()}
    share["zh"] *= 3  # a Chinese character is a word
    best = max(share, key=lambda tag: share[tag])
    if share[best] > len(re.findall(r"[A-Za-zÀ-ɏ]", text)):
        return best
    words = re.findall(r"\w+", text.casefold())
    counts = {tag: sum(word in small for word in words) for tag, small in _SMALL_WORDS.items()}
    return max(counts, key=lambda tag: counts[tag]) if any(counts.values()) else None
