"""The same twelve questions in every language: the wording, kept as files and read as a diff; and a
walk through each guide, as on a small phone.

`python -m pytest tests/test_transcripts.py --update` writes them anew. The doors and the facts of
an answer are the same in every language.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from conftest import Talk

from bot.message import Card, Piece, Reply
from bot.plain import draw

HERE = Path(__file__).parent
QUESTIONS = yaml.safe_load((HERE / "transcripts" / "questions.yaml").read_text(encoding="utf-8"))
GUIDES = yaml.safe_load((HERE / "transcripts" / "guides.yaml").read_text(encoding="utf-8"))
WIDTH = 72
NARROW = 40


@pytest.mark.parametrize("language", sorted(QUESTIONS))
def test_the_wording_is_the_one_that_was_read(knowledge, language, request):
    if language not in knowledge.languages:
        pytest.skip(f"{language} is not served yet")
    path = HERE / "transcripts" / language / "twelve-questions.txt"
    drawn = _transcript(knowledge, language)
    if request.config.getoption("--update"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(drawn, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == drawn


def _transcript(knowledge, language: str) -> str:
    parts = []
    for topic, text in QUESTIONS[language].items():
        talk = Talk(knowledge)
        reply = talk.say(text, language=language).reply
        assert (reply.topic, reply.language) == (topic, language), text
        parts.append(f"> {text}\n\n{draw(reply, WIDTH)}\n")
    return "\n".join(parts)


@pytest.mark.parametrize("language", sorted(QUESTIONS))
def test_the_guides_read_as_they_were_read_on_a_narrow_screen(knowledge, language, request):
    if language not in knowledge.languages:
        pytest.skip(f"{language} is not served yet")
    path = HERE / "transcripts" / language / "guides.txt"
    drawn = "\n".join(_guide(knowledge, language, steps) for steps in GUIDES)
    if request.config.getoption("--update"):
        path.write_text(drawn, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == drawn


@pytest.mark.parametrize("language", sorted(QUESTIONS))
def test_five_whole_talks_read_as_they_were_read_on_a_narrow_screen(knowledge, language, request):
    path = HERE / "transcripts" / language / "talks.txt"
    source = HERE / "conversations" / language / "five-talks.yaml"
    stories = yaml.safe_load(source.read_text(encoding="utf-8"))
    drawn = "\n".join(_talk(knowledge, story) for story in stories)
    if request.config.getoption("--update"):
        path.write_text(drawn, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == drawn


def _talk(knowledge, story: dict) -> str:
    talk, parts = Talk(knowledge), [f"== {story['story']}\n"]
    for turn in story["turns"]:
        reply = talk.say(turn["person"]).reply
        parts.append(f"> {turn['person']}\n\n{draw(reply, NARROW)}\n")
    return "\n".join(parts)


def _guide(knowledge, language: str, steps: list[str]) -> str:
    """One walk through a guide, each step as it is drawn, headed by the button that led to it."""
    talk, parts = Talk(knowledge), []
    talk.say("", choose="command:privacy", language=language)
    for step in steps:
        offered = {choice.id: choice for choice in talk.turns[-1].reply.choices}
        pressed = offered[step].label.text if step in offered else step
        reply = talk.say("", choose=step, language=language).reply
        parts.append(f"> {pressed}\n\n{draw(reply, NARROW)}\n")
    return "\n".join(parts)


NUMBER = re.compile(r"\d+")
INSTRUMENT = re.compile(r"ST/[A-Z]+/\d{4}/\d+(?:/Rev\.\d)?|(?:20\d\d-)?UN[AD]T[-/]\d[\d/-]*")


def _answers(knowledge, topic: str) -> dict[str, Reply]:
    """Language -> the reply to the question that leads to a topic."""
    return {
        language: Talk(knowledge).say(questions[topic], language=language).reply
        for language, questions in QUESTIONS.items()
        if language in knowledge.languages
    }


@pytest.mark.parametrize("topic", sorted(QUESTIONS["en"]))
def test_the_doors_and_what_is_asked_next_are_the_same_in_every_language(knowledge, topic):
    seen = {
        (
            reply.kind,
            reply.topic,
            reply.urgent,
            tuple(part.channel for part in reply.body if isinstance(part, Card)),
            tuple(choice.id for choice in reply.choices),
            tuple(dict.fromkeys(map(_shared_id, reply.entries))),
        )
        for reply in _answers(knowledge, topic).values()
    }
    assert len(seen) == 1


@pytest.mark.parametrize("topic", sorted(QUESTIONS["en"]))
def test_the_facts_are_the_same_in_every_language(knowledge, topic):
    """Every deadline, number to call, address and instrument of every piece."""
    facts = {
        tuple(_facts(piece) for piece in reply.pieces())
        for reply in _answers(knowledge, topic).values()
    }
    assert len(facts) == 1


def _shared_id(entry: str) -> str:
    """An entry's id; a contact may have a name of its own in a language, or its own name."""
    return entry.removesuffix("/name") if entry.startswith("contact/") else entry


def _facts(piece: Piece) -> tuple[str, frozenset[str], frozenset[str]]:
    """What must not differ in a piece; a date is written as the language writes it."""
    text = INSTRUMENT.sub(" ", piece.text)
    numbers = frozenset(str(int(number)) for number in NUMBER.findall(text))
    if piece.entry.startswith("interface/standing-"):
        numbers = frozenset()
    return _shared_id(piece.entry), numbers, frozenset(INSTRUMENT.findall(piece.text))
