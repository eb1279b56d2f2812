"""Latin letters back to a language's own: "on stoit pod dverju", "fi ragel wa2ef odam beity".

Many people write Russian and Arabic in Latin letters on a phone. Russian goes letter by letter.
Arabic leaves short vowels out and its chat spelling writes them, so a word goes by its consonants: it
becomes the known word that has the same ones. Other scripts have no such spelling here.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from typing import Final

from rapidfuzz.distance import OSA

from bot.matching.spelling import Speller
from bot.normalise import WORD, fold

_GROUPS: Final = [
    "shch",
    "щ",
    "sch",
    "щ",
    "tsya",
    "тся",
    "iya",
    "ия",
    "iyu",
    "ию",
    "zh",
    "ж",
    "kh",
    "х",
    "ts",
    "ц",
    "ch",
    "ч",
    "sh",
    "ш",
    "yu",
    "ю",
    "ju",
    "ю",
    "ya",
    "я",
    "ja",
    "я",
    "yo",
    "е",
    "jo",
    "е",
    "ye",
    "е",
    "je",
    "е",
    "iy",
    "ий",
    "ij",
    "ий",
    "yy",
    "ый",
    "yj",
    "ый",
    "ey",
    "ей",
    "ej",
    "ей",
    "ay",
    "ай",
    "aj",
    "ай",
    "oy",
    "ой",
    "oj",
    "ой",
    "uy",
    "уй",
    "uj",
    "уй",
]

_CYRILLIC: Final = {
    **dict(zip(_GROUPS[::2], _GROUPS[1::2], strict=True)),
    **dict(zip("abvgdezijklmnoprstufhcywxq", "абвгдезийклмнопрстуфхцывхк", strict=True)),
}
"""How Russian is written in Latin letters in chats; `y` is й after a vowel, else ы."""

_GLIDE: Final = re.compile(r".[yj]")
_LETTERS: Final = re.compile(
    "|".join(
        f"{group}(?![aeou])" if _GLIDE.fullmatch(group) else group
        for group in sorted(_CYRILLIC, key=len, reverse=True)
    )
)

_ARABIC: Final = dict(zip("بتطثجحخدضذزظرسصشعغفقكلمنه", "btttjHXddzzzrssS3Gfqklmnh", strict=True))
"""The consonant of each Arabic letter, by its sound in chat spelling; vowels have none."""

_SOUNDS: Final[Mapping[str, tuple[str, ...]]] = {
    "kh": ("X",),
    "gh": ("G",),
    "sh": ("S",),
    "ch": ("S",),
    "th": ("t", "z"),
    "dh": ("z", "d"),
    "2": ("q", ""),
    "3": ("3",),
    "4": ("S",),
    "5": ("X",),
    "6": ("t",),
    "7": ("H",),
    "8": ("G", "q"),
    "9": ("s", "q"),
    "g": ("j", "q", "G"),
    "h": ("h", "H", ""),
    "p": ("b",),
    "c": ("k", "s"),
    "v": ("f",),
    "x": ("ks",),
    **{letter: (letter,) for letter in "btjdrzsfqklmn"},
    **dict.fromkeys("aeiouwy", ("",)),
}
"""What a letter or a digit of Arabic chat spelling may stand for; dialects differ."""

_SOUND: Final = re.compile("|".join(sorted(_SOUNDS, key=len, reverse=True)))
_LONG_VOWELS: Final = str.maketrans({"ا": "a", "و": "o", "ي": "i"})
_VOWELS: Final = str.maketrans("eiyuw", "aiioo")
_REPEATED: Final = re.compile(r"(.)\1+")
_LATIN: Final = re.compile(r"[a-z0-9]*[a-z][a-z0-9]*")
_CHAT_DIGIT: Final = re.compile(r"(?=.*[a-z])[a-z]*[235678][a-z0-9]*")

FEWEST_CONSONANTS: Final = 2
"""Consonants that a word must have to be told by them."""

SHORTEST_PLAIN: Final = 4
"""Letters of the shortest word without a digit that is looked up: shorter ones are too many things."""

MOST_READINGS: Final = 24
"""Readings of one word that are looked up."""


def is_chat_arabic(word: str) -> bool:
    """Whether a folded word has a digit for a letter, as only Arabic chat spelling does."""
    return _CHAT_DIGIT.fullmatch(word) is not None


def cyrillic(word: str) -> str:
    """A folded word of Latin letters in Russian ones."""
    return _LETTERS.sub(lambda found: _CYRILLIC[found[0]], word)


class Romanised:
    """Gives words in Latin letters back to one language. What it knows as typed stays."""

    def __init__(self, script: str, speller: Speller) -> None:
        """`script`: the language's own, as languages.yaml names it."""
        self._script = script
        self._speller = speller
        self._by_consonants: dict[str, list[str]] = {}
        for word in sorted(speller.vocabulary) if script == "arabic" else ():
            consonants = _consonants_of(word)
            if len(consonants) >= FEWEST_CONSONANTS:
                self._by_consonants.setdefault(consonants, []).append(word)

    def words(self, words: Sequence[str]) -> tuple[str, ...]:
        """The folded words, those in Latin letters in the language's own where that can be told."""
        if self._script == "cyrillic":
            return tuple(map(self._in_cyrillic, words))
        if self._script == "arabic" and any(map(is_chat_arabic, words)):
            return tuple(map(self._in_arabic, words))
        return tuple(words)

    def text(self, text: str) -> str:
        """The text with its words so; what stands between them is kept."""
        typed = WORD.findall(text)
        own = self.words([fold(word) for word in typed])
        respelled = iter(zip(typed, own, strict=True))
        return WORD.sub(lambda _: _kept_or_own(*next(respelled)), text)

    def _in_cyrillic(self, word: str) -> str:
        own = cyrillic(word)
        return own if self._speller.knows(own) or not self._is_settled(word) else word

    def _in_arabic(self, word: str) -> str:
        is_short = len(word) < SHORTEST_PLAIN and not is_chat_arabic(word)
        return word if is_short or self._is_settled(word) else self._meant_by(word) or word

    def _is_settled(self, word: str) -> bool:
        return not _LATIN.fullmatch(word) or self._speller.knows(word)

    def _meant_by(self, word: str) -> str | None:
        """The known word that a word in chat spelling is nearest to."""
        sounds = _SOUND.findall(word)
        readings = itertools.product(*(_SOUNDS[sound] for sound in sounds))
        near = {
            known
            for reading in itertools.islice(readings, MOST_READINGS)
            for known in self._by_consonants.get(_REPEATED.sub(r"\1", "".join(reading)), ())
        }
        sounded = "".join(_SOUNDS[sound][0] or sound.translate(_VOWELS) for sound in sounds)
        return min(
            near, key=lambda known: (OSA.distance(_sounded(known), sounded), known), default=None
        )


def _kept_or_own(typed: str, own: str) -> str:
    return typed if fold(typed) == own else own


def _consonants_of(word: str) -> str:
    bare = word.removesuffix("ه")
    return _REPEATED.sub(r"\1", "".join(_ARABIC.get(letter, "") for letter in bare))


def _sounded(word: str) -> str:
    return "".join(_ARABIC.get(letter, letter) for letter in word.translate(_LONG_VOWELS))
