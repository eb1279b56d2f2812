"""Cues: small patterns over words that focal points write to say how people put a thing.

    he|she|they is outside my door      words in this order; `|` between what may stand in a place
    <person> ... follow*ing me          `...` skips up to six words; `*` at a word's end: any ending
    <person> forced me                  `<person>` is a list of words in groups.yaml
    (going to|will) hurt me             brackets hold alternatives of several words
    please? call                        `?` after a word or a bracket: it may be missing

A cue matches anywhere in a message. Matching is linear, knows no language and keeps nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from bot.normalise import words_of

LONGEST_GAP: Final = 6
"""Words that `...` may skip."""

_GAP: Final = rf"(?:\S+ ){{0,{LONGEST_GAP}}}?"

_ALTERNATIVE: Final = r"(?:<[^>]*>|\([^)]*\)|[^\s<>()|]+)"
_PIECE = re.compile(rf"\.\.\.|…|{_ALTERNATIVE}(?:\|{_ALTERNATIVE})*\??")
_CONTROL = re.compile(r"[|*?<>()]")

WrittenOut = Callable[[Iterable[str]], Iterable[str]]


class CueError(ValueError):
    """A cue that cannot be read; the text says why, for the person who wrote it."""


@dataclass(frozen=True)
class Cue:
    """One pattern: the words as written, and the expression that finds it in `haystack(words)`."""

    text: str
    name: str
    pattern: str
    first: frozenset[str]
    """The words one of which must be there; empty: unknown, the cue is always tried."""

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """The pattern, made ready when a message first needs it: a language has a thousand cues, and
        a talk meets a few of them."""
        return re.compile(self.pattern)


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue that was found: which, and which words of the message it covers."""

    cue: Cue
    start: int
    end: int


def compile_cue(
    text: str,
    groups: Mapping[str, Sequence[str]],
    name: str = "",
    written_out: WrittenOut = tuple,
) -> Cue:
    """Read one cue. `written_out` writes short forms out, as is done with messages. Raises
    CueError where a group is unknown or no word is left."""
    pieces: list[str] = []
    first: frozenset[str] = frozenset()
    gap = ""
    for piece in _PIECE.findall(text):
        if piece in ("...", "…"):
            gap = _GAP
            continue
        optional = piece.endswith("?")
        options = sorted(_options(piece.removesuffix("?"), groups, written_out), reverse=True)
        if not options:
            continue
        pieces.append(gap + _piece(options) + "?" * optional)
        gap = ""
        plain = frozenset(option[0] for option in options)
        if not optional and not any(word.endswith("*") for word in plain):
            first = plain if not first else min(first, plain, key=len)
    if not pieces:
        raise CueError("")
    return Cue(text, name, r"(?<!\S)" + "".join(pieces), first)


def _options(
    piece: str, groups: Mapping[str, Sequence[str]], written_out: WrittenOut
) -> set[tuple[str, ...]]:
    """The alternatives of a place, each as its folded words; a `*` at a word's end stays."""
    found = set()
    for alternative in re.findall(_ALTERNATIVE, piece):
        name = alternative[1:-1]
        if alternative.startswith("<") and name not in groups:
            raise CueError(name)
        texts = groups[name] if alternative.startswith("<") else alternative.strip("()").split("|")
        found |= {_words(text, written_out) for text in texts}
    return found - {()}


def _words(text: str, written_out: WrittenOut) -> tuple[str, ...]:
    words: list[str] = []
    for part in text.split():
        folded = tuple(written_out(words_of(_CONTROL.sub(" ", part))))
        is_open = bool(folded) and part.endswith("*")
        words.extend((*folded[:-1], folded[-1] + "*") if is_open else folded)
    return tuple(words)


def _piece(options: Iterable[tuple[str, ...]]) -> str:
    alternatives = "|".join(r"\ ".join(_word(word) for word in option) for option in options)
    return f"(?:(?:{alternatives}) )"


def _word(word: str) -> str:
    return re.escape(word[:-1]) + r"\S*" if word.endswith("*") else re.escape(word)


def haystack(words: Sequence[str]) -> str:
    """The form in which cues look at a message: each word followed by one space."""
    return "".join(f"{word} " for word in words)


class CueSet:
    """Many cues, indexed by a word that each needs, so that a message meets only a few of them."""

    def __init__(self, cues: Iterable[Cue]) -> None:
        self._by_word: dict[str, list[Cue]] = {}
        self._always: list[Cue] = []
        for cue in cues:
            for word in cue.first:
                self._by_word.setdefault(word, []).append(cue)
            if not cue.first:
                self._always.append(cue)

    def __len__(self) -> int:
        return len({id(cue) for cues in self._by_word.values() for cue in cues}) + len(self._always)

    def words(self) -> Iterator[str]:
        """The words that spelling repair must know so that a misspelt cue is still seen."""
        return iter(self._by_word)

    def hits(self, words: Sequence[str]) -> list[Hit]:
        """Every cue that the words of a message hold, in order of place, then of text."""
        text = haystack(words)
        tried: dict[int, Cue] = {id(cue): cue for cue in self._always}
        for word in words:
            for cue in self._by_word.get(word, ()):
                tried.setdefault(id(cue), cue)
        found = []
        for cue in tried.values():
            for match in cue.expression.finditer(text):
                start = text.count(" ", 0, match.start())
                found.append(Hit(cue, start, start + match.group().count(" ")))
        return sorted(found, key=lambda hit: (hit.start, hit.end, hit.cue.name, hit.cue.text))
