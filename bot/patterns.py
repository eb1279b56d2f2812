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
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from bot.normalise import WORD, words_of

LONGEST_GAP: Final = 6
"""Words that `...` may skip."""

OPENING: Final = 3
"""Letters by which words with any ending are told apart before the pattern itself is tried."""

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
    pieces: tuple[str, ...] = field(repr=False)
    """The parts of the expression."""
    needs: tuple[frozenset[str], ...] = field(repr=False)
    """Sets of words; of each, one must be there. Without any the cue is always tried."""

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """The pattern, made ready when a message first needs it: a language has a thousand cues, and
        a talk meets a few of them."""
        return re.compile(r"(?<!\S)" + "".join(self.pieces))


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue that was found: which, and which words of the message it covers."""

    cue: Cue
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Place:
    """One place of a cue: its part of the expression, and what a message must have for it."""

    pattern: str
    needs: tuple[frozenset[str], ...]


class CueReader:
    """Reads the cues of one language. What they share, such as a long list of words, is worked out
    once and kept once."""

    def __init__(
        self, groups: Mapping[str, Sequence[str]], written_out: WrittenOut = tuple
    ) -> None:
        """`groups`: the lists that cues name. `written_out` writes short forms out, as is done
        with messages."""
        self._groups = groups
        self._written_out = written_out
        self._places: dict[str, _Place | None] = {}
        self._folded: dict[str, tuple[str, ...]] = {}
        self._needs: dict[frozenset[str], frozenset[str]] = {}

    def read(self, text: str, name: str = "") -> Cue:
        """Read one cue. Raises CueError where a group is unknown or no word is left."""
        pieces: list[str] = []
        needs: list[frozenset[str]] = []
        gap = ""
        for piece in _PIECE.findall(text):
            if piece in ("...", "…"):
                gap = _GAP
                continue
            place = self._place(piece.removesuffix("?"))
            if place is None:
                continue
            is_optional = piece.endswith("?")
            pieces += [gap, place.pattern, "?" * is_optional]
            needs += () if is_optional else place.needs
            gap = ""
        if not pieces:
            raise CueError("")
        return Cue(text, name, tuple(pieces), tuple(needs))

    def check(self, text: str) -> None:
        """Raises CueError where `read` would, without making the cue ready."""
        has_word = False
        for alternative in re.findall(_ALTERNATIVE, text):
            name = alternative[1:-1]
            is_group = alternative.startswith("<")
            if is_group and name not in self._groups:
                raise CueError(name)
            texts = self._groups[name] if is_group else (alternative,)
            has_word = has_word or any(map(WORD.search, texts))
        if not has_word:
            raise CueError("")

    def read_or_none(self, text: str, name: str) -> Cue | None:
        """The cue, or None where it cannot be read."""
        try:
            return self.read(text, name)
        except CueError:
            return None

    def _place(self, piece: str) -> _Place | None:
        """What stands in one place of a cue; None where that is no word."""
        if piece not in self._places:
            options = sorted(self._options(piece), reverse=True)
            needs = (self._needs.setdefault(words, words) for words in _needed(options))
            place = _Place(_pattern(options), tuple(needs)) if options else None
            self._places[piece] = place
        return self._places[piece]

    def _options(self, piece: str) -> set[tuple[str, ...]]:
        """The alternatives of a place, each as its folded words; a `*` at a word's end stays."""
        found = set()
        for alternative in re.findall(_ALTERNATIVE, piece):
            name = alternative[1:-1]
            is_group = alternative.startswith("<")
            if is_group and name not in self._groups:
                raise CueError(name)
            texts = self._groups[name] if is_group else alternative.strip("()").split("|")
            found |= {self._words(text) for text in texts}
        return found - {()}

    def _words(self, text: str) -> tuple[str, ...]:
        """The folded words of an alternative."""
        words: list[str] = []
        for part in text.split():
            if part not in self._folded:
                self._folded[part] = tuple(self._written_out(words_of(_CONTROL.sub(" ", part))))
            folded = self._folded[part]
            is_open = bool(folded) and part.endswith("*")
            words.extend((*folded[:-1], folded[-1] + "*") if is_open else folded)
        return tuple(words)


def _needed(options: Sequence[tuple[str, ...]]) -> Iterator[frozenset[str]]:
    """Sets of words of each of which a message must have one to hold any of the options."""
    places = zip(*options, strict=True) if len(options) == 1 else [[o[0] for o in options]]
    for words in filter(None, places):
        yield frozenset(_opening(word) if word.endswith("*") else word for word in words)


def _opening(word: str) -> str:
    """How a word with any ending is looked for: by its first letters, marked."""
    return word[:OPENING].removesuffix("*") + "*"


def _there(words: Iterable[str]) -> set[str]:
    """The words of a message, and the openings of words that it has."""
    there = set(words)
    starts = {word[:OPENING] for word in there}
    return there | {start[:size] + "*" for start in starts for size in range(OPENING + 1)}


def _pattern(options: Iterable[tuple[str, ...]]) -> str:
    alternatives = "|".join(r"\ ".join(_word(word) for word in option) for option in options)
    return f"(?:(?:{alternatives}) )"


def _word(word: str) -> str:
    return re.escape(word[:-1]) + r"\S*" if word.endswith("*") else re.escape(word)


def haystack(words: Sequence[str]) -> str:
    """The form in which cues look at a message: each word followed by one space."""
    return "".join(f"{word} " for word in words)


_Tried = tuple[Cue, tuple[frozenset[str], ...]]
"""A cue under a word that it needs, and what else it needs."""


class CueSet:
    """Many cues, indexed by the rarest word that each needs, so that a message meets few of them."""

    def __init__(self, cues: Iterable[Cue]) -> None:
        self._by_word: dict[str, list[_Tried]] = {}
        self._always: list[Cue] = []
        self.every = tuple(cues)
        uses = Counter(word for cue in self.every for need in cue.needs for word in need)
        for cue in self.every:
            if not cue.needs:
                self._always.append(cue)
                continue
            rarest = min(cue.needs, key=lambda need: sum(map(uses.__getitem__, need)))
            others = tuple(need for need in cue.needs if need is not rarest)
            for word in rarest:
                self._by_word.setdefault(word, []).append((cue, others))

    def __len__(self) -> int:
        return len(self.every)

    def only(self, is_wanted: Callable[[str], bool]) -> CueSet:
        """The cues whose names are wanted."""
        return CueSet(cue for cue in self.every if is_wanted(cue.name))

    def words(self) -> Iterator[str]:
        """The words without which a cue is not found."""
        return (word for word in self._by_word if not word.endswith("*"))

    def hits(self, words: Sequence[str]) -> list[Hit]:
        """Every cue that the words of a message hold, in order of place, then of text."""
        there = _there(words)
        text = haystack(words)
        found = []
        for cue in (*self._always, *self._possible(there)):
            for match in cue.expression.finditer(text):
                start = text.count(" ", 0, match.start())
                found.append(Hit(cue, start, start + match.group().count(" ")))
        found.sort(key=lambda hit: (hit.start, hit.end, hit.cue.name, hit.cue.text))
        return found

    def _possible(self, there: set[str]) -> list[Cue]:
        """The cues of which a message has every word that they need."""
        tried = [entry for word in self._by_word.keys() & there for entry in self._by_word[word]]
        possible = [cue for cue, others in tried if not any(map(there.isdisjoint, others))]
        return [*{id(cue): cue for cue in possible}.values()]
