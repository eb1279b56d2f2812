"""The over-match probe: every phrase and every question against all topics of its language.

`tests/questions/<language>/<topic>.yaml` holds utterances that must reach the topic (`reach`) and
near misses that must not (`not`). Those that the matcher does not reach yet stand in `known-misses.yaml`
and may only become fewer: a change that loses one is seen.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from conftest import NOW, PREVIEW

from bot.message import Message
from bot.normalise import words_of
from bot.session import Session
from bot.turn import respond

HERE = Path(__file__).parent / "questions"
DEVELOPMENT = Path(__file__).parent / "data" / "development"
FILES = sorted(HERE.glob("*/*.yaml"))
NAMES = [f"{path.parent.name}/{path.stem}" for path in FILES]


def _read(path: Path) -> dict:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _reaches(knowledge, language: str, text: str, topic: str) -> bool:
    """Whether the topic is answered, or among those that are offered."""
    turn = respond(knowledge, Session(), Message(text, language=language), NOW, PREVIEW)
    offered = [choice.id for choice in turn.reply.choices] if turn.reply.kind == "clarify" else []
    return turn.reply.topic == topic or topic in offered or turn.reply.urgent == topic


def _served(knowledge, language: str) -> None:
    if language not in knowledge.languages:
        pytest.skip(f"{language} is not served yet")


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_a_near_miss_is_not_answered_with_the_topic_that_it_resembles(knowledge, path):
    language = path.parent.name
    _served(knowledge, language)
    known = set(_read(HERE / "known-near-misses.yaml").get(language, []))
    for case in _read(path).get("not", []):
        text = str(case["utterance"])
        turn = respond(knowledge, Session(), Message(text, language=language), NOW, PREVIEW)
        taken = turn.reply.kind == "answer" and turn.reply.topic == path.stem
        assert not taken or text in known, text


@pytest.mark.parametrize("language", sorted({path.parent.name for path in FILES}))
def test_no_question_is_lost_that_was_reached_before(knowledge, language):
    _served(knowledge, language)
    known = set(_read(HERE / "known-misses.yaml").get(language, []))
    missed = {
        str(text)
        for path in FILES
        if path.parent.name == language
        for text in _read(path)["reach"]
        if not _reaches(knowledge, language, str(text), path.stem)
    }
    assert sorted(missed - known) == []


@pytest.mark.parametrize("language", sorted({path.parent.name for path in FILES}))
def test_every_phrase_of_the_knowledge_wins_its_own_topic(knowledge, language):
    _served(knowledge, language)
    wording = knowledge.wording(language)
    lost = []
    for topic, phrases in wording.phrases.items():
        for phrase in phrases:
            scored = wording.index.score(wording.index.analyse(phrase))
            if not scored.candidates or scored.candidates[0].topic != topic:
                lost.append((topic, phrase))
    assert lost == []


def test_no_development_question_is_a_phrase(knowledge):
    rows = [
        json.loads(line)
        for path in sorted(DEVELOPMENT.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    asked = {(row["lang"], words_of(row["text"])) for row in rows}
    for language in knowledge.languages:
        for phrases in knowledge.wording(language).phrases.values():
            for phrase in phrases:
                assert (language, words_of(phrase)) not in asked, phrase


@pytest.mark.parametrize("language", sorted({path.parent.name for path in FILES}))
def test_no_test_question_is_a_phrase(knowledge, language):
    _served(knowledge, language)
    found = knowledge.wording(language).phrases.values()
    phrases = {words_of(phrase) for phrases in found for phrase in phrases}
    for path in FILES:
        for text in _read(path)["reach"] if path.parent.name == language else ():
            assert words_of(str(text)) not in phrases, text
