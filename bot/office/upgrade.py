"""What an upgrade of the shared base would do to an office's own layer, before anything is changed.

Two trees are compared, the office's layers over the base of today and over the new one. What the
office wrote stays as it is; told is where it would say or vouch for something else than it meant.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from bot import format as fmt
from bot.checks import all_problems
from bot.config_values import Value
from bot.problem import Place, Problem, did_you_mean
from bot.tree import Entry, Tree, is_null, text_of
from bot.yaml_reader import Mapping as YamlMapping
from bot.yaml_reader import Node, Scalar

REACH: Final = ("phone", "email", "web", "address", "hours", "name", "channel", "organisations")
"""Fields of a contact that a confirmation vouches for: who answers, and where."""

UNSAID: Final = frozenset(
    {"phrases", "sources", "reviewed", "next", "notes", "country", "confirmed"}
)
"""Fields of the base that an office's own text does not stand in for."""

NAMES_NOTHING: Final = frozenset(
    {"unknown-reference", "unknown-topic", "unknown-channel", "unknown-step"}
)
GONE: Final = "The new base has it no more: take it out here, or name what took its place."
"""What to do about a name that the old base knew; a likely other name would be a guess."""

Id = tuple[str, str | None, str]
"""Kind of file, language, id of the entry: the unit of an overlay, without its field."""


def changes(before: Tree, after: Tree, today: dt.date) -> list[Problem]:
    """Everything that the office has to look at, each at its place in the office's own files. The
    first layer of each tree is the base."""
    found = [*_problems(before, after, today)]
    old, new = _base_entries(before), _base_entries(after)
    for item in _own_entries(after):
        if (was := old.get(_id(item))) is not None:
            found += _of_entry(item, was, new.get(_id(item)))
    return sorted(dict.fromkeys(found), key=Problem.sort_key)


def setting_changes(
    told: Mapping[str, Place], old: Mapping[str, Value], new: Mapping[str, Value]
) -> Iterator[Problem]:
    """Settings that the office uses and that go, and those it left out that would be another.
    `told`: the settings of its file, each with its place; `old`, `new`: all defaults."""
    for name in sorted(told.keys() - new.keys()):
        what = f'The new program has no setting "{name}".'
        mend = did_you_mean(name, new.keys() - old.keys()) or "Take the line out after the upgrade."
        yield Problem("setting-gone", told[name], what, mend)
    for name in sorted(old.keys() & new.keys() - told.keys()):
        if old[name] != new[name]:
            what = f'"{name}" is not in your settings: it was {_said(old[name])}, and would be {_said(new[name])}.'
            mend = "Write the line, with the value that you want."
            yield Problem("setting-default", Place("config.yaml"), what, mend)


def new_settings(old: Mapping[str, Value], new: Mapping[str, Value]) -> list[str]:
    """Settings that come with the upgrade; their defaults keep things as they were."""
    return [f"{name}: {_said(new[name])}" for name in sorted(new.keys() - old.keys())]


def _said(value: Value) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(value)}]"
    return {None: "null", True: "yes", False: "no"}.get(value, str(value))  # type: ignore[arg-type]


def _problems(before: Tree, after: Tree, today: dt.date) -> Iterator[Problem]:
    """What the checks find with the new base and did not find with the old one: in the office's
    files, or of the new base itself where it could not be served."""
    known = {_at(problem) for problem in all_problems(before, today)}
    own = tuple(f"{folder.as_posix()}/" for folder in after.folders[1:])
    for problem in all_problems(after, today):
        is_own = problem.place.path.startswith(own)
        if _at(problem) not in known and (is_own or problem.severity == "stop"):
            yield replace(problem, mend=GONE) if problem.id in NAMES_NOTHING else problem


def _at(problem: Problem) -> tuple[str, str, int, int]:
    place = problem.place
    return (problem.id, place.path, place.line, place.column)


def _id(item: Entry) -> Id:
    return (item.file.kind.name, item.file.language, item.id)


def _entries(tree: Tree) -> Iterator[Entry]:
    for kind in fmt.FILE_KINDS:
        if kind is not fmt.OVERLAY:
            yield from tree.entries_of(kind)


def _base_entries(tree: Tree) -> dict[Id, Entry]:
    return {_id(item): item for item in _entries(tree) if item.file.layer == 0}


def _own_entries(tree: Tree) -> Iterator[Entry]:
    return (item for item in _entries(tree) if item.file.layer > 0)


def _of_entry(own: Entry, was: Entry, now: Entry | None) -> Iterator[Problem]:
    """What an upgrade means for one entry of the office."""
    if now is None:
        what = f'The new base has no "{own.id}" any more: what stands here would stand alone.'
        mend = "Take it out, or give it every field of its own (docs/format.md)."
        yield Problem("base-entry-gone", own.place, what, mend)
        return
    if own.file.kind is fmt.CONTACTS:
        yield from _vouched(own, was, now)
    yield from _replaced(own, was, now)


def _vouched(own: Entry, was: Entry, now: Entry) -> Iterator[Problem]:
    """A trial call that would vouch for a number which nobody called."""
    signed = own.field("confirmed")
    if not isinstance(signed, YamlMapping) or is_null(signed.get("by")):
        return
    for name in REACH:
        if own.field(name) is None and _text(was.field(name)) != _text(now.field(name)):
            place = _key_place(own, "confirmed")
            what = (
                f"You signed this contact, and its {name} changes:"
                f" {_text(was.field(name)) or 'nothing'} -> {_text(now.field(name)) or 'nothing'}."
            )
            mend = (
                f'Call it anew, then write the day; until then write "confirmed: null" here, or keep'
                f' what you called with a line "{name}:" of your own.'
            )
            yield Problem("confirmed-other", place, what, mend)


def _replaced(own: Entry, was: Entry, now: Entry) -> Iterator[Problem]:
    """A text of the office stands in for one of the base that says something else now."""
    for name in _names(own):
        if name in UNSAID or _text(was.field(name)) == _text(now.field(name)):
            continue
        label = name or own.id
        if now.field(name) is None and name:
            what = (
                f'The new base says nothing under "{label}" any more, where yours stands in for it.'
            )
        elif text_of(now.field("meaning_changed")) == "yes":
            what = f'The base\'s "{label}" means something else now, and people would read yours.'
        else:
            what = f'The base\'s "{label}" changed, and people would go on reading yours.'
        mend = (
            "Compare yours with the new one; change it, take it out, or leave it if it still holds."
        )
        yield Problem("base-text-changed", _key_place(own, name), what, mend)


def _names(own: Entry) -> list[str]:
    """The fields of an entry; one without a name where it is a single text."""
    if isinstance(own.value, YamlMapping):
        return [key.text for key, _ in own.value.pairs]
    return [""]


def _key_place(own: Entry, name: str) -> Place:
    key = own.value.key(name) if isinstance(own.value, YamlMapping) else None
    return key.place if key is not None else own.place


def _text(node: Node | None) -> str:
    """What a value says, however its lines are broken."""
    if node is None or is_null(node):
        return ""
    if isinstance(node, Scalar):
        return " ".join(node.text.split())
    if isinstance(node, YamlMapping):
        return "; ".join(f"{key.text}: {_text(value)}" for key, value in node.pairs)
    return ", ".join(map(_text, node.items))
