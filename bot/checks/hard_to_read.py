"""hard-to-read: a sentence or a word that is too long for somebody who is afraid or in a hurry.

Guidance for plain language asks for sentences of 15 to 20 words, and none above 25. A colon and a
semicolon end a sentence here: the reader may rest there. Mend: make two sentences of it; leave out
what does not help to decide; take the everyday word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from bot.problem import Place, Problem
from bot.shown import shown_texts
from bot.tree import Tree
from bot.yaml_reader import Scalar

MOST_WORDS: Final = 25
"""Words of a sentence, as the style guide of the United Kingdom's government has it."""

MOST_WORDS_IN: Final = {"es": 28, "fr": 28, "zh": 45}
"""French and Spanish say the same with an eighth more words; Chinese is counted in characters."""

LONGEST_WORD: Final = 18
"""Letters of a word where nothing else is known of the language."""

LONGEST_WORD_IN: Final = {"ar": 13, "en": 15, "es": 16, "fr": 15}
"""The longest that the subject needs ("representatives", "confidencialidad"), and no more."""

_PAUSE: Final = re.compile(r"[.!?…:;؟؛]+(?=[\s\"'»”)\]]|$)|[。！？；：]")
_WORD: Final = re.compile(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+(?:['’.@/-]+[^\W_\u3400-\u9fff]+)*")
_LONG: Final = re.compile(r"(?<![\w./@-])[^\W\d_\u3400-\u9fff]{10,}(?![\w/@])")
"""A word that may be too long; addresses and signs of documents are none."""


def find(tree: Tree) -> Iterator[Problem]:
    """Every sentence and every word that is too long, in what people read."""
    for language in tree.languages:
        most = MOST_WORDS_IN.get(language, MOST_WORDS)
        longest = LONGEST_WORD_IN.get(language, LONGEST_WORD)
        unit = "characters" if language == "zh" else "words"
        for _, scalar in shown_texts(tree, language):
            for place, words in _sentences(scalar):
                if words > most:
                    what = f"This sentence has {words} {unit}; {most} are the most."
                    yield _problem(place, what, "Make two sentences of it.")
            for place, word in _long_words(scalar):
                if len(word) > longest:
                    what = f'"{word}" has {len(word)} letters; {longest} are the most.'
                    yield _problem(place, what, "Take a shorter word, or two.")


def _sentences(scalar: Scalar) -> Iterator[tuple[Place, int]]:
    """The place and the number of words of each sentence; a line break ends one too."""
    for line in scalar.lines():
        start, end = line.column, line.column + line.length
        stops = [pause.end() for pause in _PAUSE.finditer(line.source, start, end)]
        for stop in (*stops, end):
            words = list(_WORD.finditer(line.source, start, stop))
            if words:
                first, last = words[0].start(), words[-1].end()
                yield replace(line, column=first, length=last - first), len(words)
            start = stop


def _long_words(scalar: Scalar) -> Iterator[tuple[Place, str]]:
    for line in scalar.lines():
        for word in _LONG.finditer(line.source, line.column, line.column + line.length):
            yield replace(line, column=word.start(), length=len(word[0])), word[0]


def _problem(place: Place, what: str, mend: str) -> Problem:
    return Problem("hard-to-read", place, what, mend, "warn")
