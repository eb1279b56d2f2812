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
from conftest import NOW

from bot.normalise import words_of
from bot.upkeep.trials import lost_phrases, outcome_of

HERE = Path(__file__).parent / "questions"
DEVELOPMENT = Path(__file__).parent / "data" / "development"
FILES = sorted(HERE.glob("*/*.yaml"))
NAMES = [f"{path.parent.name}/{path.stem}" for path in FILES]


def _read(path: Path) -> dict:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


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
        outcome = outcome_of(knowledge, language, text, NOW)
        assert not outcome.is_taken_by(path.stem) or text in known, text


@pytest.mark.parametrize("language", sorted({path.parent.name for path in FILES}))
def test_no_question_is_lost_that_was_reached_before(knowledge, language):
    _served(knowledge, language)
    known = set(_read(HERE / "known-misses.yaml").get(language, []))
    missed = {
        str(text)
        for path in FILES
        if path.parent.name == language
        for text in _read(path)["reach"]
        if not outcome_of(knowledge, language, str(text), NOW).reaches(path.stem)
    }
    assert sorted(missed - known) == []


@pytest.mark.parametrize("language", sorted({path.parent.name for path in FILES}))
def test_every_phrase_of_the_knowledge_wins_its_own_topic(knowledge, language):
    _served(knowledge, language)
    wording = knowledge.wording(language)
    assert [problem.what for problem in lost_phrases(wording, {})] == []


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
