"""`whereto knowledge export hsds`: the contacts as other directories of services read them."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from bot.bot import system_clock
from bot.cli.knowledge.changing import told
from bot.cli.knowledge.folders import add_folders
from bot.knowledge import Knowledge
from bot.loader import load
from bot.office.naming import language_of
from bot.problem import KnowledgeError, counted, report
from bot.publishing.folder import write_pages
from bot.publishing.hsds import Record, services_of, texts_in
from bot.publishing.hsds_tables import package_of
from bot.publishing.publishable import Published, given_away, published
from bot.yaml_reader import unopened

FILE = "services.json"


def add_to(forms: Any) -> None:
    """Add the form."""
    command = forms.add_parser("hsds", help="the contacts for other directories (Open Referral)")
    add_folders(command)
    command.add_argument(
        "--to",
        required=True,
        type=Path,
        metavar="FILE_OR_DIR",
        help="a .json file; or a folder, which gets the tables as well",
    )
    command.add_argument("--audience", choices=("public", "internal"), default="public")
    command.add_argument("--language", metavar="LANGUAGE", help="default: the first one served")
    command.add_argument(
        "--with-unconfirmed",
        action="store_true",
        help="also what nobody here has tried, each marked as inactive",
    )
    command.set_defaults(run=told(run_export))


def run_export(options: argparse.Namespace) -> int:
    """Write the services. 0: written; 1: a confidential place is in the way; 2: called wrongly."""
    knowledge = load(options.folders)
    language = language_of(knowledge, options.language or knowledge.default_language)
    try:
        found = published(
            knowledge,
            options.audience,
            system_clock().date(),
            unconfirmed=options.with_unconfirmed,
        )
        records = _guarded(knowledge, services_of(knowledge, found.shown, language))
    except KnowledgeError as error:
        sys.stderr.write(report(error.problems))
        return 1
    _write(options.to, records)
    sys.stdout.write(f"{options.to}: {counted(len(records), 'service')}\n{_left_out(found)}")
    return 0


def _guarded(knowledge: Knowledge, records: list[Record]) -> list[Record]:
    """The records, if none of them gives a confidential place away. Raises KnowledgeError."""
    told = ((record["name"], text) for record in records for text in texts_in(record))
    problems = given_away(knowledge, told)
    if problems:
        raise KnowledgeError(problems)
    return records


def _write(target: Path, records: list[Record]) -> None:
    """To a file, or to a folder of its own. Raises KnowledgeError where that cannot be."""
    text = json.dumps(records, ensure_ascii=False, indent=2) + "\n"
    if target.suffix != ".json":
        write_pages(target, {FILE: text, **package_of(records)})
        return
    try:
        target.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise KnowledgeError([unopened("file", str(target), error)]) from None


def _left_out(found: Published) -> str:
    """How many contacts stayed inside and why; who is named as a person, by the contact's id."""
    lines = [f"  {count} left out: {reason}" for reason, count in found.reasons().items()]
    lines += [f"    {name}" for name, reason in found.left_out if reason == "names a person"]
    return "".join(f"{line}\n" for line in lines)
