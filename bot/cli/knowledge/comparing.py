"""`whereto knowledge diff`: what differs between two folders, in plain words."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from bot.loader import existing
from bot.problem import report
from bot.tree_reader import read_tree
from bot.upkeep.changes_page import as_github, as_json, as_markdown, as_text
from bot.upkeep.differences import Change, differences

FORMS: Final[dict[str, Callable[[Sequence[Change]], str]]] = {
    "text": as_text,
    "markdown": as_markdown,
    "json": as_json,
    "github": as_github,
}


def add_to(commands: Any) -> None:
    """Add the command."""
    diff = commands.add_parser("diff", help="what differs between two folders, in plain words")
    diff.add_argument("before", type=Path, metavar="BEFORE", help="a folder: as it was")
    diff.add_argument("after", type=Path, metavar="AFTER", help="a folder: as it is")
    diff.add_argument("--format", choices=tuple(FORMS), default="text")
    diff.set_defaults(run=run_diff)


def run_diff(options: argparse.Namespace) -> int:
    """Show what differs. 0: nothing; 1: something; 2: a folder or a file cannot be read."""
    before, after = (read_tree(existing([folder])) for folder in (options.before, options.after))
    broken = [p for tree in (before, after) for p in tree.problems if p.severity == "stop"]
    if broken:
        sys.stderr.write(report(broken, closing="Nothing was compared."))
        return 2
    found = differences(before, after)
    sys.stdout.write(FORMS[options.format](found))
    return 1 if found else 0
