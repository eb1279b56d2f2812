"""`whereto knowledge count`: how much the knowledge holds, language by language."""

from __future__ import annotations

import argparse
import sys
from typing import Any, Final

from bot import format as fmt
from bot.cli.knowledge.folders import add_folders
from bot.loader import with_base
from bot.normalise import words_of
from bot.problem import counted
from bot.shown import shown_texts
from bot.tree import Tree, is_null, scalars_of, text_of
from bot.tree_reader import read_tree

COLUMNS: Final = ("language", "topics", "phrases", "words", "contacts")
"""Topics with an answer; ways to ask; words of everything that a person may read, in Chinese its
characters; contacts that are described in the language."""

WIDTH: Final = 10


def add_to(commands: Any) -> None:
    """Add the command."""
    count = commands.add_parser("count", help="topics, phrases, words and contacts by language")
    add_folders(count)
    count.set_defaults(run=run_count)


def run_count(options: argparse.Namespace) -> int:
    """Print the table; always 0."""
    tree = read_tree(with_base(options.folders))
    names = {item.id: text_of(item.field("name")) for item in tree.entries_of(fmt.LANGUAGES)}
    sys.stdout.write(_row(COLUMNS))
    for tag in tree.languages:
        sys.stdout.write(_row((tag, *map(_grouped, held(tree, tag)), names.get(tag, ""))))
    found = [item for item in tree.entries_of(fmt.CONTACTS) if item.field("channel") is not None]
    countries = {text_of(item.field("country")) for item in found} - {"global"}
    known = f"{counted(len(found), 'contact')}; countries: {len(countries)}"
    sys.stdout.write(f"\n{known}\n")
    return 0


def held(tree: Tree, language: str) -> tuple[int, int, int, int]:
    """Topics, phrases, words and contacts of a language; see `COLUMNS`."""
    topics = list(tree.entries_of(fmt.TOPIC, language))
    return (
        len({item.id for item in topics if not is_null(item.field("answer"))}),
        sum(len(scalars_of(item.field("phrases"))) for item in topics),
        sum(len(words_of(scalar.text)) for _, scalar in shown_texts(tree, language)),
        len({item.id for item in tree.entries_of(fmt.CONTACT_TEXTS, language)}),
    )


def _grouped(number: int) -> str:
    return f"{number:,}"


def _row(cells: tuple[str, ...]) -> str:
    first, *rest = cells
    shown = [first.ljust(WIDTH), *(cell.rjust(WIDTH) for cell in rest[:4]), *rest[4:]]
    return f"{'  '.join(shown).rstrip()}\n"
