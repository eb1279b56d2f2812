"""`whereto upgrade-check`: what a new version would mean for what an office wrote itself."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from bot.bot import system_clock
from bot.config import Config, places_of_settings, read_config
from bot.config_values import DEFAULTS
from bot.loader import with_base
from bot.office.new_version import NewVersion, opened
from bot.office.upgrade import changes, new_settings, setting_changes
from bot.problem import Problem, report
from bot.tree_reader import read_tree

NOTHING = "The office's own files fit the new version.\n"
CLOSING = (
    "Nothing was changed yet; after the upgrade, what stands in your files goes on being served."
)


def add_to(commands: Any) -> None:
    """Add the command."""
    command = commands.add_parser(
        "upgrade-check", help="what a new version would mean for an office's own files"
    )
    command.add_argument(
        "--config", type=Path, required=True, metavar="FILE", help="the settings of the instance"
    )
    command.add_argument(
        "--to", type=Path, required=True, metavar="PATH", help="new knowledge, program or wheel"
    )
    command.add_argument("--format", choices=("text", "json"), default="text")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Compare, change nothing. 0: nothing to do; 1: something; 2: a file cannot be read."""
    config = read_config(options.config)
    with opened(options.to) as version:
        found = [*_of_overlay(config, version), *_of_settings(options.config, version)]
        if options.format == "text" and version.settings is not None:
            for line in new_settings(DEFAULTS, version.settings):
                sys.stdout.write(f"New setting, which changes nothing by itself: {line}\n")
    if found or options.format == "json":
        sys.stdout.write(report(found, options.format, CLOSING))
    else:
        sys.stdout.write(NOTHING)
    return 1 if found else 0


def _of_overlay(config: Config, version: NewVersion) -> list[Problem]:
    layers = with_base(config.folders())
    before, after = read_tree(layers), read_tree([version.knowledge, *layers[1:]])
    return changes(before, after, system_clock().date())


def _of_settings(path: Path, version: NewVersion) -> list[Problem]:
    if version.settings is None:
        return []
    return list(setting_changes(places_of_settings(path), DEFAULTS, version.settings))
