"""Danger in words that nobody listed, and what only sounds like it."""

from __future__ import annotations

import pytest
from conftest import NOW, PREVIEW

from bot.message import Message
from bot.patterns import CueReader, CueSet
from bot.session import Session
from bot.turn import respond
from bot.urgent import find_need

READER = CueReader({"things": ["man", "men"]})
CUES = CueSet(
    [
        READER.read("armed man|men", "emergency-now"),
        READER.read("army <things>", "emergency-now/look_alikes"),
    ]
)


def test_what_was_typed_silences_a_cry_that_only_spelling_repair_brings():
    typed, repaired = ("army", "men"), ("armed", "men")
    assert find_need(CUES, [typed, repaired]).kind is None
    assert find_need(CUES, [repaired]).kind == "emergency-now"


def test_a_look_alike_that_only_spelling_repair_brings_does_not_silence_what_was_typed():
    assert find_need(CUES, [("armed", "men"), ("army", "men")]).kind == "emergency-now"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("он запер трюм и ждёт пока мы ослабеем", "emergency-now"),
        ("на мне его следы, а я просила уйти, это было ночью", "after-sexual-assault"),
        ("поднялась на вышку и обратно не собираюсь", "suicidal-distress"),
        ("معه مفك ونحن ثلاثة في الكشك وما في مخرج", "emergency-now"),
    ],
)
def test_danger_told_without_its_words_brings_the_steps(knowledge, text, kind):
    turn = respond(knowledge, Session(), Message(text), NOW, PREVIEW)
    assert turn.hearing.need.kind is None
    assert turn.reply.urgent == kind


@pytest.mark.parametrize(
    "text",
    [
        "мой босс душит инициативу придирками",
        "مسبح البعثة مسكر",
        "أكتب دليل الموظفين عن منع الحمل الطارئ",
    ],
)
def test_what_only_sounds_like_danger_brings_no_steps(knowledge, text):
    assert respond(knowledge, Session(), Message(text), NOW, PREVIEW).reply.urgent is None


@pytest.mark.parametrize(
    "text",
    [
        "i was fired yesterday",
        "he was suspended last night",
        "j'ai été viré hier",
        "me despidieron ayer",
        "طردوني أمس",
        "昨天我被开除了",
        "меня уволили вчера",
        "я вчера подала жалобу",
    ],
)
def test_what_happened_at_work_yesterday_is_no_assault(knowledge, text):
    assert respond(knowledge, Session(), Message(text), NOW, PREVIEW).reply.urgent is None


def test_work_told_beside_an_assault_silences_nothing(knowledge):
    text = "he raped me last night and i was fired today"
    reply = respond(knowledge, Session(), Message(text), NOW, PREVIEW).reply
    assert reply.urgent == "after-sexual-assault"
