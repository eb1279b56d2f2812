"""The same questions get the same answers: a second time, and from files written in another order."""

from __future__ import annotations

import json
from pathlib import Path

from conftest import NOW

from bot.jsonl import answer_lines
from bot.loader import load
from bot.setting import Setting

PHRASES = {
    "card-lost": ["I lost my card", "my card is gone", "card was stolen"],
    "pin": ["I forgot my pin", "new pin for the card", "change the pin code"],
    "limit": ["raise my limit", "how high is my limit", "spending limit"],
}
ASKED = ["my card", "raise the pin", "limit of the new card", "zzz"]


def _written(folder: Path, *, turned: bool) -> Path:
    topics = folder / "en" / "topics"
    topics.mkdir(parents=True)
    order = -1 if turned else 1
    for topic in list(PHRASES)[::order]:
        lines = "".join(f"  - {phrase}\n" for phrase in PHRASES[topic][::order])
        (topics / f"{topic}.yaml").write_text(f"phrases:\n{lines}")
    return folder


def _answers(folder: Path) -> list[str]:
    lines = [json.dumps({"id": i, "text": text}) for i, text in enumerate(ASKED)]
    return list(answer_lines(lines, load([folder]), Setting(), lambda: NOW))


def test_the_same_questions_get_the_same_answers_whatever_the_order_of_files(tmp_path):
    first = _answers(_written(tmp_path / "a", turned=False))
    assert _answers(tmp_path / "a") == first
    assert _answers(_written(tmp_path / "b", turned=True)) == first
