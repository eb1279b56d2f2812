"""Text to words, the same way for phrases, cues and what a person types.

Everything that makes two spellings of one word equal is in this file: case, accents, Arabic letter
forms, apostrophes, stretched letters, odd Unicode. Nothing here knows a topic or keeps a text.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST_TEXT: Final = 4_000
"""Characters of one message that are read; no chat platform carries a longer one in one piece
(Telegram 4,096). The rest is not needed to find the need, and bounds the time of a turn."""

LONGEST_WORD: Final = 40
"""Letters of one word that are read; longer runs are keyboard mash."""

_APOSTROPHES = dict.fromkeys(map(ord, "'’‘`´ʼ＇"), None)
_FORMS = str.maketrans(
    {
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ى": "ي",
        "ئ": "ي",
        "ؤ": "و",
        "ة": "ه",
        "ک": "ك",
        "ی": "ي",
        "ـ": None,
        "œ": "oe",
        "æ": "ae",
    }
)
WORD: Final = re.compile(r"[^\W_]+|[\U0001f000-\U0001faff\u2600-\u27bf]")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_WIDE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_WIDE_OR_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]|[^\u3400-\u9fff\uf900-\ufaff]+")
_CLAUSE_END = re.compile(r"[.!?…。！？؟\n,;:،؛，；：—–()]+")
_SENTENCE_END = re.compile(r"[.!?…。！？؟\n]+")


def fold(text: str) -> str:
    """The text with differences that carry no meaning removed: at most `LONGEST_TEXT` characters,
    lower case, no accents, one form for each Arabic letter, no apostrophes, no stretched letters.

    Total: answers every string, lone surrogates and thousands of combining marks included.
    """
    text = text[:LONGEST_TEXT]
    if text.isascii():
        folded = text.lower().translate(_APOSTROPHES)
    else:
        text = text.translate(_APOSTROPHES)
        decomposed = unicodedata.normalize("NFKD", text.casefold())
        folded = "".join(c for c in decomposed if not unicodedata.combining(c))
        folded = unicodedata.normalize("NFC", folded.translate(_FORMS)).replace("ё", "е")
    return _STRETCHED.sub(r"\1\1", folded)


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, folded, in order; a Chinese character is a word of its own."""
    found: list[str] = []
    for run in WORD.findall(fold(text)):
        if _WIDE.search(run):
            found.extend(_WIDE_OR_RUN.findall(run))
        else:
            found.append(run[:LONGEST_WORD])
    return tuple(found)


def is_wide(word: str) -> bool:
    """Whether the word is a Chinese character."""
    return bool(_WIDE.match(word))


def clauses_of(text: str) -> tuple[str, ...]:
    """The parts of a message between any two marks, without those that have no word."""
    parts = (part.strip() for part in _CLAUSE_END.split(text[:LONGEST_TEXT]))
    return tuple(part for part in parts if WORD.search(part))


def sentences_of(text: str) -> tuple[str, ...]:
    """The sentences of a message, without those that have no word."""
    parts = (part.strip() for part in _SENTENCE_END.split(text[:LONGEST_TEXT]))
    return tuple(part for part in parts if WORD.search(part))
