"""HSDS services of somebody else as drafts of contacts. A draft is shown to nobody: it is unconfirmed,
internal, and its quality says that it comes from a data set, until an office has called it.

No free text is taken over, and no person: what is left out is named with the reason.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from bot.checks.personal_contact import names_a_person
from bot.facts import Contact
from bot.field_reader import as_country
from bot.format import CHANNEL_KINDS
from bot.publishing.hsds import TAXONOMY
from bot.publishing.hsds_record import Reading, addresses_of, line_of, records_in

_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_COUNTRY: Final = re.compile(r"[a-z]{2}")
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a draft has to fit: contacts, organisations and places (with their country) that are
    known already, and what is said of every service of a file: its country, its kind of office."""

    contacts: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()
    cities: Mapping[str, str] = field(default_factory=dict)
    country: str | None = None
    channel: str | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What was not taken over, of which service (its name, or its place in the file), and why."""

    whose: str
    what: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A contact to be called first, and what was left out of it."""

    contact: Contact
    origin: str
    """The id that the service has in the file."""
    left_out: tuple[str, ...]


class _RefusedError(Exception):
    """Why a service becomes no draft."""


def drafts_of(services: Sequence[Any], around: Surroundings) -> tuple[list[Draft], list[LeftOut]]:
    """The drafts of a file in its order, each id once, and what was left out."""
    drafts: dict[str, Draft] = {}
    left_out: list[LeftOut] = []
    for number, record in enumerate(services, 1):
        name = line_of(record.get("name")) if isinstance(record, Mapping) else ""
        try:
            draft = _draft(record, around, around.contacts | drafts.keys())
        except _RefusedError as why:
            left_out.append(LeftOut(name or f"service {number}", f"all of it: {why}"))
            continue
        drafts[draft.contact.id] = draft
        left_out += [LeftOut(draft.contact.id, what) for what in draft.left_out]
    return list(drafts.values()), left_out


def _draft(record: Any, around: Surroundings, taken: Iterable[str]) -> Draft:
    if not isinstance(record, Mapping):
        raise _RefusedError("this is no service")
    ours = _ours(record)
    name = line_of(record.get("name"))
    if not name:
        raise _RefusedError("it has no name")
    if names_a_person(name):
        raise _RefusedError("it is named after a person")
    reading = Reading(record)
    contact = Contact(
        id="",
        channel=_channel(ours, around),
        name=name,
        country=_country(record, ours, around),
        organisations=_organisations(ours, around),
        phone=reading.phones(),
        email=reading.mailboxes(),
        web=reading.web(),
        address=reading.address(),
        hours=reading.hours(),
        languages=reading.languages(),
        quality="dataset",
    )
    if not contact.is_reachable:
        raise _RefusedError("nothing in it can be called, written to or opened")
    reading.leave_out_words()
    contact = replace(contact, city=_city(ours, contact.country, around))
    contact = replace(contact, id=_id(ours, contact, taken))
    return Draft(contact, _origin(record), tuple(reading.left_out))


def _origin(record: Mapping[str, Any]) -> str:
    """The id in the file, where it has the form that HSDS asks for; else nothing."""
    said = line_of(record.get("id")).lower()
    return said if _UUID.fullmatch(said) else ""


def _ours(record: Mapping[str, Any]) -> dict[str, list[str]]:
    """What an export of ours said in attributes: field -> values."""
    found: dict[str, list[str]] = {}
    for attribute in records_in(record.get("attributes")):
        term = attribute.get("taxonomy_term")
        if isinstance(term, Mapping) and term.get("taxonomy") == TAXONOMY:
            found.setdefault(line_of(term.get("code")), []).append(line_of(attribute.get("value")))
    return found


def _channel(ours: Mapping[str, list[str]], around: Surroundings) -> str:
    (said, *_) = ours.get("channel", [around.channel or ""])
    if said not in CHANNEL_KINDS:
        raise _RefusedError('no kind of office is known; say which one with "--channel"')
    return said


def _country(record: Mapping[str, Any], ours: Mapping[str, list[str]], around: Surroundings) -> str:
    said = [*_extents(record), *_address_countries(record)]
    found = (one for one in said if _COUNTRY.fullmatch(one))
    (country, *_) = ours.get("country", [next(found, around.country or "")])
    if as_country(country) is None:
        raise _RefusedError('no country is known; write "country:" into overlay.yaml')
    return country


def _extents(record: Mapping[str, Any]) -> list[str]:
    return [line_of(area.get("extent")).lower() for area in records_in(record.get("service_areas"))]


def _address_countries(record: Mapping[str, Any]) -> list[str]:
    return [line_of(address.get("country")).lower() for address in addresses_of(record)]


def _organisations(ours: Mapping[str, list[str]], around: Surroundings) -> tuple[str, ...]:
    """Whom it serves, as an export of ours says; a stranger's service serves anybody."""
    said = ours.get("organisations", ["any"])
    unknown = [one for one in said if one != "any" and one not in around.organisations]
    if unknown:
        raise _RefusedError("it serves an organisation that organisations.yaml does not have")
    return tuple(said)


def _city(ours: Mapping[str, list[str]], country: str, around: Surroundings) -> str | None:
    (said, *_) = ours.get("city", [""])
    if said and around.cities.get(said) != country:
        raise _RefusedError("it serves a place alone that places.yaml does not have there")
    return said or None


def _id(ours: Mapping[str, list[str]], contact: Contact, taken: Iterable[str]) -> str:
    """Its own id where an export of ours names one; else made of country and name."""
    (said, *_) = ours.get("id", [""])
    made = said if _ID.fullmatch(said) else f"{contact.country}-{_slug(contact.name)}"
    if made in taken:
        raise _RefusedError(f'"{made}" is here already; nothing of it was changed')
    return made


def _slug(name: str) -> str:
    """A name in small Latin letters and hyphens; a name in another alphabet by its check sum."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    words = re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode())
    return "-".join(words)[:60].strip("-") or hashlib.sha256(name.encode()).hexdigest()[:8]
