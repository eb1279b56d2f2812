"""`whereto`: the commands, their help, their exit codes.

0: done. 1: the knowledge has problems, or the instance is not ready. 2: it was called wrongly, or
something that it needs cannot be read.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import NoReturn

from bot.cli import ask, chat, explain, knowledge
from bot.problem import KnowledgeError, did_you_mean, report
from bot.silence import keep_silent
from bot.version import VERSION

DESCRIPTION = """\
Where to go for what: a confidential guide on sexual harassment for UN-type organisations.
Without a command it opens the talk in this terminal.
"""

HINT = """\
whereto                          talk to it here
whereto ask "who can I tell"     one question, one answer
whereto explain "…"              why a question got its answer
whereto knowledge check          what is wrong in the knowledge
"""


class Parser(argparse.ArgumentParser):
    """An argument parser that says what was meant instead of what went wrong."""

    def error(self, message: str) -> NoReturn:
        """One line about what to change, and exit code 2."""
        words = message.split()
        wrong = next(
            (word.strip("'\",") for word in words if word.strip("'\",").startswith("-")), ""
        )
        known = [option for action in self._actions for option in action.option_strings]
        if "invalid choice" in message:
            wrong = message.split("'")[1] if "'" in message else ""
            known = [
                str(choice)
                for action in self._actions
                if action.choices
                for choice in action.choices
            ]
            text = f'"{wrong}" is not known here.'
        elif "unrecognized" in message:
            text = f'"{wrong or words[-1]}" is not known here.'
        else:
            text = message[:1].upper() + message[1:] + "."
        suggestion = did_you_mean(wrong, known) if wrong else ""
        lines = [text, suggestion, f"Try: {self.prog} --help"]
        self.exit(2, "\n".join(line for line in lines if line) + "\n")


def parser() -> Parser:
    """The whole command line."""
    top = Parser(
        prog="whereto",
        description=DESCRIPTION,
        epilog=HINT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"whereto {VERSION}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)
    for module in (chat, ask, explain, knowledge):
        module.add_to(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; its exit code."""
    keep_silent()
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or (given[0].startswith("-") and given[0] not in ("-h", "--help", "--version")):
        given.insert(0, "chat")
    options = parser().parse_args(given)
    try:
        return int(options.run(options))
    except KnowledgeError as error:
        sys.stderr.write(report(error.problems))
        return 2
    except (KeyboardInterrupt, BrokenPipeError):
        return 0
