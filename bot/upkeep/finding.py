"""`find`: every place that uses an id, a number or a term, with its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from bot import format as fmt
from bot.normalise import words_of
from bot.problem import Place, counted, did_you_mean
from bot.tree import Tree
from bot.upkeep.refusal import RefusedError
from bot.upkeep.spots import Spot, spots

SHOWN: Final = 72
"""Characters of a text that are shown beside its place."""

_SPACE_IN_NUMBER: Final = re.compile(r"[\s().-]+")
_NAMED: Final = (
    *(fmt.TOPICS, fmt.TOPIC, fmt.CONTACTS, fmt.SOURCES, fmt.CHANNELS, fmt.LANGUAGES),
    *(fmt.ORGANISATIONS, fmt.PLACES),
)
"""Kinds of files whose entries others name."""


def found(tree: Tree, words: str) -> list[Spot]:
    """Every text that uses an id, else that holds a number or a term. Raises RefusedError where
    nothing does."""
    known = {name for kind in _NAMED for name in tree.ids_of(kind)} | set(fmt.CHANNEL_KINDS)
    wanted = words.strip()
    name = wanted.split("/")[1] if re.match(r"(contact|topic|source|channel)/", wanted) else wanted
    matches = _test(name, known)
    spotted = [spot for spot in spots(tree) if matches(spot.scalar.text)]
    if not spotted:
        mend = did_you_mean(name, known) or "A part of a word is not looked for; try another word."
        raise RefusedError("Nothing in the knowledge uses that.", mend)
    return spotted


def listed(tree: Tree, words: str) -> Iterator[str]:
    """The places, file by file."""
    spotted = found(tree, words)
    files = {spot.item.file.path for spot in spotted}
    for spot in spotted:
        place: Place = spot.line_with(words)
        text = " ".join((place.source or spot.scalar.text).split())
        yield f"{place.shown()}  ({spot.entry})"
        yield f"    {text[:SHOWN]}{'…' if len(text) > SHOWN else ''}"
    yield f"{counted(len(spotted), 'place')} in {counted(len(files), 'file')}."


def _test(wanted: str, known: set[str]) -> Callable[[str], bool]:
    """What a text has to be: the id itself or a path with it; of a number, its digits; else the
    words, one after the other."""
    if wanted in known:
        return lambda text: wanted in text.strip().split("/") and " " not in text.strip()
    number = _SPACE_IN_NUMBER.sub("", wanted)
    if re.fullmatch(r"\+?\d{2,}", number):
        whole = re.compile(rf"(?<!\d){re.escape(number)}(?!\d)")
        return lambda text: bool(whole.search(_SPACE_IN_NUMBER.sub("", text)))
    words = f" {' '.join(words_of(wanted))} "
    return lambda text: bool(words.strip()) and words in f" {' '.join(words_of(text))} "
