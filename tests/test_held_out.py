"""What nobody tuned on: counts that may only get better."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import NOW, PREVIEW

from bot.message import Message
from bot.session import Session
from bot.turn import respond

HERE = Path(__file__).parent / "data" / "held-out"

AT_LEAST = {
    "en": (43, 42, 130),
    "fr": (43, 43, 137),
    "es": (42, 44, 125),
    "ar": (42, 42, 125),
    "zh": (40, 43, 136),
    "ru": (43, 42, 126),
}
"""Language -> urgent rows of 45 that bring steps, look-alikes of 45 that bring none, questions of 144
whose right topic comes first."""


def _rows(kind: str, language: str) -> list[dict]:
    lines = (HERE / f"{kind}-{language}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _reply(knowledge, row: dict):
    return respond(knowledge, Session(), Message(row["text"]), NOW, PREVIEW).reply


@pytest.mark.parametrize("language", AT_LEAST)
def test_danger_in_words_that_nobody_tuned_on_is_heard_as_often_as_before(knowledge, language):
    heard = quiet = 0
    for row in (*_rows("crisis", language), *_rows("calls", language)):
        has_steps = _reply(knowledge, row).urgent is not None
        heard += bool(row["crisis"]) and has_steps
        quiet += not row["crisis"] and not has_steps
    assert heard >= AT_LEAST[language][0]
    assert quiet >= AT_LEAST[language][1]


@pytest.mark.parametrize("language", AT_LEAST)
def test_questions_that_nobody_tuned_on_find_their_topic_as_often_as_before(knowledge, language):
    first = 0
    for row in _rows("questions", language):
        if "out-of-scope" not in row["accept"]:
            found = _reply(knowledge, row).alternatives
            first += bool(found) and found[0].topic in row["accept"]
    assert first >= AT_LEAST[language][2]
