"""What a command wants to know of an office: from its options, else from who sits at the keyboard."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence

from bot.cli.knowledge.changing import tell
from bot.knowledge import Knowledge
from bot.office.asking import Question, office_of
from bot.office.office import Office
from bot.upkeep.refusal import WrongCallError


def add_questions(command: argparse.ArgumentParser, questions: Iterable[Question]) -> None:
    """Give a command an option for each question, and one that asks nothing."""
    for question in questions:
        command.add_argument(f"--{question.name}", metavar="TEXT", help=question.asks)
    command.add_argument(
        "--yes", action="store_true", help="ask nothing: take what is usual for what is not given"
    )


def asked(
    options: argparse.Namespace, knowledge: Knowledge, questions: Sequence[Question]
) -> Office:
    """The office that options and answers describe. Raises WrongCallError for an option that is not
    known or missing, and where who was asked is gone."""
    given = {question.name: getattr(options, question.name) for question in questions}
    is_asked = not options.yes and sys.stdin.isatty()
    try:
        return office_of(knowledge, given, _ask if is_asked else None, _tell, questions)
    except EOFError:
        raise WrongCallError("\nNot everything was answered.") from None


def _ask(question: Question) -> str:
    usual = f" [{question.usual}]" if question.usual else ""
    return input(f"{question.asks}{usual}\n> ")


def _tell(slip: WrongCallError) -> None:
    tell(slip.lines, sys.stderr)
