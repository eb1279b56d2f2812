"""`whereto knowledge …`: what focal points do with the knowledge."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any, Final

from bot.bot import system_clock
from bot.checks import all_problems
from bot.cli.counting import run_count
from bot.cli.translating import run_stale, run_translated
from bot.loader import load, with_base
from bot.matching import compiled
from bot.matching.index import Index
from bot.problem import report
from bot.tree import read_tree

MEANWHILE: Final = "The bot keeps the last good knowledge."


def add_to(commands: Any) -> None:
    """Add the command and those below it."""
    command = commands.add_parser("knowledge", help="check and prepare the knowledge")
    below = command.add_subparsers(
        dest="knowledge_command", metavar="COMMAND", required=True, parser_class=type(command)
    )
    check = below.add_parser("check", help="what is wrong, where, and how to mend it")
    check.add_argument("folders", nargs="*", type=Path, metavar="DIR", help="layers, base first")
    check.add_argument("--strict", action="store_true", help="warnings count as problems")
    check.add_argument("--format", choices=("text", "json", "github"), default="text")
    check.set_defaults(run=run_check)
    weigh = below.add_parser("compile", help="weigh the phrases once, so that it starts faster")
    weigh.add_argument("folders", nargs="*", type=Path, metavar="DIR", help="layers, base first")
    weigh.set_defaults(run=run_compile)
    stamp = below.add_parser("translated", help="say that a translation is of the text of today")
    stamp.add_argument("topic", metavar="TOPIC")
    stamp.add_argument("language", metavar="LANGUAGE")
    stamp.add_argument("folders", nargs="*", type=Path, metavar="DIR", help="layers, base first")
    stamp.set_defaults(run=run_translated)
    stale = below.add_parser("stale", help="which translations are behind, and whose they are")
    stale.add_argument("folders", nargs="*", type=Path, metavar="DIR", help="layers, base first")
    stale.set_defaults(run=run_stale)
    count = below.add_parser("count", help="topics, phrases, words and contacts by language")
    count.add_argument("folders", nargs="*", type=Path, metavar="DIR", help="layers, base first")
    count.set_defaults(run=run_count)


def run_check(options: argparse.Namespace) -> int:
    """Show everything that is wrong. 0: nothing; 1: problems; 2: a file cannot be read."""
    tree = read_tree(with_base(options.folders))
    found = all_problems(tree, system_clock().date())
    stopping = [problem for problem in found if problem.severity == "stop"]
    sys.stdout.write(report(found, options.format, MEANWHILE if stopping else ""))
    if any(problem.severity == "stop" for problem in tree.problems):
        return 2
    return 1 if stopping or (options.strict and found) else 0


def run_compile(options: argparse.Namespace) -> int:
    """Keep the weighing of every language beside the program; says what it had to do."""
    knowledge = load(options.folders)
    for tag in knowledge.languages:
        wording = knowledge.wording(tag)
        key = compiled.key_of(wording.phrases, wording.words, tag)
        if compiled.is_kept(compiled.FOLDER, key):
            continue
        made = Index.build(wording.phrases, wording.words, tag)
        compiled.write(compiled.FOLDER, key, made)
        sys.stdout.write(f"{wording.language.name}: {len(made.phrases)} phrases weighed\n")
    return 0
