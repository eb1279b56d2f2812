"""`whereto`: the commands, their help, their exit codes.

0: done. 1: the knowledge has problems, or the instance is not ready. 2: it was called wrongly, or
something that it needs cannot be read.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from bot.bot import Clock, system_clock
from bot.cli import (
    ask,
    chat,
    doctor,
    explain,
    init,
    knowledge,
    serve,
    slack_manifest,
    statistics,
    teams_package,
    upgrade_check,
)
from bot.problem import KnowledgeError, did_you_mean, report
from bot.silence import keep_silent
from bot.version import VERSION

DESCRIPTION = """\
Where to go for what: a confidential guide on sexual harassment for UN-type organisations.
Without a command it opens the talk in this terminal.
"""

COMMANDS = (
    *(chat, ask, explain, knowledge),
    *(init, doctor, upgrade_check, serve, statistics, slack_manifest, teams_package),
)
"""In the order of the help: for a person, for focal points, for an office."""

HINT = """\
whereto                          talk to it here
whereto ask "who can I tell"     one question, one answer
whereto explain "…"              why a question got its answer
whereto knowledge check          what is wrong in the knowledge
whereto init DIR                 the first files of an office's own instance
whereto doctor --config FILE     what is wrong with an instance
whereto serve --config FILE      answer on Telegram, Slack, Teams
whereto statistics --config FILE the monthly tables, where an office wants them
"""


class Parser(argparse.ArgumentParser):
    """An argument parser that says what was meant instead of what went wrong."""

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """As argparse, but folders may also stand behind an option, and an option that is not known
        is named by the command it was given to."""
        found, unknown = super().parse_known_args(args, namespace)
        if hasattr(found, "folders") and not any(word.startswith("-") for word in unknown):
            found.folders += map(Path, unknown)
            unknown = []
        if unknown:
            self._refuse(unknown[0], self._options())
        return found, unknown

    def error(self, message: str) -> NoReturn:
        """One line about what to change, and exit code 2."""
        if "invalid choice" in message and "'" in message:
            known = [str(c) for a in self._actions if a.choices for c in a.choices]
            self._refuse(message.split("'")[1], known)
        self._stop(message[:1].upper() + message[1:] + ".")

    def _options(self) -> list[str]:
        return [option for action in self._actions for option in action.option_strings]

    def _refuse(self, word: str, known: Sequence[str]) -> NoReturn:
        self._stop(f'"{word}" is not known here.', did_you_mean(word, known))

    def _stop(self, *lines: str) -> NoReturn:
        shown = [line for line in (*lines, f"Try: {self.prog} --help") if line]
        self.exit(2, "\n".join(shown) + "\n")


def parser(clock: Clock = system_clock) -> Parser:
    """The whole command line; `clock` is what its commands take for now."""
    top = Parser(
        prog="whereto",
        description=DESCRIPTION,
        epilog=HINT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"whereto {VERSION}")
    top.set_defaults(clock=clock)
    commands = top.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)
    for module in COMMANDS:
        module.add_to(commands)
    return top


def main(arguments: Sequence[str] | None = None, clock: Clock = system_clock) -> int:
    """Run a command; its exit code."""
    keep_silent()
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or (given[0].startswith("-") and given[0] not in ("-h", "--help", "--version")):
        given.insert(0, "chat")
    options = parser(clock).parse_args(given)
    try:
        return int(options.run(options))
    except KnowledgeError as error:
        sys.stderr.write(report(error.problems))
        return 2
    except (KeyboardInterrupt, BrokenPipeError):
        return 0
