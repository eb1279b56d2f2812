"""confirmed-by-nobody: a contact that would show as tried although nobody tried it.

"confirmed" needs a role and a day that has been. Mend: try it, then write who (a role) and when; or
write "confirmed: null".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from bot import format as fmt
from bot.field_reader import as_date
from bot.problem import Problem
from bot.tree import Tree, is_null, scalars_of, text_of
from bot.yaml_reader import Mapping

NEEDS_TODAY: Final = True

MEND: Final = 'Write the role and the day of the trial, or "confirmed: null".'


def find(tree: Tree, today: dt.date) -> Iterator[Problem]:
    """Every confirmation that is not one. A day in another form is for wrong-type."""
    contacts = list(tree.entries_of(fmt.CONTACTS))
    signable = {
        entry.id
        for entry in contacts
        if scalars_of(entry.field("phone"))
        or scalars_of(entry.field("email"))
        or entry.field("caution") is not None
    }
    for entry in contacts:
        confirmed = entry.field("confirmed")
        if isinstance(confirmed, Mapping) and (what := _lack(confirmed, today)):
            yield Problem("confirmed-by-nobody", confirmed.place, what, MEND)
        elif isinstance(confirmed, Mapping) and entry.id not in signable and _is_signed(confirmed):
            what = "There is no number and no address that could have been tried."
            yield Problem("confirmed-by-nobody", confirmed.place, what, MEND)


def _is_signed(confirmed: Mapping) -> bool:
    return not is_null(confirmed.get("by"))


def _lack(confirmed: Mapping, today: dt.date) -> str:
    """What a confirmation does not say, or says of a day to come; empty where it is right."""
    role, on = confirmed.get("by"), confirmed.get("on")
    day = as_date(text_of(on))
    if is_null(role):
        return "" if is_null(on) else "It does not say which role tried this contact."
    if is_null(on):
        return "It does not say on which day this contact was tried."
    return f"{day.isoformat()} has not been yet." if day is not None and day > today else ""
