"""The fields of an entry after its layers are merged, read by type.

The unit of an overlay is (entry, language, field): the last layer that has a field wins.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Final

from bot import format as fmt
from bot.tree import Entry, Tree, is_null, text_of, texts_of
from bot.yaml_reader import Mapping as YamlMapping

_SPAN = re.compile(r"(\d{1,3}) (day|week|month|year)s?")
_COUNTRY = re.compile(r"[a-z]{2}")
_DAYS: Final = {"day": 1, "week": 7, "month": 30.44, "year": 365.25}


def as_date(text: str) -> dt.date | None:
    """The day that an ISO text names, or None."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def as_span(text: str) -> dt.timedelta | None:
    """The time that `12 months`, `6 weeks` or `90 days` names, or None."""
    match = _SPAN.fullmatch(text.strip())
    return dt.timedelta(days=round(int(match[1]) * _DAYS[match[2]])) if match else None


def as_country(text: str) -> str | None:
    """The two small letters of a country, or `global`, as a text names it; or None."""
    return text if text == "global" or _COUNTRY.fullmatch(text) else None


def merged_entries(tree: Tree, kind: fmt.FileKind) -> Iterable[tuple[str, Fields]]:
    """The entries of a kind, each with its fields from the last layer that has them."""
    merged: dict[str, dict[str, Entry]] = {}
    for entry in tree.entries_of(kind):
        fields = merged.setdefault(entry.id, {})
        if isinstance(entry.value, YamlMapping):
            for name, _ in entry.value.pairs:
                fields[name.text] = entry
    return ((name, Fields(fields)) for name, fields in merged.items())


class Fields:
    """The fields of one entry after merging. A field that is missing reads as empty."""

    def __init__(self, fields: Mapping[str, Entry]) -> None:
        self._fields = fields

    def text(self, name: str, default: str = "") -> str:
        """A text, or the default."""
        entry = self._fields.get(name)
        value = entry.field(name) if entry else None
        return default if is_null(value) else text_of(value)

    def optional(self, name: str) -> str | None:
        """A text, or None."""
        return self.text(name) or None

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts."""
        entry = self._fields.get(name)
        return texts_of(entry.field(name)) if entry else ()

    def date(self, name: str) -> dt.date | None:
        """A day, or None."""
        return as_date(self.text(name))

    def span(self, name: str) -> dt.timedelta | None:
        """A span of time, or None."""
        return as_span(self.text(name))

    def pairs(self, name: str) -> dict[str, str]:
        """Names and texts."""
        entry = self._fields.get(name)
        value = entry.field(name) if entry else None
        if not isinstance(value, YamlMapping):
            return {}
        return {key.text: text_of(item) for key, item in value.pairs if not is_null(item)}
