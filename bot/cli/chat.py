"""`whereto chat`: the talk in this terminal; with `--watch`, of what stands in the files now."""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Callable
from importlib.metadata import entry_points
from typing import Any

from bot.bot import Bot
from bot.cli import instance
from bot.cli.knowledge.checking import MEANWHILE
from bot.cli.running import reloading_of
from bot.problem import KnowledgeError, report
from bot.reloading import Fresh, Outcome, Reloading
from bot.watching import LOOK_EVERY, named


def add_to(commands: Any) -> None:
    """Add the command."""
    command = commands.add_parser("chat", help="talk to it in this terminal")
    instance.add_options(command)
    command.add_argument("--language", metavar="TAG", help="begin in this language, such as fr")
    command.add_argument(
        "--watch", action="store_true", help="take files that you edit while you talk"
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Talk until the person leaves."""
    config = instance.config_of(options)
    reloading = reloading_of(options) if options.watch else None
    with instance.last_resort_for_the_person():
        if reloading is None:
            bot = instance.bot_of(options, config)
        else:
            bot = instance.bot_with(_whole(reloading.at_once()), options)
    if options.language and options.language not in bot.knowledge.languages:
        known = ", ".join(bot.knowledge.languages)
        sys.stderr.write(f'"{options.language}" is not a language here. Known: {known}.\n')
        return 2
    (entry,) = entry_points(group="whereto.adapters", name="terminal")
    terminal = entry.load()
    ended = threading.Event()
    if reloading is not None:
        watcher = (bot, reloading, ended.wait, terminal.tell)
        threading.Thread(target=keep_fresh, args=watcher, daemon=True).start()
    code = int(terminal.serve(bot, options.language))
    ended.set()
    return code


def _whole(outcome: Outcome) -> Fresh:
    """What was read. Raises KnowledgeError where it is broken."""
    if outcome.fresh is None:
        raise KnowledgeError(outcome.problems)
    return outcome.fresh


def keep_fresh(
    bot: Bot, reloading: Reloading, ended: Callable[[float], bool], tell: Callable[[str], None]
) -> None:
    """Take what changes, and tell of it, until the talk has ended; `ended` waits so many seconds for
    that."""
    while not ended(LOOK_EVERY):
        outcome = reloading.step()
        if outcome is None:
            continue
        if outcome.fresh is None:
            tell(report(outcome.problems, closing=MEANWHILE))
        else:
            bot.knowledge = outcome.fresh.knowledge
            tell(f"Taken: {named(outcome.changed)}")
