"""`whereto knowledge test`: every question and every phrase against the whole knowledge."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot import format as fmt
from bot.bot import system_clock
from bot.cli.knowledge.folders import add_folders, refuse
from bot.knowledge import Knowledge
from bot.loader import load, with_base
from bot.problem import Problem, counted, listed, report
from bot.tree import scalars_of
from bot.tree_reader import read_tree
from bot.upkeep.questions import Question, read_questions
from bot.upkeep.trials import (
    PhrasePlaces,
    is_right,
    lost_phrases,
    moved_phrases,
    moved_question,
    outcome_of,
    problems_in,
)
from bot.yaml_reader import Scalar


def add_to(commands: Any) -> None:
    """Add the command."""
    test = commands.add_parser("test", help="which questions reach their topic, and what moved")
    add_folders(test)
    test.add_argument("--language", metavar="TAG", help="this language alone")
    test.add_argument(
        "--against",
        type=Path,
        metavar="DIR",
        help="say what moved since that folder (default: the layer below, where there is one)",
    )
    test.add_argument("--format", choices=("text", "json", "github"), default="text")
    test.set_defaults(run=run_test)


@dataclass
class _Tried:
    """What a run found, language after language."""

    wrong: list[Problem] = field(default_factory=list)
    moved: list[Problem] = field(default_factory=list)
    questions: int = 0
    phrases: int = 0
    known: int = 0
    mended: int = 0


def run_test(options: argparse.Namespace) -> int:
    """Try everything. 0: every question is where it belongs; 1: one is not; 2: a file cannot be read."""
    layers = with_base(options.folders)
    knowledge = load(options.folders)
    before = _before(options.against, layers)
    languages = [options.language] if options.language else list(knowledge.languages)
    if options.language and options.language not in knowledge.languages:
        return refuse(options.language, "is no language of this knowledge", knowledge.languages)
    asked = read_questions(layers, knowledge.topics, languages)
    tried = _Tried(wrong=list(asked.problems))
    for number, language in enumerate(languages, 1):
        _show_progress(f"{language} ({number} of {len(languages)})")
        own = [question for question in asked.questions if question.language == language]
        _try_language(tried, (knowledge, before), own, language, _places(layers, language))
    _show_progress("")
    sys.stdout.write(report(tried.wrong, options.format, _counts(tried, len(languages))))
    if before is not None:
        _show_moved(tried.moved, options.format)
    if asked.problems:
        return 2
    return 1 if tried.wrong else 0


def _before(against: Path | None, layers: Sequence[Path]) -> Knowledge | None:
    """What to compare with: the folder that was named, else the base below an overlay."""
    if against is not None:
        return load([against])
    return load(layers[:1]) if len(layers) > 1 else None


def _try_language(
    tried: _Tried,
    knowledge: tuple[Knowledge, Knowledge | None],
    questions: Sequence[Question],
    language: str,
    places: PhrasePlaces,
) -> None:
    today, before = knowledge
    now = system_clock()
    wording = today.wording(language)
    got = [(one, outcome_of(today, language, one.text, now)) for one in questions]
    tried.wrong += problems_in(got, places)
    tried.wrong += lost_phrases(wording, places)
    tried.questions += len(questions)
    known = [(one, outcome) for one, outcome in got if one.is_known]
    tried.known += len(known)
    tried.mended += sum(is_right(question, outcome) for question, outcome in known)
    tried.phrases += sum(map(len, wording.phrases.values()))
    if before is None or language not in before.languages:
        return
    for question, outcome in got:
        was = outcome_of(before, language, question.text, now)
        moved = moved_question(question, was, outcome, places)
        tried.moved += [] if moved is None else [moved]
    tried.moved += moved_phrases(before.wording(language), wording, places)


def _places(layers: Sequence[Path], language: str) -> PhrasePlaces:
    """Where each phrase of a language stands, a title too; the last layer that has it."""
    tree = read_tree(layers, {language}, only={fmt.TOPIC.name})
    return {
        (entry.id, scalar.text.strip()): scalar.place
        for entry in tree.entries_of(fmt.TOPIC, language)
        for scalar in (entry.field("title"), *scalars_of(entry.field("phrases")))
        if isinstance(scalar, Scalar)
    }


def _counts(tried: _Tried, languages: int) -> str:
    known = f"; {tried.known:,} known not to be right yet" if tried.known else ""
    mended = f" Right by now: {tried.mended:,}; take them out." if tried.mended else ""
    return (
        f"Tried in {counted(languages, 'language')}: {tried.questions:,} questions,"
        f" {tried.phrases:,} phrases{known}.{mended}"
    )


def _show_moved(moved: Sequence[Problem], form: Any) -> None:
    shown = listed(moved, form)
    if form == "text":
        head = f"{len(moved)} moved:\n\n" if moved else "nothing moved.\n"
        shown = f"\nCompared with before, {head}{shown}"
    sys.stdout.write(shown)


def _show_progress(where: str) -> None:
    """Which language is being tried, for somebody who waits at a terminal."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{where}")
        sys.stderr.flush()
