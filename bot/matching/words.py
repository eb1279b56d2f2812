"""What is known about the words of one language: stems, concepts, abbreviations, common words.

Concepts and abbreviations come from `<language>/words.yaml`; stems from the Snowball algorithms, in
Arabic from our own.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Protocol

from bot.matching.arabic import ArabicStemmer
from bot.normalise import is_wide, words_of

LONGEST_EXPRESSION: Final = 6
"""Words, or Chinese characters, of one expression that stands for a concept."""

_STEMMERS: Final = {
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "it": "italian",
    "nl": "dutch",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "tr": "turkish",
}


class Stemmer(Protocol):
    """What the Snowball library offers, and our own."""

    def stemWord(self, word: str) -> str:  # noqa: N802 - the library's own name
        """The stem of a word."""
        ...


def stemmer_for(language: str) -> Stemmer | None:
    """The stemmer of a language, or None where there is none (Chinese)."""
    if language.partition("-")[0] == "ar":
        return ArabicStemmer()
    name = _STEMMERS.get(language.partition("-")[0])
    if name is None:
        return None
    module = importlib.import_module(f"snowballstemmer.{name}_stemmer")
    stemmer: Stemmer = getattr(module, f"{name.title()}Stemmer")()
    return stemmer


@dataclass(frozen=True)
class WordKnowledge:
    """The word knowledge of a language, as written by focal points."""

    abbreviations: Mapping[str, str] = field(default_factory=dict)
    concepts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def expansions(self) -> Mapping[str, tuple[str, ...]]:
        """Folded abbreviation -> the words it stands for."""
        found = {}
        for short, full in self.abbreviations.items():
            key = words_of(short)
            if len(key) == 1:
                found[key[0]] = words_of(full)
        return found

    @cached_property
    def expressions(self) -> Mapping[tuple[str, ...], str]:
        """Words of an expression, folded and written out, -> its concept."""
        found = {
            tuple(self.expand(words_of(expression))): concept
            for concept, expressions in sorted(self.concepts.items())
            for expression in expressions
        }
        found.pop((), None)
        return found

    def expand(self, words: Iterable[str]) -> Iterator[str]:
        """The words with abbreviations written out."""
        for word in words:
            yield from self.expansions.get(word, (word,))


class Analyser:
    """Words to stems and concepts, for one language. Keeps no word that was not in its files."""

    def __init__(self, knowledge: WordKnowledge, language: str) -> None:
        self.knowledge = knowledge
        self.language = language
        self._stemmer = stemmer_for(language)
        self._stems: dict[str, str] = {}

    @cached_property
    def _by_stems(self) -> dict[tuple[str, ...], str]:
        found: dict[tuple[str, ...], str] = {}
        for words, concept in self.knowledge.expressions.items():
            found.setdefault(tuple(self.learn(word) for word in words), concept)
        return found

    @cached_property
    def _openers(self) -> frozenset[str]:
        return frozenset(stems[0] for stems in self._by_stems if len(stems) > 1)

    def know(self, stems: Mapping[str, str]) -> None:
        """Take over stems that were worked out earlier from the same words."""
        self._stems.update(stems)

    def learn(self, word: str) -> str:
        """The stem of a word that comes from the knowledge, remembered for later."""
        if word not in self._stems:
            self._stems[word] = self._stem(word)
        return self._stems[word]

    def knows(self, word: str) -> bool:
        """Whether a word stands in a phrase or an expression."""
        return word in self._stems

    def stem(self, word: str) -> str:
        """The stem of any word; nothing is remembered."""
        return self._stems.get(word) or self._stem(word)

    def _stem(self, word: str) -> str:
        if self._stemmer is None or is_wide(word) or word.isdigit():
            return word
        return self._stemmer.stemWord(word)

    def concepts_of(self, stems: tuple[str, ...]) -> list[tuple[int, int, str]]:
        """The concepts that the stems hold: start, end, concept; longest expression first."""
        found = []
        position = 0
        while position < len(stems):
            width = LONGEST_EXPRESSION if stems[position] in self._openers else 1
            for size in range(min(width, len(stems) - position), 0, -1):
                concept = self._by_stems.get(stems[position : position + size])
                if concept is not None:
                    found.append((position, position + size, concept))
                    position += size - 1
                    break
            position += 1
        return found
