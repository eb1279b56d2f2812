"""Where the thresholds stand: what would become of the development questions if one were moved.

Each row moves one figure of bot/matching/thresholds.py and leaves the others. A confident wrong
answer is the worst result there is, so a figure stands where wrong answers are few and more of them
would buy hardly any right ones; the marked row is the one in use.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from benchmarks.outcomes import figures, outcome_of
from benchmarks.questions import LANGUAGES, SEED, Question, development
from benchmarks.tables import heading, line
from bot.knowledge import Knowledge
from bot.loader import load
from bot.matching import thresholds

MOVED: Final = ("SURE_SCORE", "SURE_LEAD", "CLEAR_SCORE", "CLEAR_LEAD", "ASK_SCORE", "KNOWN_SHARE")
STEPS: Final = (-0.10, -0.05, -0.02, 0.0, 0.02, 0.05, 0.10)
COLUMNS: Final = ("rows", "right", "asked", "missed", "fell back", "wrong", "refused")


def run(_: argparse.Namespace) -> dict[str, object]:
    """Print a table for each threshold; the figures by name and value."""
    knowledge = load([])
    questions = [question for tag in LANGUAGES for question in development(tag)]
    print(
        f"development questions of {len(LANGUAGES)} languages, {len(questions)} rows, seed {SEED}"
    )
    return {name: _curve(knowledge, questions, name) for name in MOVED}


def _curve(knowledge: Knowledge, questions: list[Question], name: str) -> list[dict[str, object]]:
    stands = getattr(thresholds, name)
    heading(name, COLUMNS)
    curve = []
    for step in STEPS:
        value = round(stands + step, 3)
        if value <= 0:
            continue
        with _moved(name, value):
            found = figures(outcome_of(knowledge, question) for question in questions)
        line(f"  {value:.2f}{'  stands here' if step == 0.0 else ''}", COLUMNS, found)
        curve.append({"value": value, "stands": step == 0.0, **found})
    return curve


@contextmanager
def _moved(name: str, value: float) -> Iterator[None]:
    stands = getattr(thresholds, name)
    setattr(thresholds, name, value)
    try:
        yield
    finally:
        setattr(thresholds, name, stands)
