"""What differs between two folders of knowledge, in plain words, what matters most to people first.

Pure: two trees in, changes out. The order of `SECTIONS` is the policy: first the numbers that
somebody in danger calls, last what only editors see.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bot import format as fmt
from bot.checks.no_second_route import NEEDED
from bot.problem import Place
from bot.translations import numbers_in
from bot.tree import Tree
from bot.upkeep.leaves import Key, Leaf, leaves

SECTIONS: Final = {
    "urgent-numbers": "Numbers that people in danger call",
    "contacts": "Other numbers and contacts",
    "withdrawn": "Taken out of use, or back in use",
    "duties": "What telling an office starts, and other facts of offices",
    "figures": "Deadlines and other figures",
    "urgent-texts": "What people read in danger",
    "texts": "What people read",
    "phrases": "How people ask, and how danger is heard",
    "guides": "Guided questions",
    "rest": "What only editors and the program see",
}
"""A section, and its heading; first those that can hurt most where they are wrong."""

CALLED: Final = {
    "emergency": "in danger",
    "police": "in danger",
    "security": "in danger",
    "medical-service": "after an assault",
    "gbv-service": "after an assault",
    "crisis-line": "when they think of dying",
    "child-helpline": "when a child is in danger",
}
"""When a kind of office is called: those whose numbers stand in urgent steps."""

SHOWN_OF_A_CONTACT: Final = {
    "phone": "number",
    "email": "mailbox",
    "web": "page",
    "address": "address",
    "name": "name",
    "channel": "kind of office",
    "country": "country",
    "city": "duty station",
    "organisations": "organisations that it serves",
    "hours": "hours",
    "quality": "quality of the source",
    "confirm_by": "party that has to try it",
    "visibility": "audience",
    "review_every": "time that a trial call holds",
    "serves": "description",
}
"""Fields that decide what is shown of a contact and to whom, as people name them."""

SECTION_OF: Final = {
    **dict.fromkeys(("guides", "guide-texts"), "guides"),
    **dict.fromkeys(("interface", "channel-texts"), "texts"),
    **dict.fromkeys(("cues", "groups", "words"), "phrases"),
    **{f"topic/{field}": "texts" for field in ("title", "answer", "again", "roles", "next")},
    **{f"topics/{field}": "texts" for field in ("channels", "share", "group")},
    **{f"urgent/{field}": "urgent-texts" for field in NEEDED},
    **{f"urgent/{field}": "phrases" for field in ("cues", "unsure", "look_alikes")},
    "topic/phrases": "phrases",
    "last-resort": "urgent-texts",
    "overlay/withdraw": "withdrawn",
}
"""A kind of file, or one of its fields -> the section of its changes; all others: the rest."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: what it means, and what stood there and stands there now."""

    section: str
    what: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    place: Place
    """Where it stands now; where it is gone, where it stood."""


def differences(before: Tree, after: Tree) -> list[Change]:
    """Every change, in the order of the sections, then of the files."""
    old, new = leaves(before), leaves(after)
    found = [
        *_entries(old, new, "gone"),
        *_entries(new, old, "new"),
        *_values(old, new),
    ]
    order = list(SECTIONS)
    return sorted(found, key=lambda c: (order.index(c.section), c.place.path, c.place.line))


def _entries(here: Mapping[Key, Leaf], there: Mapping[Key, Leaf], what: str) -> Iterator[Change]:
    """Entries of one side that the other does not have at all."""
    others = {key.of for key in there}
    alone: dict[Key, dict[str, Leaf]] = {}
    for key, leaf in here.items():
        if key.of not in others:
            alone.setdefault(key.of, {})[key.field] = leaf
    for key, fields in alone.items():
        shown = _most_telling(key, fields)
        texts = fields[shown].texts
        before, after = (texts, ()) if what == "gone" else ((), texts)
        head = "No longer there" if what == "gone" else "New"
        name = f"{head}: {_entry_name(key, fields)}."
        section = section_of(key._replace(field=shown), fields)
        yield Change(section, name, before, after, fields[shown].place)


def _most_telling(key: Key, fields: Mapping[str, Leaf]) -> str:
    """The field of an entry that is shown where the whole entry is new or gone: the one that
    matters most."""
    order = list(SECTIONS)
    names = ("phone", "email", "web", "withdraw", "answer", "steps", "says", "text")
    return min(
        fields,
        key=lambda name: (
            order.index(section_of(key._replace(field=name), fields)),
            names.index(name) if name in names else len(names),
        ),
    )


def _values(old: Mapping[Key, Leaf], new: Mapping[Key, Leaf]) -> Iterator[Change]:
    """Values that differ, of entries that both sides have."""
    both = {key.of for key in old} & {key.of for key in new}
    for key in dict.fromkeys((*old, *new)):
        before, after = old.get(key), new.get(key)
        if key.of not in both or _texts(before) == _texts(after):
            continue
        fields = _of_both(key, old, new)
        yield from _changed(key, _texts(before), _texts(after), fields)


def _of_both(key: Key, old: Mapping[Key, Leaf], new: Mapping[Key, Leaf]) -> dict[str, Leaf]:
    """The fields of an entry as they are, with those that are gone; of its kind of office both, as
    a number that was called in danger matters as much as one that will be."""
    fields = {k.field: leaf for k, leaf in {**old, **new}.items() if k.of == key.of}
    channel = key._replace(field="channel")
    if channel in old and channel in new:
        both = Leaf((*new[channel].texts, *old[channel].texts), new[channel].place)
        fields["channel"] = both
    return fields


def _texts(leaf: Leaf | None) -> tuple[str, ...]:
    return leaf.texts if leaf is not None else ()


def _changed(
    key: Key, before: tuple[str, ...], after: tuple[str, ...], fields: Mapping[str, Leaf]
) -> Iterator[Change]:
    place = fields[key.field].place
    if key.kind == "overlay" and key.field == "withdraw":
        for head, gone in (
            ("Taken out of use", [one for one in after if one not in before]),
            ("Back in use", [one for one in before if one not in after]),
        ):
            for entry in gone:
                yield Change("withdrawn", f"{head}: {entry}.", (), (), place)
        return
    section = section_of(key, fields)
    if section == "duties" and before[:1] == after[:1] and not key.field.startswith("can"):
        section = "rest"
    if section in ("urgent-texts", "texts", "guides") and _figures(before) != _figures(after):
        section = "figures"
    yield Change(section, _sentence(key, before, after, fields), before, after, place)


def section_of(key: Key, fields: Mapping[str, Leaf]) -> str:
    """The section of a value."""
    first = key.field.partition("/")[0]
    if key.kind in ("contacts", "contact-texts"):
        if first not in SHOWN_OF_A_CONTACT and first != "confirmed":
            return "rest"
        return "urgent-numbers" if _when(fields) else "contacts"
    if key.kind == "channels":
        return "duties"
    return SECTION_OF.get(f"{key.kind}/{first}") or SECTION_OF.get(key.kind, "rest")


def _when(fields: Mapping[str, Leaf]) -> str:
    """When a contact is called in urgent need; nothing for others."""
    channels = _texts(fields.get("channel"))
    return next((CALLED[channel] for channel in channels if channel in CALLED), "")


def _figures(texts: tuple[str, ...]) -> set[int]:
    return {number for text in texts for number in numbers_in(text)}


def _sentence(
    key: Key, before: tuple[str, ...], after: tuple[str, ...], fields: Mapping[str, Leaf]
) -> str:
    """What a change means, as one sentence."""
    if key.kind == "contacts":
        return _of_contact(key, before, after, fields)
    kind = next(kind for kind in fmt.FILE_KINDS if kind.name == key.kind)
    if key.kind == "channels":
        field = kind.field(key.field)
        meaning = field.meaning.partition(":")[0] if field else ""
        changed = (
            _from_to(before, after) if before[:1] == after[:1] else _from_to(before[:1], after[:1])
        )
        return f"{key.entry}: {meaning} ({key.field}) changes {changed}."
    name = _value_name(key)
    if section_of(key, fields) == "phrases":
        added = [text for text in after if text not in before]
        taken = [text for text in before if text not in after]
        return f"{name}: {len(added)} added, {len(taken)} taken out."
    return f"{name} changes{_figures_changed(_figures(before), _figures(after))}."


def _figures_changed(before: set[int], after: set[int]) -> str:
    """Which figures of a text went and came, as the end of a sentence."""
    gone, new = sorted(before - after), sorted(after - before)
    parts = [f"without {', '.join(map(str, gone))}"] if gone else []
    parts += [f"with {', '.join(map(str, new))}"] if new else []
    return f", now {' and '.join(parts)}" if parts else ""


def _of_contact(
    key: Key, before: tuple[str, ...], after: tuple[str, ...], fields: Mapping[str, Leaf]
) -> str:
    name = _entry_name(key, fields)
    if key.field == "confirmed":
        if not after:
            return f"Nobody stands any more for having tried {name}."
        return f"Tried: {name}, by {', '.join(after)}."
    called = SHOWN_OF_A_CONTACT.get(key.field, key.field)
    when = _when(fields)
    if key.field == "phone" and when:
        return f"The number people call {when} changes {_from_to(before, after)}: {name}."
    return f"The {called} of {name} changes {_from_to(before, after)}."


def _from_to(before: tuple[str, ...], after: tuple[str, ...]) -> str:
    """`from 1 to 2`; a side that holds nothing reads "none"."""
    return f"from {', '.join(before) or 'none'} to {', '.join(after) or 'none'}"


def _entry_name(key: Key, fields: Mapping[str, Leaf]) -> str:
    """An entry as a focal point names it."""
    if key.kind == "contacts":
        name = " ".join(_texts(fields.get("name"))) or key.entry
        return f"{name} ({key.entry})"
    where = f" ({key.language})" if key.language else ""
    return f"{key.kind} {key.entry}{where}"


def _value_name(key: Key) -> str:
    """`answer of time-limits (en)`: a value as a focal point names it."""
    kind = "" if key.kind == "topic" else f"{key.kind} "
    where = f" ({key.language})" if key.language else ""
    return f"{key.field or 'Text'} of {kind}{key.entry}{where}"
