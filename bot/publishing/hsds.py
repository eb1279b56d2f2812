"""The contacts as services of the Human Services Data Specification 3.0 (Open Referral).

A contact becomes a service; what HSDS has no field for becomes an attribute of our own taxonomy.
Ids are derived from our ids alone, so that the same contact has the same id in every export.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from bot import format as fmt
from bot.contacts import Shown
from bot.facts import Contact
from bot.format import CARD_ROWS
from bot.knowledge import Knowledge
from bot.publishing.hsds_hours import schedule_of
from bot.wording import fill

Record = dict[str, Any]

TAXONOMY: Final = "whereto"
"""The taxonomy of our attributes: the fields of docs/format.md."""

NAMESPACE: Final = uuid.uuid5(uuid.NAMESPACE_URL, "urn:whereto:hsds")

CARRIED: Final = ("channel", "country", "city", "organisations", "visibility", "quality")
"""Fields of a contact that HSDS has none for; each value is an attribute of the service."""

FACTS: Final = tuple(row for row in CARD_ROWS if row not in ("can", "cannot"))
"""Rows of the fact card with one closed value, true of every office of the kind."""


def id_of(*names: str) -> str:
    """The id of a record: always the same for the same names, such as `service`, `ke-gbv-1195`."""
    return str(uuid.uuid5(NAMESPACE, "/".join(names)))


def services_of(knowledge: Knowledge, shown: Sequence[Shown], language: str) -> list[Record]:
    """The contacts as HSDS services, texts in a language that is served, by id."""
    return [
        _Telling(knowledge, language, one).record()
        for one in sorted(shown, key=lambda one: one.contact.id)
    ]


def texts_in(value: object) -> Iterator[str]:
    """Every text that stands in records, names of fields aside."""
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from texts_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_in(inner)
    elif isinstance(value, str):
        yield value


def _without_empty(**fields: Any) -> Record:
    return {name: value for name, value in fields.items() if value not in (None, "", [], ())}


class _Telling:
    """One contact, being told in one language."""

    def __init__(self, knowledge: Knowledge, language: str, shown: Shown) -> None:
        self._knowledge, self._language = knowledge, language
        self._shown, self._contact = shown, shown.contact
        self._service = id_of("service", self._contact.id)

    def record(self) -> Record:
        """The contact as a service."""
        contact, shown = self._contact, self._shown
        own = self._text(f"contact/{contact.id}/name")
        return _without_empty(
            id=self._service,
            name=own or contact.name,
            alternate_name=contact.name if own and own != contact.name else None,
            description=self._does(),
            url=contact.web,
            email=contact.email[0] if contact.email else None,
            status="inactive" if shown.standing == "preview" else "active",
            eligibility_description=self._text(f"contact/{contact.id}/serves"),
            assured_date=shown.day.isoformat() if shown.day and self._is_assured() else None,
            alert=None if shown.standing == "confirmed" else self._standing(),
            phones=[
                {"id": self._id("phone", n), "number": number, "type": "voice"}
                for n, number in enumerate(contact.phone)
            ],
            schedules=self._schedules(),
            service_areas=self._areas(),
            service_at_locations=self._locations(),
            languages=[self._tongue(tag) for tag in contact.languages],
            organization=self._organization(),
            contacts=[
                {"id": self._id("contact", n), "title": self._kind(), "email": address}
                for n, address in enumerate(contact.email)
            ],
            attributes=list(self._attributes()),
        )

    def _is_assured(self) -> bool:
        return self._shown.standing != "preview"

    def _id(self, what: str, number: int = 0) -> str:
        return id_of("service", self._contact.id, what, str(number))

    def _text(self, entry: str) -> str | None:
        found = (w.texts.get(entry) for w in self._knowledge.fallbacks(self._language))
        return next((text for text in found if text is not None), None)

    def _kind(self) -> str:
        return self._text(f"channel/{self._contact.channel}/name") or self._contact.channel

    def _does(self) -> str:
        return self._text(f"channel/{self._contact.channel}/does") or self._kind()

    def _standing(self) -> str | None:
        day = self._shown.day
        text = self._text(f"interface/standing-{self._shown.standing}")
        return fill(text, {"date": day.isoformat() if day else ""}) if text else None

    def _organization(self) -> Record:
        """The office itself: who stands above it, the knowledge does not say."""
        contact = self._contact
        return _without_empty(
            id=id_of("organization", contact.id),
            name=contact.name,
            description=self._does(),
            website=contact.web,
        )

    def _schedules(self) -> list[Record]:
        entry = "hours-always" if self._contact.hours == "always" else "hours-usual"
        told = fill(self._text(f"interface/{entry}") or "", {"time": self._contact.hours})
        schedule = schedule_of(self._contact.hours, told)
        return [{"id": self._id("schedule"), **schedule}] if schedule else []

    def _areas(self) -> list[Record]:
        contact = self._contact
        if contact.country == "global":
            return []
        places = [f"city/{contact.city}"] if contact.city else []
        names = [self._place(place) for place in (*places, f"country/{contact.country}")]
        return [
            {
                "id": self._id("area"),
                "name": ", ".join(names),
                "extent": contact.country.upper(),
                "extent_type": "text",
            }
        ]

    def _place(self, place: str) -> str:
        """A city or a country as the language names it."""
        for wording in self._knowledge.fallbacks(self._language):
            if place in wording.place_names:
                return wording.place_names[place][0]
        return place.partition("/")[2].upper()

    def _locations(self) -> list[Record]:
        contact = self._contact
        if contact.address is None:
            return []
        address = {
            "id": self._id("address"),
            "address_1": contact.address,
            "city": self._place(f"city/{contact.city}") if contact.city else "",
            "state_province": "",
            "postal_code": "",
            "country": "" if contact.country == "global" else contact.country.upper(),
            "address_type": "postal",
        }
        location = {
            "id": self._id("location"),
            "location_type": "postal",
            "name": contact.name,
            "addresses": [address],
        }
        return [{"id": self._id("service-at-location"), "location": location}]

    def _tongue(self, tag: str) -> Record:
        known = self._knowledge.known_languages.get(tag)
        return {
            "id": id_of("service", self._contact.id, "language", tag),
            "name": known.name if known else tag,
            "code": tag,
        }

    def _attributes(self) -> Iterator[Record]:
        yield self._attribute("id", self._contact.id, "the contact's id in the knowledge")
        yield self._attribute("standing", self._shown.standing, "whether somebody tried or read it")
        for name in CARRIED:
            field = fmt.CONTACTS.field(name)
            for value in _values(self._contact, name):
                yield self._attribute(name, value, field.meaning if field else "")
        facts = self._knowledge.channels.get(self._contact.channel, {})
        for row in FACTS:
            field = fmt.CHANNELS.field(row)
            if row in facts and field is not None:
                yield self._attribute(row, facts[row], field.meaning, "channel")

    def _attribute(self, code: str, value: str, meaning: str, about: str = "contact") -> Record:
        """`about`: whether it is said of this contact, or of every office of its kind."""
        return {
            "id": id_of("service", self._contact.id, "attribute", code, value),
            "link_id": self._service,
            "link_type": about,
            "link_entity": "service",
            "taxonomy_term_id": id_of("term", code),
            "value": value,
            "taxonomy_term": {
                "id": id_of("term", code),
                "code": code,
                "name": code,
                "description": meaning,
                "taxonomy": TAXONOMY,
            },
        }


def _values(contact: Contact, name: str) -> tuple[str, ...]:
    value = getattr(contact, name)
    if isinstance(value, tuple):
        return value
    return () if value is None else (value,)
