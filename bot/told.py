"""What a person says about themselves in passing: place, organisation, role, contract, language.

Only values of the knowledge come out of here, never the words. Told things change the session and
can be corrected any time.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from bot.knowledge import Knowledge, Wording
from bot.patterns import Hit
from bot.session import Session

LONGEST_NAME: Final = 12
"""Words, or Chinese characters, of the longest name of a place or an organisation."""

LANGUAGE_ASIDE: Final = 5
"""Words besides the name of a language in a sentence that asks for it."""

_ROLES: Final = (
    "manager",
    "accused",
    "partner",
    "community",
    "witness",
    "supporter",
)
"""Roles in the order in which they count where a message names several."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one message told. None: nothing of that kind."""

    country: str | None = None
    city: str | None = None
    organisation: str | None = None
    role: str | None = None
    contract: str | None = None
    language: str | None = None

    def change(self, session: Session) -> Session:
        """The session with what was told."""
        changed = session
        if self.country is not None:
            changed = replace(changed, country=self.country, city=self.city)
        if self.organisation is not None:
            changed = replace(changed, organisation=self.organisation)
        if self.role is not None:
            changed = replace(changed, role=self.role)
        if self.contract is not None:
            changed = replace(changed, contract=self.contract)
        return changed


@dataclass(frozen=True, slots=True)
class Heard:
    """A message as far as telling goes. `asked`: what the bot had asked for."""

    text: str = field(repr=False)
    words: Sequence[str] = field(repr=False)
    hits: Sequence[Hit] = field(repr=False)
    asked: str | None


def what_was_told(knowledge: Knowledge, wording: Wording, heard: Heard) -> Told:
    """Everything that a message tells about the person."""
    hits, words = heard.hits, heard.words
    names = {hit.cue.name for hit in hits}
    country, city = _place(knowledge, wording, heard)
    return Told(
        country=country,
        city=city,
        organisation=_organisation(knowledge, wording, heard),
        role=next((role for role in _ROLES if f"role-{role}" in names), None),
        contract="non-staff" if "contract-non-staff" in names else None,
        language=asks_for_language(hits, len(words)),
    )


def _ends(hits: Sequence[Hit], name: str) -> set[int]:
    return {hit.end for hit in hits if hit.cue.name == name}


def _place(knowledge: Knowledge, wording: Wording, heard: Heard) -> tuple[str | None, str | None]:
    """Country and duty station, where a known name follows a word such as "in", or stands alone."""
    words = heard.words
    starts = _ends(heard.hits, "place-before")
    found: tuple[str | None, str | None] = (None, None)
    for start in _openings(words, wording.place_openings):
        for size in range(min(LONGEST_NAME, len(words) - start), 0, -1):
            place = wording.places.get(tuple(words[start : start + size]))
            if place is None or not (start in starts or size == len(words)):
                continue
            kind, _, name = place.partition("/")
            found = (name, None) if kind == "country" else (knowledge.cities.get(name), name)
            break
    return found


def _openings(words: Sequence[str], openings: Collection[str]) -> list[int]:
    """Where in a message a name may begin."""
    return [start for start, word in enumerate(words) if word in openings]


def _organisation(knowledge: Knowledge, wording: Wording, heard: Heard) -> str | None:
    """The organisation named after a word such as "for", or alone. A name that is also a small
    word of the language ("who") counts only in capitals or where the bot had asked."""
    starts = _ends(heard.hits, "organisation-before")
    small = wording.language.signs.function_words
    for start in _openings(heard.words, knowledge.organisation_openings):
        for size in range(min(LONGEST_NAME, len(heard.words) - start), 0, -1):
            name = tuple(heard.words[start : start + size])
            organisation = knowledge.organisation_names.get(name)
            is_marked = start in starts or size == len(heard.words)
            if organisation is None or not is_marked:
                continue
            is_small = set(name) <= small and heard.asked != "organisation"
            if not is_small or " ".join(name).upper() in heard.text:
                return organisation
    return None


def asks_for_language(hits: Sequence[Hit], length: int) -> str | None:
    """The language asked for by name in a sentence of that many words that says little else."""
    for hit in hits:
        prefix, _, tag = hit.cue.name.partition("-")
        if prefix == "language" and length <= hit.end - hit.start + LANGUAGE_ASIDE:
            return tag
    return None
