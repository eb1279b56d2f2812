"""`confirm`: that somebody called a number or wrote to an address, in which role, on which day.

One contact at a time, by whoever did it: a trial that did not happen is worse than none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePath
from typing import Final

from bot import format as fmt
from bot.checks.personal_contact import looks_like_name
from bot.contacts import NEVER_SHOWN, standing_of
from bot.expiry import Signed
from bot.fact_reader import read_contacts, withdrawn_in
from bot.field_reader import as_date
from bot.problem import did_you_mean
from bot.setting import Setting
from bot.tree import Entry, scalars_of, text_of
from bot.upkeep.layers import Layers
from bot.upkeep.refusal import RefusedError, WrongCallError
from bot.yaml_reader import Mapping

LONGEST_ROLE: Final = 80
"""Characters; a role is a few words."""

ROLE: Final = 'Write the role, such as --by "gender focal point"; people move on, and names expose.'
HEAD: Final = (
    "# Contacts of this office, laid over those of the shared base: only what differs stands here.\n"
    "# A person sees a local one once somebody of the office tried it: the day stands on its card.\n"
)


def role_in(text: str) -> str:
    """The role that a person gave. Raises WrongCallError where it looks like somebody's name or
    address, or is no text of one line."""
    role = text.strip()
    if not role or not role.isprintable() or len(role) > LONGEST_ROLE:
        raise WrongCallError("A role is a few words on one line.", ROLE)
    if looks_like_name(role):
        raise WrongCallError("This looks like a person, not a role.", ROLE)
    return role


def day_in(text: str | None, today: dt.date) -> dt.date:
    """The day that a person gave, or today. Raises WrongCallError for none, and one to come."""
    day = today if text is None else as_date(text.strip())
    if day is None:
        raise WrongCallError("This is no day.", f"Write it as in --on {today.isoformat()}")
    if day > today:
        what = f"{day.isoformat()} has not been yet. Today is {today.isoformat()}."
        raise WrongCallError(what, "Write the day on which somebody was reached.")
    return day


def place_to_sign(layers: Layers, contact: str, by: str) -> PurePath:
    """The file in which a contact is confirmed: where the office wrote it, else a file of the office of
    the same name as that of the base. The base itself only for what is confirmed once for all.

    Raises WrongCallError for a contact that is not known or that each office has to try itself,
    RefusedError where there is nothing to try.
    """
    entries = _entries(layers, contact)
    if not any(_can_be_tried(entry) for entry in entries):
        raise RefusedError(
            "There is no number and no address that could have been tried.",
            'Add "phone:" or "email:" first, with its source.',
        )
    own = [entry for entry in entries if entry.file.layer in layers.overlays]
    if own:
        return PurePath(own[-1].file.path)
    first = entries[0]
    if layers.has_own_base and not layers.overlays and _is_central(first):
        return PurePath(first.file.path)
    folder = layers.office(f'whereto knowledge confirm {contact} --by "{by}"')
    return folder / "contacts" / PurePath(first.file.path).name


def check_newer(layers: Layers, contact: str, day: dt.date) -> None:
    """Raises WrongCallError where the contact was tried later than that."""
    for entry in _entries(layers, contact):
        held = entry.field("confirmed")
        last = as_date(text_of(held.get("on"))) if isinstance(held, Mapping) else None
        if last is not None and last > day:
            what = f"It was tried after that, on {last.isoformat()}; that day stays."
            raise WrongCallError(what, "Check the day that you gave.")


def outcome(layers: Layers, contact: str, day: dt.date, today: dt.date) -> Iterator[str]:
    """What people see of a contact after it was confirmed."""
    found = next((one for one in read_contacts(layers.tree) if one.id == contact), None)
    if found is None:
        yield "People read this caution without the remark that nobody here checked it."
        return
    tried = replace(found, confirmed_on=day)
    if f"contact/{contact}" in withdrawn_in(layers.tree):
        yield "It is still shown to nobody: it is withdrawn. See whereto knowledge restore."
        return
    if standing_of(tried, Setting(), today) is None:
        yield f"It is still shown to nobody: {_why_hidden(found.quality, found.visibility)}."
        return
    due = Signed(day, found.review_every).due
    if due < today:
        yield f"That trial held until {due.isoformat()}. Call it again."
    else:
        yield f"People see the day on its card. Call it again by {due.isoformat()}."


def _entries(layers: Layers, contact: str) -> list[Entry]:
    found = [entry for entry in layers.tree.entries_of(fmt.CONTACTS) if entry.id == contact]
    if not found:
        known = layers.tree.ids_of(fmt.CONTACTS)
        mend = did_you_mean(contact, known) or "Find it by its words: whereto knowledge find WORDS"
        raise WrongCallError(f'"{contact}" is no contact here.', mend)
    return found


def _can_be_tried(entry: Entry) -> bool:
    ways = (*scalars_of(entry.field("phone")), *scalars_of(entry.field("email")))
    return bool(ways) or entry.field("caution") is not None


def _is_central(entry: Entry) -> bool:
    return text_of(entry.field("confirm_by")) == "central"


def _why_hidden(quality: str, visibility: str) -> str:
    if quality in NEVER_SHOWN:
        return f'a source of the quality "{quality}" is no ground to show it'
    if visibility == "confidential-place":
        return "it is a confidential place"
    return "the trial is too long ago"
