"""An office's own layer: what `overlay.yaml` says, and a file of its country's contacts in which each
number waits for the call that confirms it, and each caution for a lawyer. Nothing is confirmed here.

`whereto init` and `whereto knowledge new office` write it.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from string import Template
from typing import Final

from bot import format as fmt
from bot.contacts import URGENT_CHANNELS
from bot.editing import quoted
from bot.facts import Contact
from bot.field_reader import merged_entries
from bot.knowledge import Knowledge
from bot.office.office import Office
from bot.readiness import ROUTES
from bot.tree import Tree
from bot.upkeep.skeleton import comment, fields_to_fill

OWN: Final = ("medical-service", "security", "counsellor", "sh-focal-point", "psea-focal-point")
"""Kinds that every office has to fill in for itself: no shared base can know them."""

NAMES: Final = {
    "emergency": "Emergency",
    "medical-service": "Medical service for UN personnel",
    "security": "Security",
    "counsellor": "Staff counsellor",
    "sh-focal-point": "Focal point on sexual harassment",
    "psea-focal-point": "Focal point on sexual exploitation and abuse",
}
"""How an empty place is called until the office names it."""

ASK: Final = {
    "emergency": "Is it answered day and night, from a mobile too? Which languages?",
    "medical-service": "Is HIV prevention (PEP) there, also at night, and where if not? Is it bound to"
    " tell the police? Who may come without a staff contract?",
    "security": "Is it answered day and night, from a private mobile too? Who learns of a call? Whom to"
    " ask for where the person who is feared works in security?",
    "counsellor": "Whom do they serve? How is a talk arranged without a secretary reading it?",
    "sh-focal-point": "Are they bound to pass on what they hear? Who reads the mailbox, who stands in?",
    "psea-focal-point": "In which languages and at which hours do they answer? They have to report: say so.",
}
"""What somebody has to find out before an empty place is filled."""


def template(name: str) -> Template:
    """One of the files that an office begins with, with its open places."""
    return Template(files("bot.office").joinpath("templates", name).read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Caution:
    """A caution of the base on the law of a country: its id, its kind, and what it is drawn from."""

    id: str
    kind: str
    detail: str


def overlay_files(office: Office, knowledge: Knowledge, tree: Tree, folder: str) -> dict[str, str]:
    """Path below the overlay -> text. `knowledge` and `tree`: the base that it lies over; `folder`:
    where the overlay will lie, as it is shown."""
    shown = shlex.quote(folder)
    return {
        "overlay.yaml": template("overlay.yaml").substitute(
            name=office.name, country=office.country, folder=shown, fields=_fields(office)
        ),
        f"contacts/{office.country}.yaml": template("contacts.yaml").substitute(
            name=office.name,
            folder=shown,
            known="".join(map(_to_confirm, local_contacts(knowledge, office))) or _NONE_KNOWN,
            slots="".join(
                _slot(knowledge, office, channel) for channel in to_fill(knowledge, office)
            ),
            cautions="".join(map(_to_check, cautions_of(tree, office.country))) or _NO_CAUTION,
        ),
    }


_NONE_KNOWN: Final = "# None: the shared base has no number of this country yet.\n"
_NO_CAUTION: Final = (
    '# None: the shared base has none on this country. That is not "no risk": ask.\n'
)


def _fields(office: Office) -> str:
    """The lines of overlay.yaml, each below what it means."""
    held = {
        "extends": "base",
        "organisation": office.organisation or "null",
        "country": office.country,
        "city": office.city or "null",
        "office": quoted(office.name),
        "languages": f"[{', '.join(office.languages)}]",
        "owner": quoted(office.owner),
    }
    return fields_to_fill(fmt.OVERLAY, held, held)


def local_contacts(knowledge: Knowledge, office: Office) -> list[Contact]:
    """The base's contacts of the country that nobody has called yet, those for danger first."""
    found = [contact for contact in _there(knowledge, office) if contact.confirmed_on is None]
    return sorted(found, key=lambda contact: contact.channel not in URGENT_CHANNELS)


def cautions_of(tree: Tree, country: str) -> list[Caution]:
    """The cautions of the base on the law of a country."""
    return [
        Caution(name, fields.text("caution"), " ".join(fields.text("detail").split()))
        for name, fields in merged_entries(tree, fmt.CONTACTS)
        if fields.text("caution") and fields.text("country") == country
    ]


def to_fill(knowledge: Knowledge, office: Office) -> Sequence[str]:
    """The kinds of contact that the office has to add, since the base has none of them there."""
    there = {contact.channel for contact in _there(knowledge, office)}
    return [channel for channel in dict.fromkeys((*ROUTES, *OWN)) if channel not in there]


def _there(knowledge: Knowledge, office: Office) -> Iterable[Contact]:
    """The base's contacts that people of this office can reach in its country."""
    return (
        contact
        for contact in knowledge.contacts
        if contact.country == office.country
        and contact.city in (None, office.city)
        and contact.is_reachable
        and _is_for(contact.organisations, office.organisation)
    )


def slot_id(knowledge: Knowledge, office: Office, channel: str) -> str:
    """The id of an empty place: never one that the base has, since it would empty that contact."""
    found = f"{office.slug}-{channel}"
    taken = {contact.id for contact in knowledge.contacts}
    while found in taken:
        found += "-own"
    return found


def reached_by(contact: Contact) -> str:
    """What there is to call, write to or open."""
    return ", ".join(filter(None, (*contact.phone, *contact.email, contact.web, contact.address)))


def _is_for(organisations: Sequence[str], organisation: str | None) -> bool:
    return organisation is None or "any" in organisations or organisation in organisations


def _to_confirm(contact: Contact) -> str:
    return _signable(contact.id, f"{contact.name} ({contact.channel})\ncall: {reached_by(contact)}")


def _to_check(caution: Caution) -> str:
    return _signable(caution.id, f"{caution.kind}: {caution.detail}")


def _signable(name: str, about: str) -> str:
    """An entry of the base that waits for its signature, below what it is about."""
    return "\n" + "".join(comment(about)) + f"{name}:\n  confirmed: null\n"


def _slot(knowledge: Knowledge, office: Office, channel: str) -> str:
    return template("slot.yaml").substitute(
        id=slot_id(knowledge, office, channel),
        channel=channel,
        name=quoted(f"{NAMES[channel]}, {office.name}"),
        country=office.country,
        city=office.city or "null",
        ask="".join(comment(f"To fill. Ask: {ASK[channel]}")),
    )
