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

from bot.checks.personal_contact import is_own_mailbox, names_a_person
from bot.facts import Contact
from bot.field_reader import as_country
from bot.format import CHANNEL_KINDS
from bot.publishing.hsds import TAXONOMY
from bot.publishing.hsds_hours import hours_of

LONGEST: Final = 200
"""Characters of a text that is taken over."""

MOST: Final = 10
"""Numbers, addresses or languages of one contact."""

_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_COUNTRY: Final = re.compile(r"[a-z]{2}")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")
_PHONE: Final = re.compile(r"[+*#\d][\d\s()./*#-]{1,30}")
_EMAIL: Final = re.compile(r"[\w.+-]{1,64}@[\w-]+(\.[\w-]+)+", re.ASCII)
_WEB: Final = re.compile(r"https?://[\w-]+(\.[\w-]+)+(:\d+)?(/[^\s\"'<>\\]*)?", re.ASCII)
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ADDRESS: Final = ("address_1", "address_2", "city", "region", "state_province", "postal_code")


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

    service: str
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
        name = _text(record.get("name")) if isinstance(record, Mapping) else ""
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
    name = _text(record.get("name"))
    if not name:
        raise _RefusedError("it has no name")
    if names_a_person(name):
        raise _RefusedError("it is named after a person")
    reading = _Reading(record)
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
    said = _text(record.get("id")).lower()
    return said if _UUID.fullmatch(said) else ""


def _text(value: object) -> str:
    """A text on one line, without signs that nobody sees; empty where it is none or too long."""
    if not isinstance(value, str) or len(value) > LONGEST:
        return ""
    seen = "".join(sign if sign.isprintable() else " " for sign in value)
    return " ".join(unicodedata.normalize("NFC", seen).split())


def _records(value: object) -> list[Mapping[str, Any]]:
    """The records of a list; what is none is no record."""
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _ours(record: Mapping[str, Any]) -> dict[str, list[str]]:
    """What an export of ours said in attributes: field -> values."""
    found: dict[str, list[str]] = {}
    for attribute in _records(record.get("attributes")):
        term = attribute.get("taxonomy_term")
        if isinstance(term, Mapping) and term.get("taxonomy") == TAXONOMY:
            found.setdefault(_text(term.get("code")), []).append(_text(attribute.get("value")))
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
    return [_text(area.get("extent")).lower() for area in _records(record.get("service_areas"))]


def _address_countries(record: Mapping[str, Any]) -> list[str]:
    return [_text(address.get("country")).lower() for address in _addresses(record)]


def _addresses(record: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    places = [one.get("location") for one in _records(record.get("service_at_locations"))]
    return [
        address
        for place in places
        if isinstance(place, Mapping)
        for address in _records(place.get("addresses"))
    ]


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


class _Reading:
    """One service, being read; `left_out` grows with what cannot be taken over."""

    def __init__(self, record: Mapping[str, Any]) -> None:
        self._record = record
        self.left_out: list[str] = []

    def phones(self) -> tuple[str, ...]:
        """Numbers of the service, of its places and of its contacts."""
        found = []
        for phone in self._everywhere("phones"):
            number = _text(phone.get("number"))
            if phone.get("extension") is not None:
                self.left_out.append("a number with an extension")
            elif phone.get("type") not in (None, "", "voice", "cell", "textphone"):
                self.left_out.append("a number for something else than calling")
            elif not _PHONE.fullmatch(number):
                self.left_out.append("a number of an odd form")
            else:
                found.append(number)
        return self._few(found, "numbers")

    def mailboxes(self) -> tuple[str, ...]:
        """Shared mailboxes; never one that is written like a person's."""
        records = [self._record, *self._everywhere("contacts")]
        found = []
        for address in (_text(record.get("email")) for record in records if record.get("email")):
            if is_own_mailbox(address):
                self.left_out.append("a mailbox that looks like one person's")
            elif not _EMAIL.fullmatch(address):
                self.left_out.append("a mailbox of an odd form")
            else:
                found.append(address)
        return self._few(found, "mailboxes")

    def web(self) -> str | None:
        """The page of the service."""
        page = self._record.get("url")
        if page and not _WEB.fullmatch(_text(page)):
            self.left_out.append("a page of an odd form")
            return None
        return _text(page) or None

    def address(self) -> str | None:
        """The first address, on one line, without whose attention it asks for."""
        addresses = _addresses(self._record)
        if len(addresses) > 1:
            self.left_out.append(f"{len(addresses) - 1} more of its addresses")
        line = ""
        for part in (_text(addresses[0].get(name)) for name in _ADDRESS) if addresses else ():
            line += f", {part}" if line and part and part not in line else "" if line else part
        if names_a_person(line):
            self.left_out.append("an address that names a person")
            return None
        return line or None

    def hours(self) -> str:
        """The hours, where they are days that follow each other with the same times."""
        schedules = _records(self._record.get("schedules"))
        hours = hours_of(schedules[0]) if len(schedules) == 1 else None
        if schedules and hours is None:
            self.left_out.append("hours that do not fit on one line")
        return hours or "unknown"

    def languages(self) -> tuple[str, ...]:
        """The languages that have a code of two or three letters."""
        codes = [_text(one.get("code")) for one in _records(self._record.get("languages"))]
        if not all(map(_LANGUAGE.fullmatch, codes)):
            self.left_out.append("a language without a code")
        return self._few([code for code in codes if _LANGUAGE.fullmatch(code)], "languages")

    def leave_out_words(self) -> None:
        """Name the persons that stood in the record. Free text is never taken over."""
        if any(_text(one.get("name")) for one in self._everywhere("contacts")):
            self.left_out.append("the name of a contact person")
        if any(_text(one.get("attention")) for one in _addresses(self._record)):
            self.left_out.append("whose attention the address asks for")

    def _everywhere(self, name: str) -> list[Mapping[str, Any]]:
        """The records of that name of the service, its contacts and its places."""
        contacts = _records(self._record.get("contacts"))
        places = _records(self._record.get("service_at_locations"))
        inner = [
            place["location"] for place in places if isinstance(place.get("location"), Mapping)
        ]
        holders = [self._record, *contacts, *places, *inner]
        return [one for holder in holders for one in _records(holder.get(name))]

    def _few(self, found: list[str], what: str) -> tuple[str, ...]:
        once = tuple(dict.fromkeys(found))
        if len(once) > MOST:
            self.left_out.append(f"{len(once) - MOST} more of its {what}")
        return once[:MOST]
