"""Any text at all: an answer, always the same one, in bounded work, with nothing of it said back."""

from __future__ import annotations

import random

import pytest
from conftest import MANY, NOW, PREVIEW, Talk
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.message import Message
from bot.normalise import LONGEST_TEXT, fold, sentences_of, words_of
from bot.plain import columns, draw, wrap
from bot.session import Session
from bot.turn import respond
from bot.urgent import mark_of

ODD = [
    "",
    " ",
    "\x00\x00",
    "\ud800 lone surrogate \udfff",
    "a" + "\u0301" * 10_000,
    "report " * 150_000,
    "x" * 1_000_000,
    "😀🚨🆘",
    "\u202eevil\u202c \u200b\u200b",
    "1",
    "99999999999999999999",
    "[2]",
    "²",
    "٣",
    "\n\n\n",
    "<script>alert(1)</script> *bold* _it_ `x`",
    "{country} {office} {0} %s %(x)s",
    "../../etc/passwd",
    "DROP TABLE sessions; --",
    "what" + "?" * 5000,
    ". " * 4000,
    "ﷺ" * 2000,
    "𝓻𝓮𝓹𝓸𝓻𝓽 𝓱𝓪𝓻𝓪𝓼𝓼𝓶𝓮𝓷𝓽",
]

LANGUAGES = [None, "en", "fr", "es", "ru", "ar", "zh"]
words = st.sampled_from(
    "report harass boss he she my door now help stop menu 1 2 3 and what if in Nairobi french"
    " raped years ago not kill myself policy ombudsman ok thanks none of those human role back"
    " consultant i am her supervisor erase more where how long anonymous".split()
)
texts = st.one_of(st.text(max_size=200), st.lists(words, max_size=12).map(" ".join))


@pytest.mark.parametrize("text", ODD)
def test_an_odd_message_gets_a_normal_reply(knowledge, text):
    turn = respond(knowledge, Session(), Message(text), NOW, PREVIEW)
    assert draw(turn.reply).strip()


@settings(max_examples=150 * MANY, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(texts, max_size=6), st.sampled_from(LANGUAGES))
def test_any_talk_is_answered_and_can_be_left(knowledge, messages, language):
    conversation = Talk(knowledge)
    served = language if language in knowledge.languages else None
    for text in messages:
        reply = conversation.say(text, language=served).reply
        assert draw(reply).strip()
        assert reply.language in knowledge.languages
    assert conversation.say("stop").session == Session(
        language=conversation.session.language, noticed=True, turns=1
    )


@settings(max_examples=60 * MANY, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(texts, max_size=4))
def test_the_same_talk_gives_the_same_replies(knowledge, messages):
    first, second = Talk(knowledge), Talk(knowledge)
    for text in messages:
        assert first.say(text).reply == second.say(text).reply


def _urgent_cues(knowledge, language):
    return knowledge.wording(language).urgent_cues.every


@settings(max_examples=60 * MANY, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(texts, min_size=1, max_size=4))
def test_nothing_is_remembered_but_ids_of_the_knowledge(knowledge, messages):
    conversation = Talk(knowledge)
    for text in messages:
        conversation.say(text)
    known = {
        *knowledge.topics,
        *knowledge.languages,
        *knowledge.organisations,
        *knowledge.cities,
        *(name.partition("/")[2] for name in knowledge.wording("en").place_names),
        *"affected witness supporter manager accused non-staff partner community".split(),
        *"clarify menu guide language place organisation role".split(),
        *(f"{guide.id}/{step}" for guide in knowledge.guides.values() for step in guide.steps),
        *(mark_of(cue.text) for tag in knowledge.languages for cue in _urgent_cues(knowledge, tag)),
    }
    for name, value in conversation.session.to_dict().items():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, str):
                is_answer = name == "guide" and "=" in item  # closed values: tests/test_guides.py
                assert item in known or ":" in item or is_answer, (name, item)


@pytest.mark.parametrize("text", ["Where can I report harassment?", "he is outside my door"])
def test_case_accents_and_spaces_change_nothing(knowledge, text):
    def answered(variant: str) -> str | None:
        return respond(knowledge, Session(), Message(variant), NOW, PREVIEW).reply.topic

    for variant in (
        text.upper(),
        text.lower(),
        f"  {text}  ",
        text.replace(" ", "   "),
        f"{text}!!",
    ):
        assert answered(variant) == answered(text)


def test_every_choice_that_is_offered_leads_somewhere(knowledge):
    """From every reply, every choice; from there again: no dead end, no error."""
    start = Talk(knowledge)
    start.say("menu")
    seen: set[str] = set()
    queue = [start.session]
    while queue:
        session = queue.pop()
        for number, choice in enumerate(session.offered, start=1):
            if choice in seen:
                continue
            seen.add(choice)
            turn = respond(knowledge, session, Message(str(number)), NOW, PREVIEW)
            assert turn.reply.kind in ("answer", "fallback"), choice
            queue.append(Session.from_dict(turn.session.to_dict()))
    missing = {topic.id for topic in knowledge.topics.values() if topic.group != "outside"} - seen
    assert missing == set()


@given(st.text())
def test_folding_answers_every_text(text):
    assert len(fold(text)) <= 20 * LONGEST_TEXT
    assert all(words_of(sentence) for sentence in sentences_of(text))


@given(st.text(max_size=300), st.integers(24, 100))
def test_no_drawn_line_is_wider_than_the_screen(text, width):
    for line in wrap(text, width):
        assert columns(line) <= width


def test_replies_fit_a_narrow_screen(knowledge):
    random.seed(7)
    for topic in knowledge.topics:
        reply = respond(
            knowledge, Session(), Message("", choose=topic, country="ke"), NOW, PREVIEW
        ).reply
        for width in (40, 60, 100):
            assert max(columns(line) for line in draw(reply, width).splitlines()) <= width
