"""The layers that a command of `whereto knowledge` works on, and a name that is not known there."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Iterable
from pathlib import Path, PurePath

from bot.problem import did_you_mean


def add_folders(command: argparse.ArgumentParser) -> None:
    """Give a command `folders`, the layers, base first; none means the knowledge that comes with
    the program (`bot.loader.with_base`)."""
    command.add_argument("folders", nargs="*", type=Path, metavar="DIR", help="layers, base first")


def refuse(name: str, what: str, known: Iterable[str]) -> int:
    """Say that a name is not known, and which one was meant or which there are. Exit code 2."""
    there = sorted(known)
    mend = did_you_mean(name, there) or f"There are: {', '.join(there)}."
    sys.stderr.write(f'"{name}" {what}.\n{mend}\n')
    return 2


def typed(folder: PurePath | str) -> str:
    """A folder as it has to be typed in a command: between quotes where it has spaces."""
    return shlex.quote(str(folder))
