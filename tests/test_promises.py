"""The promises of the product, one by one: each test is a sentence that a person relies on."""

from __future__ import annotations

import re

import pytest
from conftest import NOW, PREVIEW, Talk

from bot.format import SLOTS
from bot.message import Block, Card, Message, Reply
from bot.plain import draw
from bot.session import Session
from bot.setting import Setting
from bot.turn import respond

QUESTIONS = [
    "where can I report",
    "my boss keeps touching my shoulder",
    "he is outside my door",
    "I want to die",
    "he raped me last night",
    "what is the ombudsman",
    "asdf qwer",
    "help",
    "menu",
    "how is the weather",
    "erase",
    "report",
    "am I protected if I report",
    "I am her supervisor and she told me",
    "thanks",
    "role",
    "office",
    "organisation",
    "language",
    "stop",
]


def _replies(knowledge):
    for setting in (PREVIEW, Setting(), Setting(audience="public")):
        for country in (None, "ke", "us"):
            for question in QUESTIONS:
                message = Message(question, country=country)
                yield respond(knowledge, Session(), message, NOW, setting).reply


def test_every_piece_of_text_is_a_reviewed_entry_with_its_slots_filled(knowledge):
    wording = knowledge.wording("en")
    contacts = {contact.id: contact for contact in knowledge.contacts}
    for reply in _replies(knowledge):
        for piece in reply.pieces():
            kind, _, rest = piece.entry.partition("/")
            if kind == "contact" and piece.entry not in wording.texts:
                contact = contacts[rest]
                ways = (contact.name, *contact.phone, *contact.email, contact.web, contact.address)
                assert piece.text in ways
                continue
            if kind == "language":
                assert piece.text == knowledge.languages[rest].name
                continue
            filled = wording.texts[piece.entry]
            for name, value in piece.slots:
                assert name in SLOTS
                filled = filled.replace(f"{{{name}}}", value)
            assert piece.text == filled


def test_a_reply_names_every_entry_that_it_is_made_of(knowledge):
    for reply in _replies(knowledge):
        assert set(reply.entries) == {piece.entry for piece in reply.pieces()}
        assert reply.entries


@pytest.mark.parametrize("word", ["Zanzibarella", "Quorfax", "+41 79 555 12 34", "x.y@example.org"])
def test_nothing_that_was_typed_comes_back(knowledge, word):
    for template in ("{} touched me", "my boss {} in the office", "report {}", "I am in {}", "{}"):
        reply = respond(knowledge, Session(), Message(template.format(word)), NOW, PREVIEW).reply
        assert word not in draw(reply)


def test_danger_is_answered_before_anything_else(talk):
    conversation = talk()
    conversation.say("what is the definition of sexual harassment")
    turn = conversation.say("wait hes trying my door handle and what is the ombudsman")
    assert turn.reply.urgent == "emergency-now"
    first = turn.reply.body[0]
    assert isinstance(first, Block)
    assert first.pieces[0].entry == "urgent/emergency-now/steps"


def test_a_wrong_guess_is_undone_in_one_step_and_stays_undone(talk):
    conversation = talk()
    turn = conversation.say("he is outside my door")
    number = next(c.number for c in turn.reply.choices if c.id == "command:not-meant")
    assert conversation.say(str(number)).reply.urgent is None
    assert conversation.say("he is outside my door again").reply.urgent is None
    assert conversation.say("I want to kill myself").reply.urgent == "suicidal-distress"


def test_the_first_turn_says_what_this_is_and_the_second_does_not(talk):
    conversation = talk()
    first = conversation.say("where can I report").reply
    second = conversation.say("what does the ombudsman do").reply
    assert "interface/notice-terminal" in first.entries
    assert "interface/notice-commands" in first.entries
    assert "interface/notice-terminal" not in second.entries


def test_in_danger_the_notice_shrinks_to_one_line_at_the_end(talk):
    reply = talk().say("he is outside my door").reply
    assert "interface/notice-terminal" not in reply.entries
    assert reply.closing[-1].pieces[0].entry == "interface/notice-urgent"


def test_in_a_shared_place_a_personal_question_is_not_answered(talk):
    conversation = talk()
    reply = conversation.say("my team lead touched me yesterday", place="shared").reply
    assert reply.topic == "bot-privacy"
    assert reply.entries[0] == "interface/shared"
    assert reply.alternatives == ()
    assert reply.urgent is None
    assert {choice.id for choice in reply.choices} == set(conversation.knowledge.public_topics())


def test_in_a_shared_place_a_public_topic_is_answered_when_asked_for_by_name(talk, knowledge):
    title = knowledge.wording("en").texts["topic/ombudsman/title"]
    for asked in ("ombudsman", title):
        assert talk().say(asked, place="shared").reply.topic == "ombudsman"
    assert talk().say("counselling", place="shared").reply.topic == "bot-privacy"


def test_free_text_in_a_shared_place_reaches_only_public_topics_when_the_office_wants_it(talk):
    wide = Setting(audience="preview", shared_place="public-topics")
    assert talk(wide).say("what does the ombudsman do", place="shared").reply.topic == "ombudsman"
    assert talk(wide).say("my boss touched me", place="shared").reply.topic == "bot-privacy"
    assert talk(wide).say("he is outside my door", place="shared").reply.urgent is None


def test_every_answer_opens_at_least_two_doors_and_a_human_is_one_step_away(knowledge):
    for topic in knowledge.topics.values():
        if topic.id in ("small-talk", "out-of-scope"):
            continue
        reply = respond(knowledge, Session(), Message("", choose=topic.id), NOW, PREVIEW).reply
        doors = {part.channel for part in reply.body if isinstance(part, Card)}
        choices = {choice.id for choice in reply.choices}
        is_urgent = reply.urgent is not None
        assert len(doors) >= 2 or is_urgent, topic.id
        assert not doors <= {"manager", "human-resources"} or is_urgent, topic.id
        assert "talk-to-human" in choices or topic.id == "talk-to-human", topic.id


def test_no_question_has_to_be_answered(talk):
    for command in ("role", "office", "organisation", "language", "menu"):
        conversation = talk()
        conversation.say("where can I report")
        conversation.say(command)
        assert conversation.say("am I protected if I report").reply.topic == (
            "retaliation-protection"
        )


@pytest.mark.parametrize("setting", [PREVIEW, Setting(), Setting(audience="public")])
def test_a_number_is_never_shown_for_another_country(knowledge, setting):
    by_entry = {f"contact/{contact.id}": contact for contact in knowledge.contacts}
    for country in (None, "ke", "ch", "us", "fr"):
        for topic in knowledge.topics:
            message = Message("", choose=topic, country=country)
            reply = respond(knowledge, Session(), message, NOW, setting).reply
            for entry in reply.entries:
                if entry in by_entry:
                    assert by_entry[entry].country in ("global", country)


def test_a_local_number_is_shown_only_once_the_office_has_tried_it(knowledge):
    local = {f"contact/{c.id}" for c in knowledge.contacts if c.confirm_by == "office"}
    for topic in knowledge.topics:
        message = Message("", choose=topic, country="ke")
        reply = respond(knowledge, Session(), message, NOW, Setting()).reply
        assert not local & set(reply.entries)


def test_the_preview_marks_what_nobody_has_confirmed(knowledge):
    reply = respond(
        knowledge, Session(), Message("he is outside my door", country="ke"), NOW, PREVIEW
    ).reply
    assert "contact/ke-emergency" in reply.entries
    assert "interface/standing-preview" in reply.entries


def test_a_public_audience_never_sees_an_internal_contact(knowledge):
    internal = {f"contact/{c.id}" for c in knowledge.contacts if c.visibility != "public"}
    for topic in knowledge.topics:
        message = Message("", choose=topic, country="us")
        reply = respond(knowledge, Session(), message, NOW, Setting(audience="public")).reply
        assert not internal & set(reply.entries)


def _text(reply: Reply) -> str:
    return " ".join(draw(reply).split())


@pytest.mark.parametrize(
    "asked",
    ["did I just report him", "can you report it for me", "are you a human", "who can read this"],
)
def test_it_says_what_it_is_when_it_is_asked(talk, asked):
    reply = talk().say(asked).reply
    assert reply.kind == "answer"
    assert reply.topic in {"not-a-report", "bot-help", "talk-to-human", "bot-privacy"}
    assert re.search(r"program|report|keep|read", _text(reply), re.IGNORECASE)


def test_the_medical_windows_are_right_wherever_they_stand(knowledge):
    texts = knowledge.wording("en").texts
    steps = texts["urgent/after-sexual-assault/steps"]
    assert "72 hours" in steps
    assert "120 hours" in steps
    for entry, text in texts.items():
        if re.search(r"\bPEP\b|HIV prevention", text) and "hours" in text:
            assert "72 hours" in text, entry
        if "mergency contracepti" in text and "hours" in text:
            assert "120" in text, entry


def test_a_stranger_is_told_before_any_name_is_needed(talk):
    reply = talk().say("Please note that Mr Harun Velt of Logistics touched me in the lift").reply
    assert "interface/no-names" in reply.entries
    assert "Velt" not in draw(reply)


@pytest.mark.parametrize(
    "text",
    [
        "he grabbed me in the car on mission and i froze",
        "my boss put his hand on my leg and i said nothing",
        "il m'a attrapée dans la voiture et je n'ai rien dit",
        "me agarró en el coche y no dije nada",
        "أمسكني في السيارة وتجمدت",
        "他在车里摸我，我当时吓呆了，什么都没说",
        "он схватил меня в машине, и я замерла",
        "начальник гладил меня по ноге, я ничего не сказала",
    ],
)
def test_who_froze_is_not_taken_for_a_witness(text, knowledge):
    turn = Talk(knowledge).say(text)
    assert turn.session.role in (None, "affected")
    assert turn.reply.topic not in ("witness-bystander", "out-of-scope")


@pytest.mark.parametrize(
    "text", ["he grabbed her and i froze", "он схватил ее за руку, а я ничего не сделал"]
)
def test_who_froze_while_it_happened_to_another_is_a_witness(text, knowledge):
    assert Talk(knowledge).say(text).session.role == "witness"
