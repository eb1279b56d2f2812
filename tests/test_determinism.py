"""The same questions get the same answers: a second time, and from files written in another order."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from conftest import NOW

from bot.jsonl import answer_lines
from bot.loader import load
from bot.matching.index import Index
from bot.setting import Setting

PHRASES = {
    "card-lost": ["I lost my card", "my card is gone", "card was stolen"],
    "pin": ["I forgot my pin", "new pin for the card", "change the pin code"],
    "limit": ["raise my limit", "how high is my limit", "spending limit"],
}
ROOT = Path(__file__).parent.parent
SIX = [
    "Where can I report, and will my boss know? I am afraid.",
    "Mon chef me touche, à qui en parler sans plainte ?",
    "¿Cuánto tarda una investigación?",
    "هل أستطيع أن أبلغ دون اسمي؟",
    "可以匿名举报吗",
    "Кому рассказать о домогательствах?",
    "wher can i repport anonimously",
]
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


def _asked_apart(seed: str) -> str:
    """What a process of its own answers from the shipped knowledge."""
    lines = "".join(
        json.dumps({"id": i, "text": text, "now": NOW.isoformat()}) + "\n"
        for i, text in enumerate(SIX)
    )
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli", "ask", "--jsonl"],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed},
        input=lines.encode(),
        capture_output=True,
        check=True,
    )
    return done.stdout.decode()


def test_two_processes_give_the_same_answers_from_the_shipped_knowledge():
    first = _asked_apart("1")
    assert first.count("\n") == len(SIX)
    assert _asked_apart("20261120") == first


def test_phrases_in_another_order_are_weighed_to_the_same_scores(knowledge):
    wording = knowledge.wording("fr")
    turned = {topic: texts[::-1] for topic, texts in reversed(wording.phrases.items())}
    again = Index.build(turned, wording.words, "fr", wording.besides)
    for text in SIX:
        asked = wording.index.analyse(text)
        assert again.score(asked) == wording.index.score(asked)
