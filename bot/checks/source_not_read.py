"""source-not-read: a source that counts as read, and does not say when; or one that nobody read and
that does not say so.

What is shown as checked was checked on a day. Mend: write the day under "read:"; or "kind: known"
and under "note:" that it awaits a check.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from bot import format as fmt
from bot.field_reader import as_date
from bot.problem import Place, Problem
from bot.tree import Entry, Tree, is_null, text_of

NEEDS_TODAY: Final = True


def find(tree: Tree, today: dt.date) -> Iterator[Problem]:
    """Every source and contact that was not read on a day that has been."""
    for entry in tree.entries_of(fmt.SOURCES):
        yield from _source(entry)
    for kind in (fmt.SOURCES, fmt.CONTACTS):
        for entry in tree.entries_of(kind):
            day = as_date(text_of(entry.field("read")))
            if day is not None and day > today:
                what = f"{day.isoformat()} has not been yet."
                yield _problem(entry, "read", what, "Write the day on which it was read.")


def _source(entry: Entry) -> Iterator[Problem]:
    kind, is_read = text_of(entry.field("kind")), not is_null(entry.field("read"))
    if kind in ("seed", "page") and not is_read:
        what = f'"{entry.id}" counts as read, and no day stands there.'
        yield _problem(entry, "kind", what, 'Write the day under "read:", or "kind: known".')
    elif kind == "known" and is_read:
        what = f'"{entry.id}" has a day on which it was read, and counts as not read.'
        yield _problem(entry, "kind", what, 'Write "kind: page", or "read: null".')
    elif kind == "known" and is_null(entry.field("note")):
        what = f'Nobody read "{entry.id}", and nothing says so.'
        yield _problem(entry, "kind", what, 'Add "note: not read; awaits a check".')


def _problem(entry: Entry, field: str, what: str, mend: str) -> Problem:
    value = entry.field(field)
    place: Place = entry.place if value is None else value.place
    return Problem("source-not-read", place, what, mend)
