"""Which contacts may leave the bot. Default-deny: what is not allowed here by name stays inside.

The rules of display (bot/contacts.py) hold first, then the audience. A confidential place never
leaves: where a public file would have to step around one, nothing is written at all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from bot.checks.personal_contact import is_own_mailbox, names_a_person
from bot.contacts import NEVER_SHOWN, Shown, standing_of
from bot.facts import Contact, Scope
from bot.knowledge import Knowledge
from bot.problem import KnowledgeError, Place, Problem
from bot.setting import Setting

Readers = Literal["public", "internal"]
Reason = Literal["not for this audience", "not confirmed", "not to be reached", "names a person"]

ALLOWED: Final[dict[Readers, frozenset[str]]] = {
    "public": frozenset({"public"}),
    "internal": frozenset({"public", "internal"}),
}
"""Visibilities that each kind of reader may see. No other word stands for anything."""


@dataclass(frozen=True, slots=True)
class Published:
    """The contacts that may leave, and why each of the others may not."""

    shown: tuple[Shown, ...]
    left_out: tuple[tuple[str, Reason], ...]

    def reasons(self) -> dict[Reason, int]:
        """How many contacts were left out for each reason."""
        return dict(Counter(reason for _, reason in self.left_out))


def published(
    knowledge: Knowledge, readers: Readers, today: date, *, unconfirmed: bool = False
) -> Published:
    """What may leave for these readers; `unconfirmed`: also what nobody here has tried, which the
    one who asks has to mark. Raises KnowledgeError where a confidential place would be reached by
    a public file."""
    in_scope = [contact for contact in knowledge.contacts if _is_here(contact, knowledge)]
    places = [contact for contact in in_scope if contact.visibility == "confidential-place"]
    if readers == "public" and places:
        raise KnowledgeError([_confidential(contact) for contact in places])
    setting = Setting(audience="preview" if unconfirmed else readers)
    shown: list[Shown] = []
    left_out: list[tuple[str, Reason]] = []
    for contact in in_scope:
        reason = _refused(contact, readers)
        standing = standing_of(contact, setting, today)
        if reason is None and standing is not None:
            shown.append(standing)
        elif contact not in places:
            left_out.append((contact.id, reason or "not confirmed"))
    return Published(tuple(shown), tuple(left_out))


def _refused(contact: Contact, readers: Readers) -> Reason | None:
    if contact.visibility not in ALLOWED[readers]:
        return "not for this audience"
    if not contact.is_reachable or contact.quality in NEVER_SHOWN:
        return "not to be reached"
    if names_a_person(contact.name) or names_a_person(contact.address or ""):
        return "names a person"
    return "names a person" if any(map(is_own_mailbox, contact.email)) else None


def _is_here(contact: Contact, knowledge: Knowledge) -> bool:
    """Whether an instance with these layers could show a contact at all."""
    return f"contact/{contact.id}" not in knowledge.withdrawn and _serves(contact, knowledge.scope)


def _serves(contact: Contact, scope: Scope) -> bool:
    return (
        contact.country in ("global", scope.country or contact.country)
        and contact.city in (None, scope.city or contact.city)
        and (scope.organisation in (None, *contact.organisations) or "any" in contact.organisations)
    )


def _confidential(contact: Contact) -> Problem:
    what = (
        f'"{contact.id}" is a confidential place, and these pages are public. Nothing was written.'
    )
    mend = (
        "Keep such places in a folder of their own, and leave that folder out here; or write in"
        f" overlay.yaml: withdraw: [contact/{contact.id}]"
    )
    return Problem("confidential-place", Place(f"contacts/{contact.country}.yaml"), what, mend)


def given_away(knowledge: Knowledge, told: Iterable[tuple[str, str]]) -> list[Problem]:
    """A problem for each text that holds the address of a confidential place, withdrawn or not: a line
    of another contact, say. `told`: what is about to be written, each text after whose it is."""
    texts = [(whose, _folded(text)) for whose, text in told]
    return [
        _told(contact, whose)
        for contact in knowledge.contacts
        if contact.visibility == "confidential-place"
        for whose in dict.fromkeys(
            whose for whose, text in texts if any(part in text for part in _addresses(contact))
        )
    ]


def _addresses(contact: Contact) -> Iterator[str]:
    if contact.address is not None and (folded := _folded(contact.address)):
        yield folded


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _told(contact: Contact, whose: str) -> Problem:
    what = f'The address of "{contact.id}", a confidential place, stands in "{whose}" as well.'
    mend = "Take it out there. Nothing was written."
    return Problem("confidential-address", Place(f"contacts/{contact.country}.yaml"), what, mend)
