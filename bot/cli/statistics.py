"""`whereto statistics`: the tables that were released, and what their numbers mean."""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Any, Final

from bot.cli import instance
from bot.problem import report
from bot.releasing import plain, read_tables
from bot.statistics import DEFINITIONS, RULES_OF_COUNTING, Table

EMPTY: Final = "No table was released."


def add_to(commands: Any) -> None:
    """Add the command."""
    command = commands.add_parser("statistics", help="the monthly tables that were released")
    command.add_argument("--config", type=Path, metavar="FILE", help="the settings of an instance")
    command.add_argument("--folder", type=Path, metavar="DIR", help="where the tables are")
    command.add_argument("--format", choices=FORMATS, default="text", help="default: text")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the tables. 0: done; 1: a file is no table that was released."""
    folder = options.folder
    if folder is None:
        config = instance.config_of(options)
        named = config.text("statistics.folder")
        folder = None if named is None else config.folder / named
    tables, problems = ([], []) if folder is None else read_tables(folder)
    sys.stdout.write(FORMATS[options.format](tables))
    sys.stderr.write(report(problems) if problems else "")
    return 1 if problems else 0


def _as_text(tables: Sequence[Table]) -> str:
    parts = ["\n".join(_lines(table)) for table in tables] or [EMPTY]
    meanings = [f"{name}\n  {meaning}" for name, meaning in DEFINITIONS.items()]
    return "\n\n".join([*parts, *meanings, RULES_OF_COUNTING]) + "\n"


def _lines(table: Table) -> list[str]:
    rows = [f"  {f'{row.counter} {row.value}'.ljust(44)}{row.count:>8,}" for row in table.rows]
    return [table.month, *(rows or ["  Every number was below ten."])]


def _as_json(tables: Sequence[Table]) -> str:
    shown = {
        "tables": [plain(table) for table in tables],
        "definitions": DEFINITIONS,
        "rules": RULES_OF_COUNTING.split("\n\n"),
    }
    return json.dumps(shown, indent=1) + "\n"


def _as_csv(tables: Sequence[Table]) -> str:
    """One row a number, with the definition behind it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("month", "counter", "value", "count", "definition"))
    for table in tables:
        for row in table.rows:
            writer.writerow((table.month, *astuple(row), DEFINITIONS[row.counter]))
    return text.getvalue()


FORMATS: Final[dict[str, Callable[[Sequence[Table]], str]]] = {
    "text": _as_text,
    "json": _as_json,
    "csv": _as_csv,
}
