"""`whereto teams-package`: the app package that an administrator uploads to Microsoft Teams."""

from __future__ import annotations

import argparse
import os
import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from bot.cli import instance
from bot.problem import Place


def add_to(commands: Any) -> None:
    """Add the command."""
    command = commands.add_parser("teams-package", help="the app package for Microsoft Teams")
    instance.add_options(command)
    command.add_argument("--out", type=Path, required=True, metavar="FILE", help="the zip to write")
    command.add_argument("--force", action="store_true", help="write over a file that is there")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the package. 0: done; 2: a setting is missing, or the file may not be written."""
    out: Path = options.out
    if out.exists() and not options.force:
        return _refuse(f"{out} is there already. Add --force to write over it.")
    config = instance.config_of(options)
    knowledge = instance.knowledge_of(options, config)
    (teams,) = entry_points(group="whereto.adapters", name="teams")
    where = Place(str(options.config or "config.yaml"))
    made = instance.loaded(teams, "teams", where).package(config, knowledge, os.environ)
    try:
        out.write_bytes(made)
    except OSError:
        return _refuse(f"{out} cannot be written. Check the folder.")
    sys.stdout.write(f"{out} is ready: upload it in the Teams admin center.\n")
    return 0


def _refuse(why: str) -> int:
    sys.stderr.write(f"{why}\n")
    return 2
