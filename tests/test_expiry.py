"""What a person reads as time passes: of a number that nobody tried again, of an answer that nobody
read again, of one that the office took back. The clock is moved; the words are those of the reply."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.expiry import Signed
from bot.knowledge import Knowledge
from bot.loader import load
from bot.message import Message, Reply
from bot.plain import draw
from bot.session import Session
from bot.setting import Setting
from bot.turn import respond

DAY = dt.datetime(2026, 11, 20, 10, tzinfo=dt.UTC)
SIGNED = '{by: gender focal point, on: "2026-11-20"}'
FILES = {
    "overlay.yaml": "extends: base\ncountry: ke\nowner: gender focal point\n"
    "withdraw: [topic/clearcheck/answer, topic/manager-guidance/answer]\n",
    "contacts/ke.yaml": f"ke-gbv-1195: {{confirmed: {SIGNED}}}\nke-emergency: {{confirmed: {SIGNED}}}\n",
    "en/topics/local-services.yaml": f"reviewed: {SIGNED}\n",
    "fr/topics/local-services.yaml": f"reviewed: {SIGNED}\n",
    "en/channels.yaml": "gbv-service: {reach: Ask the clinic at the gate.}\n",
    "fr/channels.yaml": "gbv-service: {reach: Demandez au dispensaire à l'entrée.}\n",
}


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> Knowledge:
    """The shared base, and an office that tried two numbers and read one answer on one day."""
    folder = tmp_path_factory.mktemp("office")
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return load([folder])


def said(office: Knowledge, text: str, days: int, language: str) -> Reply:
    """The reply to somebody who writes so many days after the signatures."""
    now = DAY + dt.timedelta(days=days)
    message = Message(text, language=language, country="ke")
    session = Session(language=language, noticed=True)
    return respond(office, session, message, now, Setting()).reply


def read(office: Knowledge, days: int, language: str) -> str:
    """What stands on the screen of somebody who picked the topic of local services."""
    now = DAY + dt.timedelta(days=days)
    message = Message("", language=language, country="ke", choose="local-services")
    session = Session(language=language, noticed=True)
    return draw(respond(office, session, message, now, Setting()).reply, 1000)


@pytest.mark.parametrize(
    ("language", "tried", "overdue", "instead"),
    [
        (
            "en",
            "1195 · day and night · tried on 20 Nov 2026",
            "1195 · day and night · last tried on 20 Nov 2026, may have changed",
            "Ask the clinic at the gate.",
        ),
        (
            "fr",
            "essayé le 20 nov. 2026",
            "dernier essai le 20 nov. 2026, a pu changer",
            "Demandez au dispensaire à l'entrée.",
        ),
    ],
)
def test_a_number_is_shown_then_marked_with_its_day_then_replaced_by_the_word_of_the_office(
    office, language, tried, overdue, instead
):
    for days, expected in ((0, tried), (92, tried), (93, overdue), (122, overdue), (123, instead)):
        others = {tried, overdue, instead} - {expected}
        screen = read(office, days, language)
        assert expected in screen, days
        assert not [other for other in others if other in screen], days
    assert "1195" not in read(office, 123, language)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_urgent_number_is_there_after_ten_years_with_its_day_and_a_second_route(
    office, language
):
    danger = {"en": "he is outside my door", "fr": "il est devant ma porte"}[language]
    reply = said(office, danger, 3650, language)
    assert reply.urgent == "emergency-now"
    assert "contact/ke-emergency" in reply.entries
    assert "999" in draw(reply, 72)
    assert "interface/standing-overdue" in reply.entries
    assert "urgent/emergency-now/second_route" in reply.entries
    assert "interface/review-overdue" not in reply.entries


@pytest.mark.parametrize(
    ("language", "notice"),
    [
        ("en", "This answer was last reviewed on 20 Nov 2026."),
        ("fr", "Cette réponse a été relue pour la dernière fois le 20 nov. 2026."),
    ],
)
def test_an_answer_that_was_not_read_again_stays_and_says_so(office, language, notice):
    holds = office.topics["local-services"].review_every
    assert holds is not None
    answer = office.wording(language).texts["topic/local-services/answer"].split()[0]
    for days, marked in ((holds.days, False), (holds.days + 1, True), (holds.days + 900, True)):
        screen = read(office, days, language)
        assert answer in screen
        assert (notice in screen) is marked, days


def test_the_first_reply_says_that_nobody_of_the_office_reviewed_it_until_somebody_did(office):
    for choice, entry, there in (
        ("local-services", "topic/local-services/answer", False),
        ("report-anonymously", "topic/report-anonymously/answer", True),
    ):
        message = Message("", language="en", choose=choice)
        reply = respond(office, Session(language="en"), message, DAY, Setting()).reply
        assert entry in reply.entries
        assert ("interface/notice-not-reviewed" in reply.entries) is there
    danger = respond(office, Session(), Message("he is outside my door"), DAY, Setting()).reply
    assert "interface/notice-not-reviewed" not in danger.entries


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "has taken back its answer"), ("ar", "سحب هذا المكتب إجابته")],
)
def test_in_place_of_an_answer_that_was_withdrawn_the_person_reads_so_and_whom_to_ask(
    office, language, words
):
    for topic, role in (("clearcheck", None), ("manager-guidance", "manager")):
        message = Message("", language=language, choose=topic)
        session = Session(language=language, noticed=True, role=role)
        reply = respond(office, session, message, DAY, Setting()).reply
        assert words in draw(reply, 1000)
        assert "talk-to-human" in [choice.id for choice in reply.choices]
        assert not [entry for entry in reply.entries if entry.startswith(f"topic/{topic}/role")]
        assert f"topic/{topic}/answer" not in reply.entries


def test_the_last_day_of_a_signature_still_counts():
    signed = Signed(dt.date(2026, 1, 1), dt.timedelta(days=10))
    assert signed.due == dt.date(2026, 1, 11)
    assert not signed.is_overdue(dt.date(2026, 1, 11))
    assert signed.is_overdue(dt.date(2026, 1, 12))
    assert signed.is_due_within(dt.timedelta(days=5), dt.date(2026, 1, 7))
    assert not signed.is_due_within(dt.timedelta(days=5), dt.date(2026, 1, 6))
    assert not signed.is_past(dt.timedelta(days=30), dt.date(2026, 2, 10))
    assert signed.is_past(dt.timedelta(days=30), dt.date(2026, 2, 11))
