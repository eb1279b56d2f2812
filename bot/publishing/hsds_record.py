"""One HSDS service of somebody else, field by field: ways to reach it, hours, languages. What is odd, or
is somebody's, is left out and named."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from bot.checks.personal_contact import is_own_mailbox, names_a_person
from bot.publishing.hsds_hours import hours_of

LONGEST: Final = 200
"""Characters of a text that is taken over."""

MOST: Final = 10
"""Numbers, addresses or languages of one contact."""

_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")
_PHONE: Final = re.compile(r"[+*#\d][\d\s()./*#-]{1,30}")
_EMAIL: Final = re.compile(r"[\w.+-]{1,64}@[\w-]+(\.[\w-]+)+", re.ASCII)
_WEB: Final = re.compile(r"https?://[\w-]+(\.[\w-]+)+(:\d+)?(/[^\s\"'<>\\]*)?", re.ASCII)
_ADDRESS: Final = ("address_1", "address_2", "city", "region", "state_province", "postal_code")


def line_of(value: object) -> str:
    """A text on one line, without signs that nobody sees; empty where it is none or too long."""
    if not isinstance(value, str) or len(value) > LONGEST:
        return ""
    seen = "".join(sign if sign.isprintable() else " " for sign in value)
    return " ".join(unicodedata.normalize("NFC", seen).split())


def records_in(value: object) -> list[Mapping[str, Any]]:
    """The records of a list; what is none is no record."""
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def addresses_of(record: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The addresses of all places of a service."""
    places = [one.get("location") for one in records_in(record.get("service_at_locations"))]
    return [
        address
        for place in places
        if isinstance(place, Mapping)
        for address in records_in(place.get("addresses"))
    ]


class Reading:
    """One service, being read; `left_out` grows with what cannot be taken over."""

    def __init__(self, record: Mapping[str, Any]) -> None:
        self._record = record
        self.left_out: list[str] = []

    def phones(self) -> tuple[str, ...]:
        """Numbers of the service, of its places and of its contacts."""
        found = []
        for phone in self._everywhere("phones"):
            number = line_of(phone.get("number"))
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
        for address in (line_of(record.get("email")) for record in records if record.get("email")):
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
        if page and not _WEB.fullmatch(line_of(page)):
            self.left_out.append("a page of an odd form")
            return None
        return line_of(page) or None

    def address(self) -> str | None:
        """The first address, on one line, without whose attention it asks for."""
        addresses = addresses_of(self._record)
        if len(addresses) > 1:
            self.left_out.append(f"{len(addresses) - 1} more of its addresses")
        line = ""
        for part in (line_of(addresses[0].get(name)) for name in _ADDRESS) if addresses else ():
            line += f", {part}" if line and part and part not in line else "" if line else part
        if names_a_person(line):
            self.left_out.append("an address that names a person")
            return None
        return line or None

    def hours(self) -> str:
        """The hours, where they are days that follow each other with the same times."""
        schedules = records_in(self._record.get("schedules"))
        hours = hours_of(schedules[0]) if len(schedules) == 1 else None
        if schedules and hours is None:
            self.left_out.append("hours that do not fit on one line")
        return hours or "unknown"

    def languages(self) -> tuple[str, ...]:
        """The languages that have a code of two or three letters."""
        codes = [line_of(one.get("code")) for one in records_in(self._record.get("languages"))]
        if not all(map(_LANGUAGE.fullmatch, codes)):
            self.left_out.append("a language without a code")
        return self._few([code for code in codes if _LANGUAGE.fullmatch(code)], "languages")

    def leave_out_words(self) -> None:
        """Name the persons that stood in the record. Free text is never taken over."""
        if any(line_of(one.get("name")) for one in self._everywhere("contacts")):
            self.left_out.append("the name of a contact person")
        if any(line_of(one.get("attention")) for one in addresses_of(self._record)):
            self.left_out.append("whose attention the address asks for")

    def _everywhere(self, name: str) -> list[Mapping[str, Any]]:
        """The records of that name of the service, its contacts and its places."""
        contacts = records_in(self._record.get("contacts"))
        places = records_in(self._record.get("service_at_locations"))
        inner = [
            place["location"] for place in places if isinstance(place.get("location"), Mapping)
        ]
        holders = [self._record, *contacts, *places, *inner]
        return [one for holder in holders for one in records_in(holder.get(name))]

    def _few(self, found: list[str], what: str) -> tuple[str, ...]:
        once = tuple(dict.fromkeys(found))
        if len(once) > MOST:
            self.left_out.append(f"{len(once) - MOST} more of its {what}")
        return once[:MOST]
