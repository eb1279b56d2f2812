"""`whereto knowledge overdue`: what has to be read or called again, by the role that answers for it."""

from __future__ import annotations

import argparse
from typing import Any

from bot.cli.knowledge.changing import layers_of, tell, told
from bot.cli.knowledge.folders import add_folders
from bot.upkeep.overdue import listed, time_in


def add_to(commands: Any) -> None:
    """Add the command."""
    overdue = commands.add_parser("overdue", help="what to read or to call again, role by role")
    overdue.add_argument(
        "--within", default="0d", metavar="TIME", help="also what falls due by then: 30d, 6w, 3m"
    )
    add_folders(overdue)
    overdue.set_defaults(run=told(run_overdue))


def run_overdue(options: argparse.Namespace) -> int:
    """Print the list. 0, whatever is on it; 2: called wrongly."""
    within = time_in(options.within)
    tree = layers_of(options.folders, None).tree
    tell(listed(tree, within, options.clock().date()))
    return 0
