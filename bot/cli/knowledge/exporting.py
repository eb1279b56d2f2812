"""`whereto knowledge export …`: the knowledge for people and programs outside the chat. One module a
form."""

from __future__ import annotations

from typing import Any, Final

from bot.cli.knowledge import export_hsds, export_html

FORMS: Final = (export_html, export_hsds)
"""In the order of the help; each adds its command to the parsers below `whereto knowledge export`."""


def add_to(commands: Any) -> None:
    """Add the command and those below it."""
    command = commands.add_parser("export", help="the knowledge outside the chat")
    below = command.add_subparsers(
        dest="form", metavar="FORM", required=True, parser_class=type(command)
    )
    for module in FORMS:
        module.add_to(below)
