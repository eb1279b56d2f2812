"""The questions that are measured with, and seeded variants of them with typing mistakes.

Development rows (tests/data/development) have been seen while the knowledge was written, so figures
on them flatter. A third of each file, drawn by `SEED`, was kept unread while words and phrases were
worked over: the column "kept" of the tables.
"""

from __future__ import annotations

import json
import random
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

DEVELOPMENT: Final = Path(__file__).parent.parent / "tests" / "data" / "development"
SEED: Final = 20261120
LANGUAGES: Final = ("en", "fr", "es", "ar", "zh", "ru")
VARIANTS: Final = 5
"""Variants of each question with typing mistakes."""

EDITED: Final = 0.15
"""How likely a word of more than three letters gets one mistake."""

_LETTERS: Final = {
    "LATIN": "abcdefghijklmnopqrstuvwxyz",
    "CYRILLIC": "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "ARABIC": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "CJK": "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里",
}
_WIDE_WORD: Final = 4
"""Chinese characters that are taken for one word."""


@dataclass(frozen=True)
class Question:
    """A row of a set: the topics that are good first answers, best first."""

    id: str
    language: str
    text: str
    accept: tuple[str, ...]
    style: str = ""
    crisis: str | None = None
    is_kept_aside: bool = False

    @property
    def is_inside(self) -> bool:
        """Whether a topic answers it."""
        return "out-of-scope" not in self.accept


def development(language: str) -> list[Question]:
    """The development rows of a language."""
    return _read(f"dev-{language}")


def crisis(language: str) -> list[Question]:
    """The rows on danger and those that only look like it."""
    return [question for question in _read("dev-crisis") if question.language == language]


@cache
def _read(name: str) -> list[Question]:
    lines = (DEVELOPMENT / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    ids = [row["id"] for row in rows]
    aside = set(random.Random(f"{SEED}|{name}").sample(ids, len(ids) // 3))
    return [
        Question(
            row["id"],
            row["lang"],
            row["text"],
            tuple(row["accept"]),
            row.get("style", ""),
            row.get("crisis"),
            row["id"] in aside,
        )
        for row in rows
    ]


def mistyped(text: str, variant: int) -> str:
    """The text with typing mistakes: in a word of more than three letters one letter is left out,
    added, exchanged or swapped with its neighbour, with probability `EDITED`."""
    chance = random.Random(f"{SEED}|{variant}|{text}")
    parts = re.split(r"(\s+)", text)
    return "".join(_edited(word, chance) for part in parts for word in _runs(part))


def _runs(part: str) -> list[str]:
    """A word; text without spaces in runs of a few characters."""
    if not any(_script(letter) == "CJK" for letter in part if letter.isalpha()):
        return [part]
    return [part[i : i + _WIDE_WORD] for i in range(0, len(part), _WIDE_WORD)]


def _script(letter: str) -> str:
    name = unicodedata.name(letter, "")
    return next((script for script in _LETTERS if name.startswith(script)), "LATIN")


def _edited(word: str, chance: random.Random) -> str:
    places = [i for i, letter in enumerate(word) if letter.isalpha()]
    if len(places) <= 3 or chance.random() >= EDITED:
        return word
    place = chance.choice(places)
    before, letter, after = word[:place], word[place], word[place + 1 :]
    other = chance.choice(_LETTERS[_script(letter)])
    match chance.choice(("leave", "add", "exchange", "swap")):
        case "leave":
            return before + after
        case "add":
            return before + other + letter + after
        case "exchange":
            return before + other + after
        case _:
            return before + after[:1] + letter + after[1:]
