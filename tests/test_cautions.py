"""Where the law of the country may turn against the person, the answer says so before the police."""

from __future__ import annotations

import re

import pytest
from conftest import NOW, PREVIEW, Talk

from bot.cautions import TOUCHED, TOUCHED_BY_CHANNEL
from bot.composing import URGENT_NUMBERS
from bot.loader import load
from bot.message import Block, Card, Message, Reply
from bot.plain import draw
from bot.session import Session
from bot.turn import respond

LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
HEALTH = ("medical-service", "gbv-service", "crisis-line", "counsellor")

NAMES_POLICE_ONLY = {
    "investigators": "it says that OIOS is no police",
    "confidentiality": "it says that the choice stays the person's",
}
"""Topics that name the police without advising to turn to them."""

CHOICE = {
    "en": "Going to the police is your choice",
    "fr": "Aller à la police est votre choix",
    "es": "Ir a la policía lo decide usted",
    "ru": "Идти ли в полицию, решаете вы",
    "ar": "الذهاب إلى الشرطة",
    "zh": "报不报警由您选择",
}


def answer(knowledge, topic: str, country: str | None, language: str = "en") -> Reply:
    message = Message("", choose=topic, country=country, language=language)
    return respond(knowledge, Session(), message, NOW, PREVIEW).reply


def parts_with(reply: Reply, found) -> list[int]:
    return [number for number, part in enumerate(reply.body) if found(part)]


def is_caution(part: Block | Card) -> bool:
    return isinstance(part, Block) and part.pieces[0].entry.startswith("interface/caution-")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", TOUCHED)
def test_the_cautions_of_the_country_stand_before_any_number(knowledge, topic, language):
    texts = knowledge.wording(language).texts
    for country, known in knowledge.cautions.items():
        reply = answer(knowledge, topic, country, language)
        assert reply.language == language
        name = knowledge.wording(language).place_names[f"country/{country}"][0]
        for kind in set(TOUCHED[topic]) & set(known):
            expected = texts[f"interface/caution-{kind}"].replace("{country}", name)
            assert expected in [piece.text for piece in reply.pieces()], (country, kind)
        cautions = parts_with(reply, is_caution)
        assert len(cautions) == bool(
            {p for p in reply.entries if p.startswith("interface/caution")}
        )
        cards = parts_with(reply, lambda part: isinstance(part, Card))
        assert not cautions or not cards or cautions[0] < cards[0]


def test_nothing_about_the_law_delays_a_call_for_help(knowledge):
    assert parts_with(answer(knowledge, "emergency-now", "ss"), is_caution) == []


@pytest.mark.parametrize(
    "topic", ["suicidal-distress", "after-sexual-assault", "police-and-national-law"]
)
def test_what_to_do_now_stands_before_a_caution(knowledge, topic):
    reply = answer(knowledge, topic, "ss")
    first = reply.body[0]
    assert isinstance(first, Block)
    assert first.pieces[0].entry in (f"urgent/{topic}/steps", f"topic/{topic}/answer")
    assert parts_with(reply, is_caution) == [1]


@pytest.mark.parametrize("topic", TOUCHED)
@pytest.mark.parametrize("country", [None, "fr", "ua"])
def test_where_nothing_is_known_of_the_country_nothing_is_said_of_its_law(
    knowledge, topic, country
):
    assert parts_with(answer(knowledge, topic, country), is_caution) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_the_country_is_not_known_police_is_a_choice_with_local_risks(knowledge, language):
    text = knowledge.wording(language).texts["topic/police-and-national-law/answer"]
    assert CHOICE[language] in text
    assert text in " ".join(
        p.text for p in answer(knowledge, "police-and-national-law", None, language).pieces()
    )


def test_every_topic_that_advises_the_police_gives_the_cautions(knowledge):
    texts = knowledge.wording("en").texts
    named = {
        entry.split("/")[1]
        for entry, text in texts.items()
        if entry.startswith(("topic/", "urgent/")) and not entry.endswith("/title")
        if re.search(r"\bpolice\b", text, re.IGNORECASE)
    }
    by_card = {
        t.id for t in knowledge.topics.values() if set(t.channels[:3]) & set(TOUCHED_BY_CHANNEL)
    }
    assert named - set(TOUCHED) - by_card == set(NAMES_POLICE_ONLY)


def test_health_and_crisis_lines_stand_before_the_police(knowledge):
    ordered = [topic.channels for topic in knowledge.topics.values()]
    ordered += [URGENT_NUMBERS["after-sexual-assault"], URGENT_NUMBERS["suicidal-distress"]]
    for channels in ordered:
        police = [n for n, kind in enumerate(channels) if kind in ("police", "emergency")]
        health = [n for n, kind in enumerate(channels) if kind in HEALTH[:3]]
        if police and health:
            assert health[0] < police[0], channels


def test_a_country_that_is_told_in_the_talk_counts_from_then_on(knowledge):
    talk = Talk(knowledge)
    first = talk.say("should I go to the police").reply
    second = talk.say("I am in Nairobi").reply
    third = talk.say("should I go to the police").reply
    assert not any(is_caution(part) for part in first.body)
    assert second.topic == "police-and-national-law"
    for reply in (second, third):
        assert "Kenya: the law can be used against same-sex relations." in " ".join(
            draw(reply).split()
        )


@pytest.mark.parametrize(
    ("text", "country", "first"),
    [
        ("i am scared", "ke", []),
        ("i am scared", "us", []),
    ],
)
def test_beside_the_gentle_check_a_caution_stands_before_a_number_and_once(
    knowledge, text, country, first
):
    reply = respond(knowledge, Session(), Message(text, country=country), NOW, PREVIEW).reply
    assert reply.check
    second = reply.body[1]
    found = [piece.entry for piece in second.pieces] if isinstance(second, Block) else []
    assert first == found
    said = [piece.entry for piece in reply.pieces() if piece.entry.startswith("interface/caution")]
    assert len(said) == len(set(said))


def test_a_question_back_gives_no_caution(knowledge):
    reply = respond(knowledge, Session(), Message("report", country="ss"), NOW, PREVIEW).reply
    assert reply.kind == "clarify"
    assert not any(is_caution(part) for part in reply.body)


def test_an_office_checks_a_caution_or_withdraws_it(tmp_path):
    (tmp_path / "overlay.yaml").write_text(
        "extends: base\nowner: focal point\nwithdraw: [contact/ss-caution-police-notice]\n"
    )
    (tmp_path / "contacts").mkdir()
    (tmp_path / "contacts" / "ss.yaml").write_text(
        'ss-caution-same-sex:\n  country: ss\n  confirmed: {by: legal office, on: "2026-11-01"}\n'
    )
    base, office = load([]), load([tmp_path])
    said = [
        [
            entry
            for entry in answer(knowledge, "police-and-national-law", "ss").entries
            if "caution" in entry
        ]
        for knowledge in (base, office)
    ]
    assert said == [
        [
            "interface/caution-police-notice",
            "interface/caution-same-sex",
            "interface/caution-unchecked",
        ],
        ["interface/caution-same-sex"],
    ]


def test_in_danger_nobody_is_told_what_was_not_checked(knowledge):
    for topic in URGENT_NUMBERS:
        assert "interface/caution-unchecked" not in answer(knowledge, topic, "ss").entries
