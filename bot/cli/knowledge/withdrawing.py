"""`whereto knowledge withdraw` and `restore`: out of use in this office, and back."""

from __future__ import annotations

import argparse
from pathlib import PurePath
from typing import Any, Final

from bot import format as fmt
from bot.cli.knowledge.changing import change, layers_to_change, tell, told
from bot.cli.knowledge.folders import add_folders, typed
from bot.editing import with_item, without_item
from bot.fact_reader import withdrawn_in
from bot.tree import Tree, text_of
from bot.upkeep.withdrawing import (
    check_withdrawal,
    instead,
    reason_in,
    where_withdrawn,
)

LANGUAGE: Final = "en"
"""The language in which a focal point is told what people read instead."""

TAKES: Final = "A running instance takes it within a minute."


def add_to(commands: Any) -> None:
    """Add both commands."""
    withdraw = commands.add_parser(
        "withdraw", help="take an answer, a contact or a guide out of use"
    )
    withdraw.add_argument("entry", metavar="ENTRY", help="its id, such as topic/clearcheck/answer")
    withdraw.add_argument("--why", required=True, metavar="REASON", help="kept beside it")
    add_folders(withdraw)
    withdraw.set_defaults(run=told(run_withdraw))
    restore = commands.add_parser("restore", help="put back into use what was withdrawn")
    restore.add_argument("entry", metavar="ENTRY", help="its id")
    add_folders(restore)
    restore.set_defaults(run=told(run_restore))


def run_withdraw(options: argparse.Namespace) -> int:
    """Name the entry under `withdraw:`. 0: done; 1: it has to stay; 2: called wrongly."""
    today, entry = options.clock().date(), options.entry
    why = reason_in(options.why)
    layers = layers_to_change(
        options.folders, (LANGUAGE,), {fmt.CHANNEL_TEXTS.name, fmt.INTERFACE.name}
    )
    check_withdrawal(layers.tree, entry, today)
    folder = layers.office(f'whereto knowledge withdraw {entry} --why "{why}"')
    if entry in withdrawn_in(layers.tree):
        tell([f"{withdrawn_in(layers.tree)[entry]}: {entry} is withdrawn already."])
        return 0
    path, comment = folder / "overlay.yaml", f"{today.isoformat()}: {why}"
    by_hand = f"withdraw:\n  - {entry}  # {comment}"
    line = change(path, lambda text: with_item(text, "withdraw", entry, comment), by_hand)
    tell([f"{path}, line {line}: {entry} is withdrawn. {TAKES}"])
    tell(instead(layers.tree, entry, today, _texts(layers.tree)))
    tell([f"Back into use: whereto knowledge restore {entry} {typed(folder)}"])
    return 0


def run_restore(options: argparse.Namespace) -> int:
    """Take the entry out of `withdraw:`. 0: done; 1: not possible; 2: called wrongly."""
    entry = options.entry
    layers = layers_to_change(options.folders)
    layers.office(f"whereto knowledge restore {entry}")
    path = PurePath(where_withdrawn(layers, entry))
    by_hand = f'Take the line "- {entry}" out of the list under "withdraw:".'
    line = change(path, lambda text: without_item(text, "withdraw", entry), by_hand)
    tell([f"{path}, line {line}: {entry} is in use again. {TAKES}"])
    return 0


def _texts(tree: Tree) -> dict[str, str]:
    """What stands in place of what is withdrawn, by entry."""
    found = {
        f"channel/{item.id}/reach": text_of(item.field("reach"))
        for item in tree.entries_of(fmt.CHANNEL_TEXTS)
        if item.field("reach")
    }
    sentences = {f"interface/{item.id}": item.value for item in tree.entries_of(fmt.INTERFACE)}
    return {**found, **{entry: text_of(value) for entry, value in sentences.items()}}
