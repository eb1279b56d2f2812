"""Public sets of questions: JSON Lines `<set>.train10.jsonl` and `<set>.test.jsonl` in a folder.

A row is `{"text", "intent", "lang"}`; `intent: null` is out of scope. Read as a knowledge folder of
topics that hold only phrases, as anybody can hand to `whereto --knowledge DIR`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bot.knowledge import Knowledge
from bot.loader import load

ALL: Final = (
    "banking77", "clinc150", "hwu64", "stackfaq", "arbanking77",
    "hass_en", "hass_fr", "hass_es", "hass_ar", "hass_zh", "hass_ru",
)  # fmt: skip


@dataclass(frozen=True)
class Labelled:
    """Phrases by topic, and questions with the topics that are right; none: out of scope."""

    name: str
    language: str
    phrases: dict[str, list[str]]
    questions: list[tuple[str, frozenset[str]]]

    @property
    def inside(self) -> list[tuple[str, frozenset[str]]]:
        """The questions that a topic answers."""
        return [(text, accept) for text, accept in self.questions if accept]


def public(folder: Path, name: str) -> Labelled:
    """One public set. Raises OSError where it is not there."""
    train, test = (_rows(folder / f"{name}.{part}.jsonl") for part in ("train10", "test"))
    intents = sorted({row["intent"] for row in train})
    topics = {intent: f"topic-{number:03}" for number, intent in enumerate(intents)}
    phrases: dict[str, list[str]] = {}
    for row in train:
        phrases.setdefault(topics[row["intent"]], []).append(row["text"])
    questions = [
        (row["text"], frozenset({topics[row["intent"]]} if row["intent"] else ())) for row in test
    ]
    return Labelled(name, train[0]["lang"], phrases, questions)


def _rows(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@contextmanager
def as_knowledge(phrases: dict[str, list[str]], language: str) -> Iterator[Knowledge]:
    """Phrases as a folder of knowledge, loaded."""
    with TemporaryDirectory() as where:
        topics = Path(where) / language / "topics"
        topics.mkdir(parents=True)
        for topic, texts in phrases.items():
            lines = "".join(f"  - {json.dumps(text, ensure_ascii=False)}\n" for text in texts)
            (topics / f"{topic}.yaml").write_text(f"phrases:\n{lines}", encoding="utf-8")
        yield load([Path(where)])
