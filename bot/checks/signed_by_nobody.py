"""signed-by-nobody: a text that counts as read although no role, no day, or a day to come stands
there.

Nobody writes a review that did not happen. Mend: write the role and the day on which it was read;
or "reviewed: {by: null, on: null}", which is honest and serves all the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from bot import format as fmt
from bot.field_reader import as_date
from bot.problem import Problem
from bot.tree import Tree, is_null, text_of
from bot.yaml_reader import Mapping

NEEDS_TODAY: Final = True
_MEND: Final = "Write the role and the day of the reading, or null for both."


def find(tree: Tree, today: dt.date) -> Iterator[Problem]:
    """Every review that is not one. A day in another form is for wrong-type."""
    for entry in tree.entries_of(fmt.TOPIC):
        reviewed = entry.field("reviewed")
        if isinstance(reviewed, Mapping) and (what := _lack(reviewed, today)):
            yield Problem("signed-by-nobody", reviewed.place, what, _MEND)


def _lack(reviewed: Mapping, today: dt.date) -> str:
    """What a review does not say, or says of a day to come; empty where it is right."""
    role, on = reviewed.get("by"), reviewed.get("on")
    if is_null(role) and is_null(on):
        return ""
    if is_null(role):
        return "It does not say which role read this text."
    if is_null(on):
        return "It does not say on which day this text was read."
    day = as_date(text_of(on))
    return f"{day.isoformat()} has not been yet." if day is not None and day > today else ""
