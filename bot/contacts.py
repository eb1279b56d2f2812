"""Which contacts a person may see, and which come first. A wrong number hurts: in doubt, none.

The rules of display in one place: quality, confirmation, audience, country, duty station,
organisation, age. Everything that is not shown is replaced by whom to ask.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from bot.expiry import Signed
from bot.facts import Contact
from bot.knowledge import Knowledge
from bot.message import Audience
from bot.session import Session
from bot.setting import Setting

NEVER_SHOWN: Final = frozenset({"mirror", "dataset", "wiki", "none"})
"""Qualities of a source that are no ground to show a number."""

CENTRAL_QUALITIES: Final = frozenset({"official", "un"})
"""Qualities that are enough for a central contact which nobody here has tried yet."""

URGENT_CHANNELS: Final = frozenset(
    {"emergency", "police", "security", "medical-service", "crisis-line", "child-helpline"}
)
"""Kinds whose numbers are never withdrawn by age: shown with their date and a second route."""

MANY: Final = 4
"""Organisations from which a shared contact is shown to somebody whose own is not known."""

Standing = Literal["confirmed", "read", "preview", "overdue"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A contact as it may be shown: with the day it was tried or read, and its standing."""

    contact: Contact
    standing: Standing
    day: dt.date | None


def contacts_for(
    knowledge: Knowledge, session: Session, setting: Setting, channel: str, today: dt.date
) -> list[Shown]:
    """The contacts of a kind for this person, nearest first; empty where none may be shown."""
    found = [
        shown
        for contact in knowledge.contacts_of.get(channel, ())
        if f"contact/{contact.id}" not in knowledge.withdrawn
        and serves(contact, session)
        and (shown := standing_of(contact, setting, today)) is not None
    ]
    return sorted(found, key=lambda shown: _nearness(shown, session))


def standing_of(contact: Contact, setting: Setting, today: dt.date) -> Shown | None:
    """How a contact may be shown today, or None where it may not."""
    if not contact.is_reachable or contact.quality in NEVER_SHOWN:
        return None
    if not _is_for(contact.visibility, setting.audience):
        return None
    if contact.confirmed_on is not None:
        return _by_age(contact, contact.confirmed_on, setting, today)
    if contact.confirm_by == "central" and contact.quality in CENTRAL_QUALITIES:
        return Shown(contact, "read", contact.read)
    if setting.audience == "preview":
        return Shown(contact, "preview", contact.read)
    return None


def _by_age(contact: Contact, tried: dt.date, setting: Setting, today: dt.date) -> Shown | None:
    trial = Signed(tried, contact.review_every)
    if not trial.is_overdue(today):
        return Shown(contact, "confirmed", tried)
    if contact.channel in URGENT_CHANNELS or not trial.is_past(setting.grace, today):
        return Shown(contact, "overdue", tried)
    return None


def _is_for(visibility: str, audience: Audience) -> bool:
    if visibility == "confidential-place":
        return False
    return visibility == "public" or audience != "public"


def serves(contact: Contact, session: Session) -> bool:
    """Whether a contact is for where a person is, and for their organisation."""
    if contact.country not in ("global", session.country):
        return False
    if contact.city is not None and contact.city != session.city:
        return False
    if "any" in contact.organisations:
        return True
    if session.organisation is None:
        return _is_widely_open(contact)
    return session.organisation in contact.organisations


def _is_widely_open(contact: Contact) -> bool:
    """Whether a contact is worth showing to somebody whose organisation is not known: it serves
    the Secretariat, which takes what has no other place, or many organisations at once."""
    served = contact.organisations
    return contact.country != "global" or "un-secretariat" in served or len(served) >= MANY


def _nearness(shown: Shown, session: Session) -> tuple[int, int, int, int, str]:
    """Order: of the own organisation, of the own place, tried, serving everybody, the Secretariat's
    (which takes what has no other place), by id."""
    contact = shown.contact
    own = 0 if session.organisation in contact.organisations else 1
    place = 0 if contact.city else 1 if contact.country != "global" else 2
    tried = 0 if shown.standing == "confirmed" else 1
    breadth = 0 if "any" in contact.organisations else 1
    breadth += 0 if "un-secretariat" in contact.organisations else 1
    return (own, place, tried, breadth, contact.id)


def overdue(knowledge: Knowledge, today: dt.date) -> list[Contact]:
    """The contacts in use whose trial call is past its time."""
    return [
        contact
        for contact in knowledge.contacts
        if f"contact/{contact.id}" not in knowledge.withdrawn
        and contact.confirmed_on is not None
        and Signed(contact.confirmed_on, contact.review_every).is_overdue(today)
    ]


def has_any(knowledge: Knowledge, country: str) -> bool:
    """Whether the knowledge holds anything at all for a country."""
    return any(contact.country == country for contact in knowledge.contacts)


def of_channels(
    knowledge: Knowledge,
    session: Session,
    setting: Setting,
    channels: Iterable[str],
    today: dt.date,
) -> list[Shown]:
    """The contacts of several kinds, kind after kind."""
    return [
        shown
        for channel in channels
        for shown in contacts_for(knowledge, session, setting, channel, today)
    ]
