"""Names, numbers and addresses that a person typed: seen for one moment, to say that they are
not needed. Only whether there were any leaves this file, never which.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Final

from bot.normalise import LONGEST_TEXT, words_of

_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+\.\w")
_LONG_NUMBER: Final = re.compile(r"(?:\+?\d[\s().-]?){7,}")
_TITLED: Final = re.compile(r"\b(?:Mr|Mrs|Ms|Mx|Dr|Prof|Sr|Sra|Mme|M)\.? [A-ZÀ-Þ][\w'’-]+")
_NAME: Final = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-ZÀ-Þ][a-zß-ÿ'’-]+ [A-ZÀ-Þ][a-zß-ÿ'’-]+")


def has_particulars(text: str, known: Callable[[], Collection[str]]) -> bool:
    """Whether a text seems to hold a person's name, number or address.

    `known`: gives the folded words that are no names (places, organisations).
    """
    text = text[:LONGEST_TEXT]
    if _EMAIL.search(text) or _LONG_NUMBER.search(text) or _TITLED.search(text):
        return True
    names = _NAME.findall(text)
    return bool(names) and any(not set(words_of(name)) & set(known()) for name in names)
