"""`whereto doctor`: everything that can be wrong with an instance, each with what mends it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.bot import system_clock
from bot.config import Config, read_config
from bot.office import online, program
from bot.office.examination import examine
from bot.office.finding import Finding, as_json, as_text, finding_of, is_ready
from bot.office.instance import Instance
from bot.office.secrets import read_secrets_file
from bot.problem import KnowledgeError


def add_to(commands: Any) -> None:
    """Add the command."""
    command = commands.add_parser(
        "doctor", help="what is wrong with an instance, and what mends it"
    )
    command.add_argument("--config", type=Path, metavar="FILE", help="the settings of the instance")
    command.add_argument(
        "--secrets",
        type=Path,
        metavar="FILE",
        help="the secrets as the service gets them, a line NAME=value each (default: environment)",
    )
    command.add_argument(
        "--online", action="store_true", help="also try the secrets, by a harmless call of each"
    )
    command.add_argument("--format", choices=("text", "json"), default="text")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Look and report. 0: ready; 1: not ready."""
    environment, found = _environment(options.secrets)
    try:
        config = read_config(options.config) if options.config else Config()
    except KnowledgeError as error:
        found += [program.python(sys.version_info[:3])]
        found += [finding_of(problem, "red") for problem in error.problems]
    else:
        where = str(options.config or "config.yaml")
        instance = Instance(where, config, environment, system_clock())
        found += examine(instance)
        found += _not_looked_into(options.secrets, config.folder / "secrets.env")
        if options.online:
            found += online.look(instance, system_clock)
    sys.stdout.write(as_json(found) if options.format == "json" else as_text(found))
    return 0 if is_ready(found) else 1


def _environment(secrets: Path | None) -> tuple[Mapping[str, str], list[Finding]]:
    if secrets is None:
        return os.environ, []
    values, problems = read_secrets_file(secrets)
    return {**os.environ, **values}, [finding_of(problem, "red") for problem in problems]


def _not_looked_into(given: Path | None, beside: Path) -> list[Finding]:
    """A file of secrets lies beside the settings, and nobody said to read it."""
    if given is not None or not beside.is_file():
        return []
    what = "The secrets beside the settings were not looked into."
    return [Finding("secrets-not-read", "yellow", what, f"Add: --secrets {beside}", str(beside))]
