"""review-overdue: an answer or a contact that nobody has looked at for longer than it holds.

It goes on being served, marked with its date. Mend: read it, or call it, and write the role and the
day of that; never without having done so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from bot import format as fmt
from bot.expiry import Signed
from bot.facts import TRIAL_HOLDS
from bot.field_reader import as_date, as_span
from bot.problem import Problem, counted
from bot.tree import Tree, is_null, text_of
from bot.yaml_reader import Mapping, Node

NEEDS_TODAY: Final = True


def find(tree: Tree, today: dt.date) -> Iterator[Problem]:
    """Every review and every trial call that is past its time."""
    spans = {
        entry.id: as_span(text_of(entry.field("review_every")))
        for entry in tree.entries_of(fmt.TOPICS)
    }
    for entry in tree.entries_of(fmt.TOPIC):
        yield from _overdue(entry.field("reviewed"), spans.get(entry.id), today)
    for entry in tree.entries_of(fmt.CONTACTS):
        span = as_span(text_of(entry.field("review_every"))) or TRIAL_HOLDS
        yield from _overdue(entry.field("confirmed"), span, today)


def _overdue(signed: Node | None, span: dt.timedelta | None, today: dt.date) -> Iterator[Problem]:
    if not isinstance(signed, Mapping) or is_null(signed.get("by")) or span is None:
        return
    key, day = signed.key("on"), as_date(text_of(signed.get("on")))
    if day is None or key is None or not Signed(day, span).is_overdue(today):
        return
    due = Signed(day, span).due
    what = f"This was due on {due.isoformat()}, {counted((today - due).days, 'day')} ago."
    mend = "Read or try it, then write the new day here."
    yield Problem("review-overdue", key.place, what, mend, "warn")
