"""`overdue`: what somebody has to read or call again, role by role, as a list to work through.

An answer falls due by `review_every` of its topic, a contact by that of its own. An office sees what it
shows: its languages, its country, its organisation; what it withdrew is not listed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Literal

from bot import format as fmt
from bot.contacts import NEVER_SHOWN, URGENT_CHANNELS
from bot.expiry import Signed
from bot.fact_reader import read_scope, withdrawn_in
from bot.facts import TRIAL_HOLDS, Scope
from bot.field_reader import Fields, as_date, as_span, merged_entries
from bot.problem import Place, counted
from bot.tree import Entry, Tree, is_null, text_of
from bot.upkeep.refusal import WrongCallError
from bot.yaml_reader import Mapping

BASE_KEEPERS: Final = "who keeps the shared base"
"""Who is named where no role is: contacts of the base that are confirmed once for all."""

_SHORT: Final = re.compile(r"(\d{1,3}) ?([dwm])")
_LONG: Final = {"d": "days", "w": "weeks", "m": "months"}

State = Literal["overdue", "soon", "never"]


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to read or to call: whose it is, what, where it stands, until when it held."""

    owner: str
    entry: str
    place: Place
    signed: Signed | None
    is_urgent: bool = False
    """Whether somebody in danger needs it."""

    def state(self, within: dt.timedelta, today: dt.date) -> State | None:
        """How it stands today, or None where there is time."""
        if self.signed is None:
            return "never"
        if self.signed.is_overdue(today):
            return "overdue"
        return "soon" if self.signed.is_due_within(within, today) else None


def time_in(text: str) -> dt.timedelta:
    """The time that `30d`, `6w`, `3m` or `30 days` names. Raises WrongCallError for another text."""
    short = _SHORT.fullmatch(text.strip())
    span = as_span(f"{short[1]} {_LONG[short[2]]}" if short else text)
    if span is None:
        raise WrongCallError(f'"{text}" is no time.', "Write it as in --within 30d, 6w or 3m.")
    return span


def listed(tree: Tree, within: dt.timedelta, today: dt.date) -> Iterator[str]:
    """The list: a role, below it what is overdue, oldest first, what falls due, what nobody did."""
    scope = read_scope(tree)
    offered = scope.languages or tree.languages
    found = [
        (due, state)
        for due in (*answers(tree, offered), *contacts(tree, scope))
        if (state := due.state(within, today))
    ]
    heads = {
        "overdue": "overdue",
        "soon": f"due by {(today + within).isoformat()}",
        "never": "nobody signed it yet",
    }
    rank = {state: number for number, state in enumerate(heads)}
    found.sort(key=lambda row: (row[0].owner, rank[row[1]], *_order(row[0])))
    for owner, rows in groupby(found, key=lambda row: row[0].owner):
        yield owner
        for state, below in groupby(rows, key=lambda row: row[1]):
            yield f"  {heads[state]}"
            yield from (f"    {_row(due)}" for due, _ in below)
        yield ""
    yield _summary([state for _, state in found], heads["soon"], within)
    elsewhere = _left_to_offices(tree)
    if elsewhere:
        yield f"Not listed: {counted(elsewhere, 'contact')} that each office tries. Name its folder."


def _row(due: Due) -> str:
    since = f"{due.signed.due.isoformat()}  " if due.signed else ""
    last = f"; last on {due.signed.on.isoformat()}" if due.signed else ""
    return f"{since}{due.entry}: {due.place.shown()}{last}"


def _order(due: Due) -> tuple[str, bool, str]:
    """What was due first comes first; of the same day, what somebody in danger needs."""
    since = due.signed.due.isoformat() if due.signed else ""
    return since, not due.is_urgent, due.entry


def _summary(states: list[State], soon: str, within: dt.timedelta) -> str:
    counts = [f"{states.count('overdue')} overdue"]
    if within:
        counts.append(f"{states.count('soon')} {soon}")
    return f"{', '.join(counts)}, {states.count('never')} that nobody signed yet."


def answers(tree: Tree, languages: Collection[str]) -> Iterator[Due]:
    """The reading of every answer that is served, in each of these languages. A later layer's answer
    has to be read anew."""
    facts = dict(merged_entries(tree, fmt.TOPICS))
    gone = withdrawn_in(tree)
    found: dict[tuple[str, str], tuple[Entry, Entry | None]] = {}
    for item in tree.entries_of(fmt.TOPIC):
        key = (item.id, str(item.file.language))
        if not is_null(item.field("answer")):
            found[key] = (item, None)
        if key in found and isinstance(item.field("reviewed"), Mapping):
            found[key] = (found[key][0], item)
    for (topic, language), (answer, review) in found.items():
        fields, entry = facts.get(topic), f"topic/{topic}/answer"
        if fields is None or entry in gone or language not in languages:
            continue
        span = fields.span("review_every")
        place, signed = _signature(review or answer, "reviewed", span)
        owner, is_urgent = fields.text("owner") or BASE_KEEPERS, topic in fmt.URGENT_KINDS
        yield Due(owner, f"{entry} ({language})", place, signed, is_urgent)


def contacts(tree: Tree, scope: Scope) -> Iterator[Due]:
    """The trial of every contact, and the check of every caution, that an office of this scope answers
    for."""
    owner = next((text_of(e.field("owner")) for e in tree.entries_of(fmt.OVERLAY)), "")
    last = _last_places(tree)
    for name, fields in _to_try(tree):
        if (owner or fields.text("confirm_by") == "central") and _is_for(fields, scope):
            span = fields.span("review_every") or TRIAL_HOLDS
            place, signed = _signature(last[name], "confirmed", span)
            is_urgent = fields.text("channel") in URGENT_CHANNELS
            yield Due(owner or BASE_KEEPERS, f"contact/{name}", place, signed, is_urgent)


def _left_to_offices(tree: Tree) -> int:
    """How many contacts wait for an office, where only the base was named."""
    if any(tree.entries_of(fmt.OVERLAY)):
        return 0
    return sum(fields.text("confirm_by") != "central" for _, fields in _to_try(tree))


def _to_try(tree: Tree) -> Iterator[tuple[str, Fields]]:
    """The contacts that a trial would show to somebody, and the cautions."""
    gone = withdrawn_in(tree)
    for name, fields in merged_entries(tree, fmt.CONTACTS):
        is_hidden = fields.text("visibility") == "confidential-place"
        is_hidden |= fields.text("quality") in NEVER_SHOWN or f"contact/{name}" in gone
        can_be_tried = fields.texts("phone") or fields.texts("email") or fields.text("caution")
        if can_be_tried and not is_hidden:
            yield name, fields


def _is_for(fields: Fields, scope: Scope) -> bool:
    served = fields.texts("organisations") or ("any",)
    is_near = scope.country is None or fields.text("country") in ("global", scope.country)
    return is_near and bool({"any", scope.organisation or served[0]} & {*served})


def _last_places(tree: Tree) -> dict[str, Entry]:
    """Contact -> its entry of the last layer that speaks of its trial, else of the last layer."""
    found: dict[str, Entry] = {}
    for entry in tree.entries_of(fmt.CONTACTS):
        is_silent = isinstance(entry.value, Mapping) and entry.value.key("confirmed") is None
        if entry.id not in found or not is_silent:
            found[entry.id] = entry
    return found


def _signature(entry: Entry, name: str, span: dt.timedelta | None) -> tuple[Place, Signed | None]:
    """Where a signature stands or belongs, and what it says."""
    value = entry.field(name)
    key = entry.value.key(name) if isinstance(entry.value, Mapping) else None
    place = key.place if key else entry.place
    if not isinstance(value, Mapping) or is_null(value.get("by")) or span is None:
        return place, None
    day = as_date(text_of(value.get("on")))
    return place, Signed(day, span) if day else None
