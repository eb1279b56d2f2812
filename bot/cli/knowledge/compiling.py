"""`whereto knowledge compile`: weigh the phrases once, so that the program starts faster."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from bot.cli.knowledge.folders import add_folders
from bot.loader import load
from bot.matching import compiled
from bot.matching.index import Index
from bot.problem import KnowledgeError, Place, Problem


def add_to(commands: Any) -> None:
    """Add the command."""
    weigh = commands.add_parser("compile", help="weigh the phrases once, so that it starts faster")
    add_folders(weigh)
    weigh.set_defaults(run=run_compile)


def run_compile(options: argparse.Namespace) -> int:
    """Keep the weighing of every language beside the program; says what it had to do. Raises
    KnowledgeError where nothing can be kept there."""
    knowledge = load(options.folders)
    for tag in knowledge.languages:
        wording = knowledge.wording(tag)
        taught = (wording.phrases, wording.words, tag, wording.besides)
        key = compiled.key_of(*taught)
        if compiled.is_kept(compiled.FOLDER, key):
            continue
        made = Index.build(*taught)
        _keep(key, made)
        sys.stdout.write(f"{wording.language.name}: {len(made.phrases)} phrases weighed\n")
    return 0


def _keep(key: str, made: Index) -> None:
    try:
        compiled.write(compiled.FOLDER, key, made)
    except OSError:
        what = "Nothing can be kept there by this account, or the disk is full."
        mend = (
            "Run it as the account that installed the program. An instance can also keep it itself:\n"
            'name a folder of its own under "state_folder:".'
        )
        where = Place(str(compiled.FOLDER))
        raise KnowledgeError([Problem("not-kept", where, what, mend)]) from None
