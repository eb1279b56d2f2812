"""Stems of Arabic words, light: what is joined to a word before and after it is taken off.

Snowball's stemmer leaves clitics and dialect forms on (measured: 2 to 5 points worse on our
questions and on bank questions). Words come folded (bot/normalise.py): one form for each letter.
"""

from __future__ import annotations

from typing import Final

JOINED: Final = (
    "وبال", "وكال", "فبال", "ولل", "وال", "بال", "كال", "فال", "لل", "ال", "و", "ف", "ب", "ل", "ك",
)  # fmt: skip
"""And, then, with, for, like, and the article, as they are joined to the word that follows."""

ENDINGS: Final = (
    "تموه", "هما", "كما", "تين", "تان", "ونه", "ها", "هم", "هن", "كم", "كن", "نا", "ات", "ان", "ون",
    "ين", "وا", "ته", "تي", "ني", "يه", "ه", "ي", "ا",
)  # fmt: skip
"""Endings of persons, numbers and belonging; up to two follow each other."""

PERSONS: Final = (
    "بي", "بت", "بن", "هي", "هت", "هن", "حي", "حت", "حن", "سي", "ست", "سن", "سا", "ي", "ت", "ن", "ا",
)  # fmt: skip
"""Beginnings of verbs: the persons, with the marks of now and later of the dialects."""

SHORTEST: Final = 3
"""Letters that are left at least: nearly every root has three."""

ENDINGS_TAKEN: Final = 2


class ArabicStemmer:
    """Stems words as Snowball's stemmers do for other languages."""

    def stemWord(self, word: str) -> str:  # noqa: N802 - the name that Snowball gave it
        """The stem of a folded word; a word too short for any is its own."""
        word = _without_beginning(word, JOINED, one_letter_leaves=SHORTEST + 1)
        for _ in range(ENDINGS_TAKEN):
            word = _without_ending(word)
        return _without_beginning(word, PERSONS, one_letter_leaves=SHORTEST)


def _without_beginning(word: str, beginnings: tuple[str, ...], one_letter_leaves: int) -> str:
    for beginning in beginnings:
        least = SHORTEST if len(beginning) > 1 else one_letter_leaves
        if word.startswith(beginning) and len(word) - len(beginning) >= least:
            return word.removeprefix(beginning)
    return word


def _without_ending(word: str) -> str:
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
            return word.removesuffix(ending)
    return word
