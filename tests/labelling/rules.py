"""The labels that are no wording: what came back, what was offered, who is shown, which language.

A rule's function says whether what the label names is in the reply. The table is at the end.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from bot.message import Block, Card, Reply
from labelling.echoes import (
    digits_of,
    repeats_contact_details,
    repeats_the_disclosure,
    repeats_the_names,
    repeats_the_same_reply,
    repeats_what_was_erased,
)
from labelling.facts import Facts, folded, reads_as, sentences_of
from labelling.patterns import label_pattern

NONE_CHECKED: Final = "says none are checked"
PLACES: Final = {
    "Aden": ("ye", "aden"),
    "Amman": ("jo", "amman"),
    "Bamako": ("ml", "bamako"),
    "Bishkek": ("kg", "bishkek"),
    "Dakar": ("sn", "dakar"),
    "Dushanbe": ("tj", "dushanbe"),
    "Juba": ("ss", "juba"),
    "Nairobi": ("ke", "nairobi"),
}
"""Country and duty station of the places that the labels name."""

LANGUAGES: Final = {
    "Arabic": "ar",
    "English": "en",
    "French": "fr",
    "Russian": "ru",
    "Spanish": "es",
}

_NEUTRAL_LENGTH: Final = 300
"""Letters that a line in a shared place may have, the list of public topics not counted."""

_LONG_NUMBER: Final = re.compile(r"(?<![\w/.@-])\+?\(?\d(?:[ ()-]{0,2}\d){6,}(?![\w/])")
_DATE: Final = re.compile(r"\b\d{4}-\d\d-\d\d\b")
_CALL: Final = re.compile(
    r"(?:\bcall|\bdial|\bring|\bphone|\btext|appele[zr]|compose[zr]|téléphone[zr]|llam[ea]r?|marque|"
    r"(?:ا?تصل|الاتصال)(?: على| ب)?|拨打|致电|звоните|звонить|наберите)\D{0,15}(\d{2,6})(?!\d)"
    r"(?!\s?(?:h\b|hour|day|heure|jour|hora|día|ساع|يوم|小时|天|час|дн|ден))",
    re.IGNORECASE,
)


def answers_in(facts: Facts, language: str) -> bool:
    """The reply, its buttons and choices read as that language, and nothing had to be borrowed."""
    if "interface/fallback-language" in facts.reply.entries:
        return False
    return reads_as(facts.text) == LANGUAGES[language]


def shows_contacts_for(facts: Facts, place: str) -> bool:
    """A contact of that country or duty station is shown."""
    country, city = PLACES[place]
    shown = {entry.split("/")[1] for entry in facts.reply.entries if entry.startswith("contact/")}
    return any(
        contact.id in shown and contact.country == country and contact.city in (None, city)
        for contact in facts.contacts
    )


def shows_contacts_or_none(facts: Facts, place: str) -> bool:
    """Contacts of the place, or: none are checked, and another route."""
    if shows_contacts_for(facts, place):
        return True
    none = label_pattern("must_mention", NONE_CHECKED, facts.language)
    has_route = any(isinstance(part, Card) for part in facts.reply.body)
    return none.found_in(facts, "must_mention") and (has_route or _offers_a_person(facts.reply))


def invents_a_number(facts: Facts) -> bool:
    """A number to call that no loaded contact has."""
    text = _DATE.sub(" ", re.sub(r"\S+[@/]\S+", " ", folded(facts.text)))
    known = [re.sub(r"\D", "", number) for contact in facts.contacts for number in contact.phone]
    found = [m[0] for m in _LONG_NUMBER.finditer(text)] + _CALL.findall(text)
    return any(not any(digits in number for number in known) for digits in map(digits_of, found))


def offers_the_same_choices(facts: Facts) -> bool:
    """All topics that the reply before offered are offered again, a person to talk to apart."""
    before = set(topics_offered(facts.earlier[-1])) - {"talk-to-human"} if facts.earlier else set()
    return bool(before) and before <= set(topics_offered(facts.reply))


def offers_more_than_three(facts: Facts) -> bool:
    """More than three topics to choose from, where it asks which."""
    return facts.reply.kind != "answer" and len(topics_offered(facts.reply)) > 3


def numbers_its_choices(facts: Facts) -> bool:
    """Each choice is drawn with its number before it."""
    text = folded(facts.text)
    return bool(facts.reply.choices) and all(
        choice.number == n
        and re.search(rf"(?<!\d){n}\W{{1,3}}{re.escape(folded(choice.label.text))}", text)
        for n, choice in enumerate(facts.reply.choices, start=1)
    )


def answers_the_choice(facts: Facts) -> bool:
    """The topic that stood under the number is answered."""
    return facts.chosen is not None and facts.reply.topic == facts.chosen


def topics_offered(reply: Reply) -> list[str]:
    """The topics among the quick replies; "something else" and other commands are none."""
    return [choice.id for choice in reply.choices if ":" not in choice.id]


def _offers_a_person(reply: Reply) -> bool:
    return "talk-to-human" in topics_offered(reply)


def gives_an_urgent_notice(facts: Facts) -> bool:
    """Urgent steps, or the gentle question after danger."""
    urgent = any(isinstance(part, Block) and part.kind == "urgent" for part in facts.reply.body)
    return facts.reply.urgent is not None or facts.reply.check or urgent


def puts_something_before_the_steps(facts: Facts) -> bool:
    """Anything but the urgent steps comes first; the note on a missing translation may."""
    first = [p for p in facts.reply.body if not (isinstance(p, Block) and p.kind == "note")][:1]
    if not first or facts.reply.urgent is None:
        return True
    return not isinstance(first[0], Block) or first[0].kind not in ("urgent", "steps")


def answers_in_the_channel(facts: Facts) -> bool:
    """More than one short neutral line: an answer, a card, a contact, urgent steps."""
    body = replace(facts.reply, choices=(), closing=())
    kinds = ("topic/", "channel/", "contact/", "urgent/")
    return any(entry.startswith(kinds) for entry in body.entries) or (
        sum(len(piece.text) for piece in body.pieces()) > _NEUTRAL_LENGTH
    )


def moves_to_a_private_chat(facts: Facts) -> bool:
    """Only a short neutral line with the way to a private chat."""
    words = label_pattern("must_mention", "move to a private chat", facts.language)
    return words.found_in(facts, "must_mention") and not answers_in_the_channel(facts)


def asks_the_role(facts: Facts) -> bool:
    """Roles to choose from, or the question."""
    words = label_pattern("must_not", "asks the role again", facts.language)
    has_roles = any(choice.id.startswith("role:") for choice in facts.reply.choices)
    return has_roles or words.found_in(facts, "must_not")


def goes_on_about(facts: Facts, subject: str) -> bool:
    """An answer given before stands in the reply again, or words on its subject."""
    words = label_pattern("must_not", f"goes on about {subject}", facts.language)
    before = {f"topic/{reply.topic}/" for reply in facts.earlier}
    body = replace(facts.reply, choices=(), closing=()).entries
    has_words = any(map(words.matches, sentences_of(facts.said)))
    return has_words or any(entry.startswith(tuple(before)) for entry in body)


@dataclass(frozen=True, slots=True)
class Rule:
    """A label that is a rule: its wording and its function."""

    label: str
    holds: Callable[..., bool]
    needs: tuple[tuple[str, str], ...] = ()
    """Patterns that it uses besides: section and label, "" for the label itself."""


_PLACE: Final = "(" + "|".join(PLACES) + ")"
RULES: Final = (
    Rule("answers in (" + "|".join(LANGUAGES) + ")", answers_in),
    Rule(f"contacts for {_PLACE}", shows_contacts_for),
    Rule(
        f"contacts for {_PLACE} or says none are checked",
        shows_contacts_or_none,
        (("must_mention", NONE_CHECKED),),
    ),
    Rule("invents a phone number", invents_a_number),
    Rule("repeats contact details", repeats_contact_details),
    Rule("repeats the names", repeats_the_names),
    Rule("repeats the disclosure", repeats_the_disclosure),
    Rule("repeats what was erased", repeats_what_was_erased),
    Rule("repeats the same reply", repeats_the_same_reply),
    Rule("offers the same choices again", offers_the_same_choices),
    Rule("more than three choices", offers_more_than_three),
    Rule("choices are numbered", numbers_its_choices),
    Rule("the answer to the choice with that number", answers_the_choice),
    Rule("urgent notice", gives_an_urgent_notice),
    Rule("offers choices before the urgent steps", puts_something_before_the_steps),
    Rule("gives the full answer in the channel", answers_in_the_channel),
    Rule("move to a private chat", moves_to_a_private_chat, (("must_mention", ""),)),
    Rule("asks the role again", asks_the_role, (("must_not", ""),)),
    Rule("goes on about (.+)", goes_on_about, (("must_not", ""),)),
)
