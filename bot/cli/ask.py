"""`whereto ask`: one question and its answer, or many as JSON lines."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import shutil
import sys
from collections.abc import Iterator
from io import TextIOWrapper
from typing import Any, Final, TextIO

from bot.cli import instance
from bot.config import Config
from bot.jsonl import answer_lines
from bot.message import Message
from bot.plain import WIDTH, draw

LONGEST_LINE: Final = 4_000_000
"""Characters of one input line; what is longer is refused, the next line is read."""


def add_to(commands: Any) -> None:
    """Add the command."""
    command = commands.add_parser("ask", help="one question, one answer; or JSON lines")
    command.add_argument("question", nargs="?", help="the question, between quotes")
    command.add_argument(
        "--jsonl",
        action="store_true",
        help="read a JSON object a line from standard input and write one for each (docs/jsonl.md)",
    )
    command.add_argument("--language", metavar="TAG", help="the language of the question")
    command.add_argument("--place", choices=("private", "shared"), default="private")
    instance.add_options(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Answer and end."""
    if not options.jsonl and options.question is None:
        sys.stderr.write('Put the question between quotes: whereto ask "who can I tell"\n')
        return 2
    config = instance.config_of(options)
    if options.jsonl:
        return _answer_all(options, config)
    with instance.last_resort_for_the_person():
        bot = instance.bot_of(options, config)
    message = Message(options.question, options.place, language=options.language)
    width = min(shutil.get_terminal_size((WIDTH, 24)).columns, 100)
    sys.stdout.write(_writable(draw(bot.reply_to(message), width)) + "\n")
    return 0


def _answer_all(options: argparse.Namespace, config: Config) -> int:
    knowledge = instance.knowledge_of(options, config)
    setting = instance.setting_of(options, config)
    started: dt.datetime = options.clock()

    def clock() -> dt.datetime:
        return started

    _take_any_text(sys.stdout, "replace")
    _take_any_text(sys.stdin, "surrogateescape")
    for line in answer_lines(_lines(sys.stdin), knowledge, setting, clock):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
    return 0


def _take_any_text(stream: TextIO, errors: str) -> None:
    """Read or write UTF-8 whatever the machine is set to; a byte that is no text ends nothing."""
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors=errors)


def _lines(stream: TextIO) -> Iterator[str]:
    """Lines of standard input; one that is too long for any platform is refused alone."""
    for line in stream:
        yield line if len(line) <= LONGEST_LINE else json.dumps("too long")


def _writable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
