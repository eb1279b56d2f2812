"""`whereto knowledge …`: what focal points do with the knowledge. One module a command or two."""

from __future__ import annotations

from typing import Any, Final

from bot.cli.knowledge import (
    checking,
    comparing,
    compiling,
    confirming,
    counting,
    exporting,
    finding,
    importing,
    overdue,
    postering,
    previewing,
    schemas,
    signing,
    starting,
    translating,
    trying,
    withdrawing,
)

COMMANDS: Final = (
    checking,
    trying,
    previewing,
    comparing,
    starting,
    overdue,
    confirming,
    withdrawing,
    finding,
    translating,
    counting,
    compiling,
    exporting,
    importing,
    postering,
    schemas,
    signing,
)
"""In the order of the help; each adds what it has to the parsers below `whereto knowledge`."""


def add_to(commands: Any) -> None:
    """Add the command and those below it."""
    command = commands.add_parser("knowledge", help="check and prepare the knowledge")
    below = command.add_subparsers(
        dest="knowledge_command", metavar="COMMAND", required=True, parser_class=type(command)
    )
    for module in COMMANDS:
        module.add_to(below)
