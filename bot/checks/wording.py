"""wording: words that this guide does not use: feigned feeling, blame, verdict, praise.

A program does not feel, does not judge, and does not ask why. The words and the reasons stand in
<language>/glossary.yaml. Mend: say it otherwise. Where an answer quotes such words as something not
to say, waive it in the topic's file: "waived:", then the words, a colon and the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from bot import format as fmt
from bot.normalise import words_of
from bot.patterns import haystack
from bot.problem import Place, Problem
from bot.shown import shown_texts
from bot.tree import Entry, Tree, is_null, text_of, texts_of
from bot.yaml_reader import Mapping, Scalar

_WORD: Final = re.compile(r"[^\W_](?:\S*[^\W_])?")


@dataclass(frozen=True, slots=True)
class _Term:
    words: str
    text: str
    instead: str
    why: str


def find(tree: Tree) -> Iterator[Problem]:
    """Every word of the glossary's "not" lists in a text that people read."""
    for language in tree.languages:
        terms = list(_terms(tree, language))
        for entry, scalar in shown_texts(tree, language):
            yield from _in_text(scalar, terms, _waived(entry))


def _terms(tree: Tree, language: str) -> Iterator[_Term]:
    for entry in tree.entries_of(fmt.GLOSSARY, language):
        for text in texts_of(entry.field("not")):
            words = haystack(words_of(text))
            if words:
                yield _Term(words, text, text_of(entry.field("use")), text_of(entry.field("why")))


def _waived(entry: Entry) -> frozenset[str]:
    waived = entry.field("waived")
    if not isinstance(waived, Mapping):
        return frozenset()
    return frozenset(haystack(words_of(key.text)) for key, why in waived.pairs if not is_null(why))


def _in_text(scalar: Scalar, terms: list[_Term], waived: frozenset[str]) -> Iterator[Problem]:
    text = " " + haystack(words_of(scalar.text))
    for term in terms:
        if term.words in waived or f" {term.words}" not in text:
            continue
        what = f'"{term.text}" is not used here. {term.why}'.strip()
        mend = f"Say instead: {term.instead}." if term.instead else "Say it otherwise."
        for place in list(_places(scalar, term.words.split())) or [scalar.place]:
            yield Problem("wording", place, what, mend)


def _places(scalar: Scalar, words: list[str]) -> Iterator[Place]:
    """Where the words stand one after the other; the part on the first line where they go on."""
    standing = [
        (word, replace(line, column=found.start(), length=len(found[0])))
        for line in scalar.lines()
        for found in _WORD.finditer(line.source, line.column, line.column + line.length)
        for word in words_of(found[0])
    ]
    for start in range(len(standing) - len(words) + 1):
        part = standing[start : start + len(words)]
        if [word for word, _ in part] == words:
            first = part[0][1]
            last = [place for _, place in part if place.line == first.line][-1]
            yield replace(first, length=last.column + last.length - first.column)
