"""Whether a translation still says what its source says.

The file of a topic in another language carries the hash of the English text that it translates, and
one of the numbers in that text (`translated_from`). So a later change of the English is seen, and
whether a number changed. A translation that is behind goes on being served, unless a number or the
meaning changed: then people read the English, with a notice, until it is translated anew.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from bot import format as fmt
from bot.tree import Entry, Tree, is_null, text_of
from bot.yaml_reader import Mapping as YamlMapping
from bot.yaml_reader import Scalar

SOURCE: Final = "en"
"""The language that the others are translated from."""

_NUMBER: Final = re.compile(r"\d+")
_TEXT_SIGNS: Final = 8
_NUMBER_SIGNS: Final = 4
"""Signs of each hash that are written: enough to see a change, short enough to read."""

State = Literal["right", "unstamped", "behind", "wrong"]
"""`right`: of the text of today; `unstamped`: nobody said of which; `behind`: of an older one, still
served; `wrong`: of an older one that had other numbers or another meaning, not served."""


def scalars_of_topic(item: Entry) -> Iterator[tuple[str, Scalar]]:
    """The texts of a topic's file that people read, as they stand there, each with its entry id."""
    for name in ("title", "answer", "again"):
        value = item.field(name)
        if isinstance(value, Scalar) and not is_null(value):
            yield f"topic/{item.id}/{name}", value
    roles = item.field("roles")
    if isinstance(roles, YamlMapping):
        for role, value in roles.pairs:
            if isinstance(value, Scalar):
                yield f"topic/{item.id}/role/{role.text}", value


def texts_of_topic(item: Entry) -> Iterator[tuple[str, str]]:
    """The texts of a topic's file that people read, each with its entry id."""
    return ((entry, scalar.text.strip()) for entry, scalar in scalars_of_topic(item))


def numbers_in(text: str) -> frozenset[int]:
    """The numbers of a text, in whichever digits; those written in words are not seen."""
    return frozenset(int(number) for number in _NUMBER.findall(text))


def stamp_of(source: Entry) -> str:
    """What `translated_from` has to say for a translation of this text. Breaking its lines
    differently changes nothing."""
    texts = [f"{entry}\n{' '.join(text.split())}" for entry, text in sorted(texts_of_topic(source))]
    numbers = sorted({number for text in texts for number in numbers_in(text)})
    return f"{_hash(texts, _TEXT_SIGNS)}-{_hash(map(str, numbers), _NUMBER_SIGNS)}"


def _hash(parts: Iterable[str], signs: int) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:signs]


@dataclass(frozen=True, slots=True)
class Source:
    """A source text of one layer: its stamp of today, and whether it means something else now."""

    stamp: str
    has_new_meaning: bool

    def state_of(self, translation: Entry) -> State:
        """How a translation of this text stands."""
        stamped = translation.field("translated_from")
        if is_null(stamped):
            return "unstamped"
        if text_of(stamped) == self.stamp:
            return "right"
        numbers = text_of(stamped).rpartition("-")[2]
        is_wrong = self.has_new_meaning or numbers != self.stamp.rpartition("-")[2]
        return "wrong" if is_wrong else "behind"


Sources = Mapping[tuple[int, str], Source]
"""Layer and topic -> its source text."""


def sources_in(tree: Tree) -> Sources:
    """The source texts of all layers of a tree that has their language."""
    return {
        (item.file.layer, item.id): Source(stamp_of(item), _has_new_meaning(item))
        for item in tree.entries_of(fmt.TOPIC, SOURCE)
    }


def translations_in(tree: Tree, sources: Sources) -> Iterator[tuple[Entry, State]]:
    """Every translation of a source text of its own layer, and how it stands."""
    for item in tree.entries_of(fmt.TOPIC):
        source = sources.get((item.file.layer, item.id))
        if item.file.language != SOURCE and source is not None:
            yield item, source.state_of(item)


def overtaken_texts(overlays: Tree) -> dict[str, int]:
    """Entry of a topic -> the layer that gave it another meaning, `overlays` being every layer but
    the base, in all languages. What older layers say of it is right in no language any more."""
    return {
        entry: item.file.layer + 1
        for item in overlays.entries_of(fmt.TOPIC)
        if _has_new_meaning(item)
        for entry, _ in texts_of_topic(item)
    }


def not_served(tree: Tree, sources: Sources, overtaken: Mapping[str, int]) -> dict[str, int]:
    """Entry of a topic -> the first layer that may say it in the language of a tree of
    translations. `overtaken`: the same, for all languages."""
    found = dict(overtaken)
    for item, state in translations_in(tree, sources):
        for entry, _ in texts_of_topic(item) if state == "wrong" else ():
            if not entry.endswith("/title"):  # a title has no facts, and menus stay readable
                found[entry] = max(item.file.layer + 1, found.get(entry, 0))
    return found


def _has_new_meaning(item: Entry) -> bool:
    return text_of(item.field("meaning_changed")) == "yes"
