"""`whereto knowledge find` and `trace`: who uses this, and where a sentence comes from."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from bot.cli.knowledge.changing import layers_of, tell, told
from bot.upkeep import finding, tracing


def add_to(commands: Any) -> None:
    """Add both commands."""
    find = commands.add_parser("find", help="every place that uses an id, a number or a term")
    trace = commands.add_parser("trace", help="where a sentence comes from that somebody read")
    for command, run in ((find, run_find), (trace, run_trace)):
        command.add_argument("words", nargs="+", metavar="WORDS", help="between quotes, or not")
        command.add_argument(
            "--knowledge", action="append", default=[], type=Path, metavar="DIR",
            help="a layer; may be given again for one over it",
        )  # fmt: skip
        command.set_defaults(run=told(run))


def run_find(options: argparse.Namespace) -> int:
    """List the places. 0: some; 1: none."""
    tell(finding.listed(layers_of(options.knowledge, None).tree, " ".join(options.words)))
    return 0


def run_trace(options: argparse.Namespace) -> int:
    """Say where it stands and what it rests on. 0: found; 1: not."""
    tell(tracing.told(layers_of(options.knowledge, None).tree, " ".join(options.words)))
    return 0
