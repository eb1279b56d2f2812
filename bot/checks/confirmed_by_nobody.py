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
from bot.tree import Tree, is_null, text_of
from bot.yaml_reader import Mapping

NEEDS_TODAY: Final = True


def find(tree: Tree, today: dt.date) -> Iterator[Problem]:
    """Every confirmation that is not one."""
    for entry in tree.entries_of(fmt.CONTACTS):
        confirmed = entry.field("confirmed")
        if not isinstance(confirmed, Mapping):
            continue
        place = confirmed.place
        day = as_date(text_of(confirmed.get("on")))
        has_role = not is_null(confirmed.get("by"))
        if not has_role and is_null(confirmed.get("on")):
            continue
        what = ""
        if not has_role:
            what = "It does not say which role tried this contact."
        elif day is None:
            what = "It does not say on which day this contact was tried."
        elif day > today:
            what = f"{day.isoformat()} has not been yet."
        elif is_null(entry.field("phone")) and is_null(entry.field("email")):
            what = "There is no number and no address that could have been tried."
        if what:
            mend = 'Write the role and the day of the trial, or "confirmed: null".'
            yield Problem("confirmed-by-nobody", place, what, mend)
