"""`whereto knowledge translated` and `stale`: which translations are of the text of today."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from bot import format as fmt
from bot.checks import other_number
from bot.cli.knowledge.folders import add_folders
from bot.cli.knowledge.writing import put, text_of
from bot.editing import with_line
from bot.loader import with_base
from bot.problem import did_you_mean, report
from bot.translations import SOURCE, State, sources_in, translations_in
from bot.tree import Entry, Tree
from bot.tree import text_of as text_in
from bot.tree_reader import read_tree

SAYS: Final[dict[State, str]] = {
    "unstamped": "nobody said which text it translates",
    "behind": "the English text changed; still shown",
    "wrong": "a number or the meaning changed; the English is shown meanwhile",
}


def add_to(commands: Any) -> None:
    """Add both commands."""
    stamp = commands.add_parser("translated", help="say that a translation is of the text of today")
    stamp.add_argument("topic", metavar="TOPIC")
    stamp.add_argument("language", metavar="LANGUAGE")
    add_folders(stamp)
    stamp.set_defaults(run=run_translated)
    stale = commands.add_parser("stale", help="which translations are behind, and whose they are")
    add_folders(stale)
    stale.set_defaults(run=run_stale)


def run_translated(options: argparse.Namespace) -> int:
    """Stamp a translation as one of the text of today. 0: done; 1: its numbers are other ones."""
    tree = read_tree(with_base(options.folders), {SOURCE, options.language})
    found = [
        item for item, _ in translations_in(tree, sources_in(tree)) if item.id == options.topic
    ]
    if not found:
        return _unknown(tree, options.topic, options.language)
    item = found[-1]
    wrong = [p for p in other_number.find(tree) if p.place.path == item.file.path]
    if wrong:
        sys.stdout.write(report(wrong, closing="Nothing was stamped."))
        return 1
    stamp = sources_in(tree)[item.file.layer, item.id].stamp
    path = Path(item.file.path)
    put(path, with_line(text_of(path), "translated_from", stamp))
    sys.stdout.write(f"{item.file.path}: translated_from: {stamp}\n")
    return 0


def _unknown(tree: Tree, topic: str, language: str) -> int:
    """Say which word was not known. Exit code 2: it was called wrongly."""
    if language not in tree.languages or language == SOURCE:
        others = [tag for tag in tree.languages if tag != SOURCE]
        lines = [f'"{language}" is no language of translations here.']
        lines.append(did_you_mean(language, others) or f"There are: {', '.join(others)}.")
    else:
        lines = [f'"{topic}" is no topic with a text in "{SOURCE}" and in "{language}".']
        lines.append(did_you_mean(topic, tree.ids_of(fmt.TOPIC)))
    sys.stderr.write("".join(f"{line}\n" for line in lines if line))
    return 2


def run_stale(options: argparse.Namespace) -> int:
    """List what is behind its source, by language and by the role that answers for it."""
    tree = read_tree(with_base(options.folders))
    owners = {item.id: text_in(item.field("owner")) for item in tree.entries_of(fmt.TOPICS)}
    behind = [
        (str(item.file.language), owners.get(item.id, "nobody"), item, state)
        for item, state in translations_in(tree, sources_in(tree))
        if state != "right"
    ]
    sys.stdout.write("".join(_listed(behind)) or "Every translation is of the text of today.\n")
    return 0


def _listed(behind: Iterable[tuple[str, str, Entry, State]]) -> Iterable[str]:
    """Lines of the list: a language, below it a role, below that its topics."""
    shown: tuple[str, str] | None = None
    for language, owner, item, state in sorted(behind, key=lambda row: (*row[:2], row[2].id)):
        if shown is None or shown[0] != language:
            yield f"{language}\n"
        if shown != (language, owner):
            yield f"  {owner}\n"
        yield f"    {item.id}: {SAYS[state]}\n"
        shown = (language, owner)
