"""`whereto knowledge confirm`: somebody tried a contact, in which role, on which day."""

from __future__ import annotations

import argparse
from typing import Any

from bot.cli.knowledge.changing import change, layers_to_change, tell, told
from bot.cli.knowledge.folders import add_folders
from bot.editing import with_signature, written
from bot.upkeep.confirming import HEAD, check_newer, day_in, outcome, place_to_sign, role_in


def add_to(commands: Any) -> None:
    """Add the command."""
    confirm = commands.add_parser("confirm", help="say that a contact was tried, by which role")
    confirm.add_argument("contact", metavar="CONTACT", help="its id")
    confirm.add_argument("--by", required=True, metavar="ROLE", help="a role, never a name")
    confirm.add_argument("--on", metavar="DATE", help="the day it was tried (default: today)")
    add_folders(confirm)
    confirm.set_defaults(run=told(run_confirm))


def run_confirm(options: argparse.Namespace) -> int:
    """Write the role and the day under the contact. 0: done; 1: not possible; 2: called wrongly."""
    today = options.clock().date()
    by, day = role_in(options.by), day_in(options.on, today)
    layers = layers_to_change(options.folders)
    contact, on = options.contact.removeprefix("contact/"), day.isoformat()
    path = place_to_sign(layers, contact, by)
    check_newer(layers, contact, day)
    by_hand = f'{contact}:\n  confirmed:\n    by: {written(by)}\n    on: "{on}"'
    line = change(
        path, lambda text: with_signature(text, contact, "confirmed", by, on), by_hand, HEAD
    )
    tell([f"{path}, line {line}: {contact} was tried by {by} on {on}."])
    tell(outcome(layers, contact, day, today))
    return 0
