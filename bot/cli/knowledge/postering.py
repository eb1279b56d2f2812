"""`whereto knowledge poster`: one page of A4 for a wall, with the way into the private chat."""

from __future__ import annotations

import argparse
import datetime as dt
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from bot.cli.knowledge.changing import told
from bot.cli.knowledge.whom import add_whom, readership_of
from bot.hearing import Hearing
from bot.office.naming import language_of
from bot.problem import KnowledgeError, Place, Problem, report
from bot.publishing.poster import Poster, missing_for_a_poster, poster_of

CHATS: Final = re.compile(r"(https://|slack://|msteams:|tg://)[!-~]+")
"""Addresses that lead into a chat: no other scheme, no space."""

LONGEST: Final = 300
"""Characters of a link; a longer one makes a code that phones do not read from a wall."""


def add_to(commands: Any) -> None:
    """Add the command."""
    poster = commands.add_parser("poster", help="one page of A4 of where to go, for a wall")
    poster.add_argument("--language", metavar="XX", help="default: the first one of the office")
    poster.add_argument("--link", type=_chat, metavar="URL", help="the private chat")
    poster.add_argument("--to", type=Path, metavar="FILE", help="default: poster-<language>.pdf")
    poster.add_argument("--force", action="store_true", help="write over a file that is there")
    poster.add_argument(
        "--font", type=Path, metavar="FILE", help="a TrueType font for a script of your own"
    )
    add_whom(poster)
    poster.set_defaults(run=told(run))


def _chat(text: str) -> str:
    if not CHATS.fullmatch(text) or len(text) > LONGEST:
        raise argparse.ArgumentTypeError(
            f"here belongs an address of at most {LONGEST} characters that begins with https://"
            " (or slack://, msteams:, tg://)"
        )
    return text


def run(options: argparse.Namespace) -> int:
    """Write the poster. 0: done; 1: something is not confirmed, has no letters here, or does not fit;
    2: something that was named is not known, is not installed, or cannot be written."""
    readership = readership_of(options)
    knowledge = readership.knowledge
    tag = language_of(knowledge, options.language or knowledge.default_language)
    to: Path = options.to or Path(f"poster-{tag}.pdf")
    if to.exists() and not options.force:
        raise KnowledgeError(
            [_problem(to, "This file is there already.", "Add --force to replace it.")]
        )
    draw = _drawing()
    try:
        to_draw = _poster(readership.reading(tag), options.link or "")
        made = draw(to_draw, readership.now, options.font)
    except KnowledgeError as error:
        sys.stdout.write(report(error.problems, closing="No poster was made."))
        return 1
    try:
        to.write_bytes(made)
    except OSError:
        mend = "Check that the folder is there, and that you may write in it."
        raise KnowledgeError([_problem(to, "This file cannot be written.", mend)]) from None
    sys.stdout.write(f"{to} is ready. Call each number on it once more before it hangs.\n")
    return 0


def _poster(hearing: Hearing, link: str) -> Poster:
    missing = missing_for_a_poster(hearing)
    if missing:
        raise KnowledgeError(missing)
    return poster_of(hearing, link)


def _drawing() -> Callable[[Poster, dt.datetime, Path | None], bytes]:
    """What draws a poster. Raises KnowledgeError where the extra is not installed."""
    try:
        from bot.publishing.paper import pdf_of
    except ModuleNotFoundError:
        what, mend = "What draws a PDF is not installed.", 'Run: pip install "whereto[poster]"'
        raise KnowledgeError([Problem("missing-extra", Place("poster"), what, mend)]) from None
    return pdf_of


def _problem(path: Path, what: str, mend: str) -> Problem:
    return Problem("file-not-written", Place(str(path)), what, mend)
