"""Every text of the knowledge by the entry that it belongs to: for finding and for tracing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bot import format as fmt
from bot.problem import Place
from bot.tree import Entry, Tree, entries_in
from bot.yaml_reader import Mapping, Node, Scalar, Sequence

CALLED: Final = {
    fmt.TOPICS.name: "topic",
    fmt.CHANNELS.name: "channel",
    fmt.CHANNEL_TEXTS.name: "channel",
    fmt.CONTACTS.name: "contact",
    fmt.CONTACT_TEXTS.name: "contact",
    fmt.GUIDES.name: "guide",
    fmt.GUIDE_TEXTS.name: "guide",
    fmt.SOURCES.name: "source",
    fmt.NOTICES.name: "interface",
    fmt.LANGUAGES.name: "language",
    fmt.ORGANISATIONS.name: "organisation",
    fmt.PLACES.name: "place",
}
"""Kind of file -> first part of the ids of its entries, where that is not the kind's own name."""

SAID: Final = {
    (fmt.TOPIC.name, "roles"): "role",
    (fmt.LAST_RESORT.name, "text"): "",
    (fmt.GUIDE_TEXTS.name, "says"): "",
    (fmt.GUIDE_TEXTS.name, "answers"): "",
    (fmt.GUIDE_TEXTS.name, "rows"): "row",
    (fmt.GUIDE_TEXTS.name, "reasons"): "reason",
}
"""Kind of file and field -> what the field is in an entry id, where that is not its name."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One text: the id of what it belongs to, its entry and field, the text and where it stands."""

    entry: str
    item: Entry
    field: str
    scalar: Scalar
    is_name: bool
    """Whether it is a name before a colon."""

    def line_with(self, words: str) -> Place:
        """The line of the file on which these words stand, else that on which the text begins."""
        wanted = words.casefold()
        lines = (line for line in self.scalar.lines() if wanted in line.source.casefold())
        return next(lines, self.scalar.place)


def spots(tree: Tree) -> Iterator[Spot]:
    """All texts of all layers, base first."""
    for file in tree.files:
        called = CALLED.get(file.kind.name, file.kind.name)
        for item in entries_in(file):
            own = f"{called}/{item.id}"
            if file.kind.shape != "entry" or file.kind is fmt.TOPIC:
                yield Spot(own, item, "", Scalar(item.id, item.place, "plain"), is_name=True)
            yield from _below(item, own, "", item.value)


def _below(item: Entry, entry: str, field: str, node: Node) -> Iterator[Spot]:
    if isinstance(node, Scalar):
        yield Spot(entry, item, field, node, is_name=False)
    elif isinstance(node, Sequence):
        for value in node.items:
            yield from _below(item, entry, field, value)
    elif isinstance(node, Mapping):
        for key, value in node.pairs:
            part = key.text if field else SAID.get((item.file.kind.name, key.text), key.text)
            below = f"{entry}/{part}" if part else entry
            if field:
                yield Spot(below, item, field, key, is_name=True)
            yield from _below(item, below, field or key.text, value)
