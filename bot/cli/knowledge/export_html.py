"""`whereto knowledge export html`: pages that work without the bot, from a disk or any web server."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from bot.cli.knowledge.changing import told
from bot.cli.knowledge.whom import add_whom, readership_of
from bot.office.naming import language_of
from bot.problem import counted
from bot.publishing.folder import write_pages
from bot.publishing.pages import pages


def add_to(forms: Any) -> None:
    """Add the form."""
    form = forms.add_parser("html", help="pages for a browser or a printer, without the bot")
    form.add_argument("--to", type=Path, required=True, metavar="FOLDER", help="where they go")
    form.add_argument(
        "--language",
        action="append",
        default=[],
        metavar="XX",
        help="may be given again (default: those of the overlay, or all)",
    )
    form.add_argument(
        "--leave-to",
        type=_outside,
        metavar="URL",
        help='where "leave this page" leads (default: an empty page)',
    )
    add_whom(form)
    form.set_defaults(run=told(run))


def _outside(text: str) -> str:
    if not text.startswith("https://"):
        raise argparse.ArgumentTypeError("an address that begins with https:// belongs here")
    return text


def run(options: argparse.Namespace) -> int:
    """Write the pages. 0: done; 2: something that was named is not known or cannot be written."""
    readership = readership_of(options)
    knowledge = readership.knowledge
    given = [language_of(knowledge, tag) for tag in options.language]
    offered = [tag for tag in knowledge.scope.languages if tag in knowledge.languages]
    made = pages(readership, given or offered or list(knowledge.languages), options.leave_to)
    write_pages(options.to, made)
    sys.stdout.write(f"{counted(len(made), 'page')} in {options.to}: begin with index.html.\n")
    return 0
