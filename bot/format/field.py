"""What a field and a file of the format are, and short ways to write them down in tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from bot.format.closed import VERBS

FieldType = Literal[
    "text",
    "lines",
    "list",
    "pairs",
    "lists",
    "choice",
    "choices",
    "fact",
    "verbs",
    "date",
    "span",
    "country",
    "signature",
]

TYPE_NAMES: Final[dict[FieldType, str]] = {
    "text": "a text on one line",
    "lines": "a text of several lines, in a `|` block",
    "list": "a list of texts",
    "pairs": "a name and a text for each line below it",
    "choice": "one of the words listed",
    "choices": "a list of the words listed",
    "fact": "a list, ids of sources.yaml after one of the words listed",
    "verbs": "a list, ids of sources.yaml after verbs",
    "date": 'a day, "2026-11-20"',
    "span": 'a time, "12 months", "6 weeks" or "90 days"',
    "country": 'a country in two small letters, "ke"',
    "signature": 'a role (`by`) and a day (`on`), "2026-11-20"',
    "lists": "a name and a list of texts for each line below it",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name as written, its type, what it means to the people on both sides."""

    name: str
    type: FieldType
    meaning: str
    example: str
    required: bool = False
    choices: tuple[str, ...] = ()
    """The words that may stand there; for `pairs`, the names below it."""
    may_be_null: bool = False


@dataclass(frozen=True, slots=True)
class FileKind:
    """One kind of file. `shape`: `entry` (the file is one entry), `entries` (an id, then its
    fields), `texts` (a key and a text a line), `lists` (a key and a list of texts)."""

    name: str
    pattern: str
    shape: Literal["entry", "entries", "texts", "lists"]
    holds: str
    fields: tuple[Field, ...] = ()
    free: bool = False
    """Whether entries may have ids of their own (true) or only those of the shipped file."""

    def has_language(self) -> bool:
        """Whether each language has a file of its own."""
        return self.pattern.startswith("<language>")

    def field(self, name: str) -> Field | None:
        """The field of that name, or None."""
        return next((field for field in self.fields if field.name == name), None)

    def required(self) -> tuple[str, ...]:
        """The fields that every entry has to have."""
        return tuple(field.name for field in self.fields if field.required)


def field(
    name: str,
    type_: FieldType,
    meaning: str,
    example: str,
    *options: str,
    choices: tuple[str, ...] = (),
) -> Field:
    """A field; `options`: "required", "null"."""
    return Field(name, type_, meaning, example, "required" in options, choices, "null" in options)


def fact(name: str, meaning: str, example: str, values: str) -> Field:
    """A fact with its sources: one of these values first."""
    return field(name, "fact", meaning, example, "required", choices=tuple(values.split()))


def verbs(name: str, meaning: str, example: str) -> Field:
    """What an office does, with its sources."""
    listed = f"{meaning}: {', '.join(VERBS)}"
    return field(name, "verbs", listed, example, "required", choices=VERBS)
