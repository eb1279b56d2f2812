"""`whereto knowledge check`: what is wrong, where, and how to mend it."""

from __future__ import annotations

import argparse
import sys
from typing import Any, Final

from bot.checks import all_problems
from bot.cli.knowledge.folders import add_folders
from bot.loader import with_base
from bot.problem import report
from bot.tree_reader import read_tree

MEANWHILE: Final = "The bot keeps the last good knowledge."


def add_to(commands: Any) -> None:
    """Add the command."""
    check = commands.add_parser("check", help="what is wrong, where, and how to mend it")
    add_folders(check)
    check.add_argument("--strict", action="store_true", help="warnings count as problems")
    check.add_argument("--format", choices=("text", "json", "github"), default="text")
    check.set_defaults(run=run_check)


def run_check(options: argparse.Namespace) -> int:
    """Show everything that is wrong. 0: nothing; 1: problems; 2: a file cannot be read."""
    tree = read_tree(with_base(options.folders))
    found = all_problems(tree, options.clock().date())
    stopping = [problem for problem in found if problem.severity == "stop"]
    sys.stdout.write(report(found, options.format, MEANWHILE if stopping else ""))
    if any(problem.severity == "stop" for problem in tree.problems):
        return 2
    return 1 if stopping or (options.strict and found) else 0
