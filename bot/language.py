"""Which language a message is in: script first, then function words; abstains rather than guesses.

A conversation stays in its language until a message is clearly in another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from bot.normalise import words_of

CLEAR_SHARE: Final = 0.25
"""Share of a message's words that must be function words of one language to name it."""

CLEAR_LEAD: Final = 2
"""By how many function words it must lead before every other language of the same script."""

MOSTLY: Final = 0.5
"""From this share of function words a lead of one is enough."""

SCRIPTS: Final = {
    "arabic": re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]"),
    "cyrillic": re.compile(r"[\u0400-\u04ff]"),
    "han": re.compile(r"[\u3400-\u9fff\uf900-\ufaff]"),
    "latin": re.compile(r"[a-zA-Z\u00c0-\u024f]"),
}
"""One letter of each script that is told apart."""


@dataclass(frozen=True, slots=True)
class LanguageSigns:
    """What tells a language apart: its script, and the small words that every sentence has."""

    script: str
    function_words: frozenset[str]
    also_in: frozenset[str] = frozenset()
    """Further scripts of its function words, where people write it in those too (Arabizi)."""


NO_SIGNS: Final = LanguageSigns("latin", frozenset())
"""Signs of a language that tells nothing about itself."""


def signs(script: str, words: Iterable[str]) -> LanguageSigns:
    """Signs with the words folded as messages are."""
    folded = frozenset(part for word in words for part in words_of(word))
    scripts = {script_of(word) for word in folded} - {script, None}
    return LanguageSigns(script, folded, frozenset(name for name in scripts if name))


def script_of(text: str) -> str | None:
    """The script most of whose letters stand in the text, or None where there is no letter."""
    counts = {name: len(pattern.findall(text)) for name, pattern in SCRIPTS.items()}
    counts["han"] *= 2  # a Chinese character is a word, not a letter
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] else None


def identify(text: str, languages: Mapping[str, LanguageSigns]) -> str | None:
    """The tag of the language that the text is clearly in, or None."""
    script = script_of(text)
    rivals = {
        tag: sign
        for tag, sign in languages.items()
        if sign.script == script or script in sign.also_in
    }
    if not rivals:
        return None
    if len(rivals) == 1 and script != "latin":
        return next(iter(rivals))
    words = words_of(text)
    counts = sorted(
        ((sum(word in sign.function_words for word in words), tag) for tag, sign in rivals.items()),
        key=lambda pair: (-pair[0], pair[1]),
    )
    best, tag = counts[0]
    second = counts[1][0] if len(counts) > 1 else 0
    lead = best - second
    is_mostly_small = best >= MOSTLY * len(words)
    is_clear = best >= CLEAR_SHARE * len(words) and (
        lead >= min(CLEAR_LEAD, best) or is_mostly_small
    )
    return tag if lead > 0 and is_clear else None
