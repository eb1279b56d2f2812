"""`whereto slack-manifest`: what is pasted where an app is made in Slack."""

from __future__ import annotations

import argparse
import sys
from importlib.metadata import entry_points
from typing import Any

from bot.cli import instance


def add_to(commands: Any) -> None:
    """Add the command."""
    command = commands.add_parser("slack-manifest", help="the manifest of the app in Slack")
    instance.add_options(command)
    command.add_argument(
        "--address", metavar="URL", help="for the mode http: where Slack reaches this service"
    )
    command.add_argument(
        "--mentions",
        action="store_true",
        help="also hear the bot's name in channels, to point to the private way",
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the manifest. 0: done; 2: the address is missing."""
    config = instance.config_of(options)
    knowledge = instance.knowledge_of(options, config)
    (slack,) = entry_points(group="whereto.adapters", name="slack")
    sys.stdout.write(
        slack.load().manifest(config, knowledge, options.address, mentions=options.mentions)
    )
    return 0
