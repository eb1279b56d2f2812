"""Every language has the same topics, doors, slots, numbers and instruments as English."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from conftest import NOW, PREVIEW

from bot.language import LanguageSigns, identify, script_of, signs
from bot.loader import load
from bot.message import Message
from bot.session import Session
from bot.turn import respond
from bot.urgent import PRIORITY

KNOWLEDGE = Path(__file__).parent.parent / "knowledge"
OTHERS = sorted(
    path.parent.name for path in KNOWLEDGE.glob("*/interface.yaml") if path.parent.name != "en"
)
INSTRUMENT = re.compile(
    r"(?<![A-Za-z])(?:ST/[A-Z]+/\d{4}/\d+(?:/Rev\.\d)?|(?:20\d\d-)?UN[AD]T[-/]\d[\d/-]*)"
)
NUMBER = re.compile(r"\d+")
SLOT = re.compile(r"\{\w+\}")


def _topic(language: str, name: str) -> dict:
    path = KNOWLEDGE / language / "topics" / f"{name}.yaml"
    return yaml.safe_load(path.read_text(encoding="utf-8"))


TOPICS = sorted(path.stem for path in (KNOWLEDGE / "en" / "topics").glob("*.yaml"))


@pytest.mark.parametrize("language", OTHERS)
def test_every_topic_has_the_same_roles_next_topics_and_sources(language):
    for name in TOPICS:
        own, english = _topic(language, name), _topic("en", name)
        for field in ("next", "sources"):
            assert own[field] == english[field], name
        assert set(own.get("roles") or {}) == set(english.get("roles") or {}), name
        assert ("again" in own) == ("again" in english), name


@pytest.mark.parametrize("language", OTHERS)
def test_every_number_and_every_instrument_is_the_same(language):
    for name in TOPICS:
        own, english = _topic(language, name), _topic("en", name)
        for field in ("answer", "again"):
            _same_facts(own.get(field) or "", english.get(field) or "", f"{name} {field}")
        for role, text in (english.get("roles") or {}).items():
            _same_facts(own["roles"][role], text, f"{name} {role}")


def _same_facts(own: str, english: str, where: str) -> None:
    assert set(INSTRUMENT.findall(own)) == set(INSTRUMENT.findall(english)), where
    missing = set(NUMBER.findall(english)) - set(NUMBER.findall(own))
    assert {number for number in missing if len(number) > 1} == set(), where


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_of_the_bot_has_the_same_slots(language, knowledge):
    own, english = knowledge.wording(language).texts, knowledge.wording("en").texts
    for entry, text in english.items():
        if entry.startswith(("interface/", "urgent/", "channel/")):
            assert set(SLOT.findall(own[entry])) == set(SLOT.findall(text)), entry


@pytest.mark.parametrize("language", ["en", *OTHERS])
def test_the_urgent_windows_are_right(language, knowledge):
    texts = knowledge.wording(language).texts
    steps = texts["urgent/after-sexual-assault/steps"]
    assert "72" in steps
    assert "120" in steps
    assert "72" in texts["topic/after-sexual-assault/answer"]
    assert "120" in texts["topic/after-sexual-assault/answer"]


@pytest.mark.parametrize("language", OTHERS)
def test_every_place_has_a_name(language):
    own, english = (
        yaml.safe_load((KNOWLEDGE / tag / "places.yaml").read_text(encoding="utf-8"))
        for tag in (language, "en")
    )
    for kind in ("places", "countries"):
        assert set(own[kind]) == set(english[kind])


SIGNS = {tag: language.signs for tag, language in load([]).known_languages.items()}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("where can I go with this", "en"),
        ("où est-ce que je peux aller avec ça", "fr"),
        ("a dónde puedo ir con esto", "es"),
        ("куда мне с этим пойти", "ru"),
        ("إلى أين يمكن الذهاب", "ar"),
        ("我可以去哪里", "zh"),
        ("quiero quitarme la vida", "es"),
        ("je ne veux plus vivre", "fr"),
        ("ombudsman", None),
        ("OIOS", None),
        ("", None),
        ("12345", None),
        ("ok", None),
    ],
)
def test_a_language_is_named_where_it_is_clear_and_only_there(text, language):
    assert identify(text, SIGNS) == language


def test_the_script_is_that_of_most_letters():
    assert script_of("HR 在哪里") == "han"
    assert script_of("напишите в HR") == "cyrillic"
    assert script_of("!?") is None


def test_signs_are_folded_like_messages():
    assert signs("latin", ["Où", "c'est"]) == LanguageSigns("latin", frozenset({"ou", "cest"}))


@pytest.mark.parametrize("language", OTHERS)
def test_a_call_for_help_is_heard_though_the_talk_is_in_english(language, knowledge):
    unheard = [
        phrase
        for kind in PRIORITY
        for phrase in _topic(language, kind)["phrases"]
        if respond(knowledge, Session(language="en"), Message(phrase), NOW, PREVIEW).reply.topic
        not in PRIORITY
    ]
    assert unheard == []


def test_a_strange_word_does_not_cost_the_reading_of_the_other_languages():
    anew = load([])
    respond(anew, Session(), Message("quibblewick zephyrmoor"), NOW)
    assert set(anew.reading.wordings) == {"en"}


@pytest.mark.parametrize("language", ["en", "ar", "zh"])
def test_a_number_that_is_typed_leaves_the_language_as_it_is(language, knowledge):
    for number in range(1, 100):
        message = Message(f"[{number}]")
        reply = respond(knowledge, Session(language=language), message, NOW, PREVIEW).reply
        assert reply.language == language, number
