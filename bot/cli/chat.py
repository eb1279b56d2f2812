"""`whereto chat`: the talk in this terminal."""

from __future__ import annotations

import argparse
import sys
from importlib.metadata import entry_points
from typing import Any

from bot.cli import instance


def add_to(commands: Any) -> None:
    """Add the command."""
    command = commands.add_parser("chat", help="talk to it in this terminal")
    instance.add_options(command)
    command.add_argument("--language", metavar="TAG", help="begin in this language, such as fr")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Talk until the person leaves."""
    config = instance.config_of(options)
    with instance.last_resort_for_the_person():
        bot = instance.bot_of(options, config)
    if options.language and options.language not in bot.knowledge.languages:
        known = ", ".join(bot.knowledge.languages)
        sys.stderr.write(f'"{options.language}" is not a language here. Known: {known}.\n')
        return 2
    (terminal,) = entry_points(group="whereto.adapters", name="terminal")
    return int(terminal.load().serve(bot, options.language))
