"""`trace`: where a sentence that somebody read comes from, and what it rests on.

Forgiving: a part of it is enough; case, accents and spaces do not matter, nor what was filled in for
{date} or {country}. Nothing of it is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from bot import format as fmt
from bot.fact_reader import withdrawn_in
from bot.normalise import words_of
from bot.problem import Place
from bot.shown import FIELDS
from bot.tree import Entry, Tree, is_null, text_of, texts_of
from bot.upkeep.refusal import RefusedError
from bot.upkeep.spots import Spot, spots
from bot.yaml_reader import Mapping

READ: Final = {
    **{kind.name: frozenset(names) for kind, names in FIELDS},
    fmt.CONTACT_TEXTS.name: frozenset({"name", "serves"}),
    fmt.CONTACTS.name: frozenset({"name", "phone", "email", "web", "address", "hours"}),
    fmt.LAST_RESORT.name: frozenset({"text"}),
    fmt.INTERFACE.name: frozenset({""}),
}
"""Kind of file -> the fields that people read."""

WHOLE: Final = 100.0
ALIKE: Final = 86.0
"""Likeness (0 to 100) from which a text that differs by a few letters is offered."""

WORDS_TO_BE_SURE: Final = 4
"""Words from which a likeness, or a text found within a longer quotation, means something."""

MOST_SHOWN: Final = 12
MOST_ALIKE: Final = 3
_SLOT: Final = re.compile(r"\{\w+\}")


@dataclass(frozen=True, slots=True)
class Trace:
    """One text that may be what was read, and how like it is: 100 where it is."""

    spot: Spot
    likeness: float


def traces(tree: Tree, words: str) -> list[Trace]:
    """The texts that hold these words, else those that are nearest. Raises RefusedError where there is
    none."""
    wanted = _folded(words)
    shown = [spot for spot in spots(tree) if _is_read(spot)]
    rated = [Trace(spot, _likeness(wanted, spot.scalar.text)) for spot in shown] if wanted else []
    sure = [trace for trace in rated if trace.likeness == WHOLE]
    if sure:
        return sure[:MOST_SHOWN]
    near = [trace for trace in rated if trace.likeness >= ALIKE]
    if not near:
        what = "No text of the knowledge says that."
        raise RefusedError(what, "Copy a few words of one sentence, without names and numbers.")
    return sorted(near, key=lambda trace: -trace.likeness)[:MOST_ALIKE]


def told(tree: Tree, words: str) -> Iterator[str]:
    """What is known of each text."""
    gone = withdrawn_in(tree)
    for trace in traces(tree, words):
        spot = trace.spot
        file = spot.item.file
        language = f" ({file.language})" if file.language else ""
        nearly = "" if trace.likeness == WHOLE else ", nearly the same words"
        yield f"{spot.entry}{language}{nearly}"
        place = _line(spot, words)
        layer = "your layer" if file.layer else "the shared base"
        yield f"  stands    {place.shown()}, in {layer}"
        yield f"            {' '.join(place.source.split())}"
        later = _later(tree, spot)
        if later is not None:
            yield f"  replaced  by {later.shown()}"
        if spot.entry in gone or f"contact/{spot.item.id}" in gone:
            yield f"  withdrawn by {gone.get(spot.entry) or gone[f'contact/{spot.item.id}']}"
        yield from _sources(tree, spot)
        yield f"  signed    {_signature(tree, spot.item)}"


def _is_read(spot: Spot) -> bool:
    names = READ.get(spot.item.file.kind.name, frozenset())
    return spot.field in names and not spot.is_name and not is_null(spot.scalar)


def _folded(text: str) -> str:
    return " ".join(words_of(text))


def _likeness(wanted: str, text: str) -> float:
    plain = _folded(_SLOT.sub(" ", text))
    if f" {wanted} " in f" {plain} " or _is_filled(wanted, text):
        return WHOLE
    if min(wanted.count(" "), plain.count(" ")) + 1 < WORDS_TO_BE_SURE:
        return 0.0
    if f" {plain} " in f" {wanted} ":
        return WHOLE
    if len(wanted) <= len(plain):
        return fuzz.partial_ratio(wanted, plain, score_cutoff=ALIKE)
    return fuzz.ratio(wanted, plain, score_cutoff=ALIKE)


def _is_filled(wanted: str, text: str) -> bool:
    """Whether the words are those of a text whose slots were filled."""
    parts = [_folded(part) for part in _SLOT.split(text)]
    if len(parts) == 1 or not any(parts):
        return False
    pattern = ".+".join(re.escape(part) for part in parts)
    return re.fullmatch(pattern.replace(r"\ ", " "), wanted) is not None


def _line(spot: Spot, words: str) -> Place:
    """The line that has most of the words."""
    wanted = _folded(words)
    lines = [line for line in spot.scalar.lines() if line.source.strip()]
    rated = [fuzz.partial_ratio(wanted, _folded(line.source)) for line in lines]
    return lines[rated.index(max(rated))] if rated else spot.scalar.place


def _later(tree: Tree, spot: Spot) -> Place | None:
    """Where a later layer says something else in place of this text."""
    file = spot.item.file
    for entry in tree.entries_of(file.kind, file.language):
        value = entry.field(spot.field) if spot.field else entry.value
        is_later = entry.id == spot.item.id and entry.file.layer > file.layer
        if is_later and value is not None and not is_null(value):
            return value.place
    return None


def _sources(tree: Tree, spot: Spot) -> Iterator[str]:
    known = {item.id: item for item in tree.entries_of(fmt.SOURCES)}
    names = list(dict.fromkeys(_source_ids(tree, spot)))
    for number, name in enumerate(names):
        label = "sources  " if number == 0 else "         "
        yield f"  {label} {_described(name, known.get(name))}"
    if not names:
        yield "  sources   none named beside it"


def _source_ids(tree: Tree, spot: Spot) -> Iterable[str]:
    """The sources that an entry names, in its own file or where the facts behind it stand."""
    item, kind = spot.item, spot.item.file.kind
    if kind is fmt.CHANNEL_TEXTS:
        facts = [e for e in tree.entries_of(fmt.CHANNELS) if e.id == item.id]
        return [
            name for e in facts for name in texts_of(e.field(spot.field))[1:] if name in _ids(tree)
        ]
    if kind is fmt.TOPIC:
        language = [e for e in tree.entries_of(kind, item.file.language) if e.id == item.id]
        english = [e for e in tree.entries_of(kind, "en") if e.id == item.id]
        held = [texts_of(e.field("sources")) for e in (*english, *language)]
        return next((names for names in reversed(held) if names), ())
    behind = {
        fmt.GUIDE_TEXTS: fmt.GUIDES,
        fmt.INTERFACE: fmt.NOTICES,
        fmt.CONTACT_TEXTS: fmt.CONTACTS,
    }
    facts = [e for e in tree.entries_of(behind.get(kind, kind)) if e.id == item.id]
    return [name for e in facts for name in texts_of(e.field("sources"))]


def _ids(tree: Tree) -> set[str]:
    return tree.ids_of(fmt.SOURCES)


def _described(name: str, source: Entry | None) -> str:
    if source is None:
        return name
    read = text_of(source.field("read"))
    where = "" if is_null(source.field("where")) else f", {text_of(source.field('where'))}"
    day = "not read by anybody yet" if is_null(source.field("read")) else f"read {read}"
    return f"{name}: {text_of(source.field('title'))}{where}, {day}"


def _signature(tree: Tree, item: Entry) -> str:
    """Who reviewed the answer or tried the contact, and when."""
    kind = item.file.kind
    if kind is fmt.CONTACT_TEXTS:
        kind = fmt.CONTACTS
    name = {fmt.TOPIC: "reviewed", fmt.CONTACTS: "confirmed"}.get(kind)
    if name is None:
        return "such texts have no place for a signature"
    language = item.file.language if kind is fmt.TOPIC else None
    held = [e.field(name) for e in tree.entries_of(kind, language) if e.id == item.id]
    signed = next((value for value in reversed(held) if isinstance(value, Mapping)), None)
    if signed is None or is_null(signed.get("by")):
        return "by nobody yet"
    return f"by {text_of(signed.get('by'))} on {text_of(signed.get('on'))}"
