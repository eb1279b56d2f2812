"""Which contacts a person may see: the rules of display, with the clock moved."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from conftest import NOW, PREVIEW

from bot.contacts import NEVER_SHOWN, contacts_for, standing_of
from bot.facts import Contact
from bot.knowledge import Knowledge
from bot.message import Message
from bot.session import Session
from bot.setting import Setting
from bot.turn import respond

TODAY = NOW.date()
LOCAL = Contact(
    "ke-line", "gbv-service", "Line", "ke", phone=("1195",), quality="un", visibility="public"
)
CENTRAL = replace(LOCAL, id="central", country="global", confirm_by="central", read=TODAY)
OFFICE, PUBLIC = Setting(), Setting(audience="public")


def tried(days_ago: int, contact: Contact = LOCAL) -> Contact:
    return replace(contact, confirmed_on=TODAY - dt.timedelta(days=days_ago))


def standing(contact: Contact, setting: Setting = OFFICE) -> str | None:
    shown = standing_of(contact, setting, TODAY)
    return None if shown is None else shown.standing


def test_a_local_contact_is_hidden_until_the_office_tried_it():
    assert standing(LOCAL) is None
    assert standing(LOCAL, PREVIEW) == "preview"
    assert standing(tried(1)) == "confirmed"


def test_a_central_contact_of_good_quality_is_shown_with_the_day_it_was_read():
    assert standing(CENTRAL) == "read"
    assert standing(replace(CENTRAL, quality="press")) is None


@pytest.mark.parametrize("quality", sorted(NEVER_SHOWN))
def test_a_contact_of_no_known_quality_is_never_shown(quality):
    for contact in (LOCAL, CENTRAL, tried(1)):
        for setting in (OFFICE, PREVIEW, PUBLIC):
            assert standing(replace(contact, quality=quality), setting) is None


def test_a_trial_call_holds_for_three_months_then_is_marked_then_gone():
    assert standing(tried(92)) == "confirmed"
    assert standing(tried(93)) == "overdue"
    assert standing(tried(92 + 30)) == "overdue"
    assert standing(tried(92 + 31)) is None


def test_an_urgent_number_never_vanishes_by_age():
    for channel in ("emergency", "police", "security", "crisis-line", "medical-service"):
        assert standing(tried(3000, replace(LOCAL, channel=channel))) == "overdue"


def test_an_internal_contact_is_not_for_the_public_and_a_confidential_place_is_for_nobody():
    internal = tried(1, replace(LOCAL, visibility="internal"))
    assert standing(internal) == "confirmed"
    assert standing(internal, PUBLIC) is None
    hidden = tried(1, replace(LOCAL, visibility="confidential-place"))
    assert [standing(hidden, s) for s in (OFFICE, PUBLIC, PREVIEW)] == [None, None, None]


def test_a_contact_that_cannot_be_reached_is_not_shown():
    assert standing(tried(1, replace(LOCAL, phone=()))) is None


def _knowledge(*contacts: Contact, withdrawn: frozenset[str] = frozenset()) -> Knowledge:
    return Knowledge(topics={}, languages={}, contacts=contacts, withdrawn=withdrawn)


def ids(knowledge: Knowledge, session: Session) -> list[str]:
    found = contacts_for(knowledge, session, OFFICE, "gbv-service", TODAY)
    return [shown.contact.id for shown in found]


def test_only_contacts_of_the_country_and_the_town_are_given():
    here = tried(1)
    town = replace(here, id="town", city="nairobi")
    there = replace(here, id="there", country="ug")
    knowledge = _knowledge(here, town, there, CENTRAL)
    assert ids(knowledge, Session(country="ke", city="nairobi")) == ["town", "ke-line", "central"]
    assert ids(knowledge, Session(country="ke")) == ["ke-line", "central"]
    assert ids(knowledge, Session()) == ["central"]


def test_the_own_organisation_comes_first_and_anothers_is_not_shown():
    own = replace(CENTRAL, id="own", organisations=("undp",))
    other = replace(CENTRAL, id="other", organisations=("unhcr",))
    knowledge = _knowledge(other, own, CENTRAL)
    assert ids(knowledge, Session(organisation="undp")) == ["own", "central"]
    assert ids(knowledge, Session()) == ["central"]


def test_a_withdrawn_contact_is_gone():
    knowledge = _knowledge(CENTRAL, withdrawn=frozenset({"contact/central"}))
    assert ids(knowledge, Session()) == []


def test_urgent_steps_show_confirmed_local_numbers_first_and_the_honest_route_without_them(
    knowledge,
):
    message = Message("he is outside my door", country="ke")
    without = respond(knowledge, Session(), message, NOW, OFFICE).reply
    assert "urgent/emergency-now/no_number" in without.entries
    contacts = tuple(
        tried(1, contact) if contact.id == "ke-emergency" else contact
        for contact in knowledge.contacts
    )
    confirmed = replace(knowledge, contacts=contacts)
    reply = respond(confirmed, Session(), message, NOW, OFFICE).reply
    assert "contact/ke-emergency" in reply.entries
    assert "interface/standing-confirmed" in reply.entries
    assert "urgent/emergency-now/no_number" not in reply.entries
    assert "urgent/emergency-now/second_route" in reply.entries


def test_suicidal_distress_shows_crisis_lines_before_police(knowledge):
    message = Message("I want to die", country="ch")
    reply = respond(knowledge, Session(), message, NOW, PREVIEW).reply
    shown = [entry for entry in reply.entries if entry.startswith("contact/")]
    by_id = {contact.id: contact.channel for contact in knowledge.contacts}
    channels = [by_id[entry.split("/")[1]] for entry in shown]
    assert channels[0] == "crisis-line"
    assert "police" not in channels
