"""The layers that a command of `whereto knowledge` works on."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_folders(command: argparse.ArgumentParser) -> None:
    """Give a command `folders`, the layers, base first; none means the knowledge that comes with
    the program (`bot.loader.with_base`)."""
    command.add_argument("folders", nargs="*", type=Path, metavar="DIR", help="layers, base first")
