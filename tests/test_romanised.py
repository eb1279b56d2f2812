"""Russian and Arabic in Latin letters are understood as in their own."""

from __future__ import annotations

import pytest
from conftest import NOW, PREVIEW

from bot.message import Message
from bot.romanised import cyrillic, is_chat_arabic
from bot.session import Session
from bot.turn import respond


@pytest.mark.parametrize(
    ("typed", "own"),
    [
        ("komnata", "комната"),
        ("ploshchad", "площад"),
        ("khochetsya", "хочется"),
        ("zhaloba", "жалоба"),
        ("moya", "моя"),
        ("dvernoy", "дверной"),
        ("otnosheniya", "отношения"),
    ],
)
def test_russian_goes_letter_by_letter(typed, own):
    assert cyrillic(typed) == own


@pytest.mark.parametrize(
    ("word", "is_chat"),
    [("ma3ah", True), ("7awel", True), ("hq2", True), ("2024", False), ("abc", False)],
)
def test_a_digit_among_letters_is_a_letter(word, is_chat):
    assert is_chat_arabic(word) is is_chat


@pytest.mark.parametrize(
    ("language", "word", "own"),
    [
        ("ar", "sekina", "سكين"),
        ("ar", "modeer", "modeer"),
        ("ru", "pomogite", "помогите"),
        ("ru", "и", "и"),
    ],
)
def test_a_word_becomes_the_known_one_that_it_sounds_like(knowledge, language, word, own):
    beside = ("ma3ah",) if own == "سكين" else ()
    assert knowledge.lexicon(language).romanised.words((word, *beside))[0] == own


@pytest.mark.parametrize(
    ("text", "language", "urgent"),
    [
        ("vozle palatki kto to khodit s nozhom, mne strashno", "ru", "emergency-now"),
        ("menya iznasiloval vchera nochyu, kuda idti", "ru", "after-sexual-assault"),
        ("ya ne hochu bolshe zhit", "ru", "suicidal-distress"),
        ("fi wa7ed 3al bab ma3o sekkin w 3am yshid el bab", "ar", "emergency-now"),
        ("ightasabni mbere7 bel leil w ma ba3ref shu a3mel", "ar", "after-sexual-assault"),
        ("mesh 3ayza a3eesh tani, ha2tel nafsi", "ar", "suicidal-distress"),
        ("my 2nd supervisor on the 3rd floor of HQ2 texts me", "en", None),
        ("quién me puede ayudar en el piso 3B", "es", None),
    ],
)
def test_a_call_for_help_in_latin_letters_is_heard_and_answered_in_its_language(
    knowledge, text, language, urgent
):
    reply = respond(knowledge, Session(), Message(text), NOW, PREVIEW).reply
    assert (reply.language, reply.urgent) == (language, urgent)


def test_a_question_in_latin_letters_finds_its_topic(knowledge):
    asked = {
        "kto uznaet, esli ya pozhaluyus": "confidentiality",
        "ana 3ayza a3raf 7o2o2i": "my-rights",
    }
    topics = [
        respond(knowledge, Session(), Message(text), NOW, PREVIEW).reply.topic for text in asked
    ]
    assert topics == [*asked.values()]


def test_what_stands_between_the_words_is_kept(knowledge):
    romanised = knowledge.lexicon("ru").romanised
    assert romanised.text("Pomogite!  On za stenoy...") == "помогите!  он за стеной..."
