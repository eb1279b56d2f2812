"""`whereto init`: the first files of an office's own instance. Nothing that is there is touched."""

from __future__ import annotations

import argparse
import base64
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from bot.cli.asking import add_questions, asked
from bot.cli.knowledge.changing import told
from bot.loader import load, with_base
from bot.office.asking import QUESTIONS
from bot.office.instance_files import Location, instance_files
from bot.tree_reader import read_tree
from bot.vault import KEY_BYTES

CLOSED: Final = "secrets.env"
"""The one file that only its owner may read; the others hold no secret."""

NEXT: Final = """\
Next:
1. call the numbers of {folder}/CONTACTS-TO-CONFIRM.md, and sign them in {folder}/overlay
2. fill in {folder}/secrets.env
3. whereto doctor --config {folder}/config.yaml --secrets {folder}/secrets.env
"""


def add_to(commands: Any) -> None:
    """Add the command."""
    command = commands.add_parser("init", help="the first files of an office's own instance")
    command.add_argument("folder", type=Path, metavar="DIR", help="where they are written")
    add_questions(command, QUESTIONS)
    command.set_defaults(run=told(run))


def run(options: argparse.Namespace) -> int:
    """Ask and write. 0: done; 1: something is there already or cannot be written, nothing was
    written over; 2: called wrongly."""
    knowledge = load([])
    office = asked(options, knowledge, QUESTIONS)
    folder = options.folder.absolute()
    key = base64.b64encode(os.urandom(KEY_BYTES)).decode()
    location = Location(folder.as_posix(), _program())
    files = instance_files(office, knowledge, read_tree(with_base([]), ()), location, key)
    there = [path for path in files if os.path.lexists(folder / path)]
    if there:
        return _refuse(there, folder)
    try:
        _write(folder, files)
    except OSError as error:
        sys.stderr.write(f"{options.folder} cannot be written ({error.strerror}).\n")
        return 1
    for path in files:
        sys.stdout.write(f"{options.folder / path}\n")
    sys.stdout.write("\n" + NEXT.format(folder=options.folder))
    return 0


def _refuse(there: Iterable[str], folder: Path) -> int:
    listed = "".join(f"  {folder / path}\n" for path in there)
    sys.stderr.write(f"Nothing was written: this is there already.\n{listed}")
    sys.stderr.write("Name another folder, or move it away first.\n")
    return 1


def _program() -> str:
    """The command as a service has to call it."""
    return (Path(sys.executable).parent / "whereto").as_posix()


def _write(folder: Path, files: Mapping[str, str]) -> None:
    """Write each file, and none over another. All may be read but the one with secrets: the user
    of the service is made when it starts, and needs no more than others may."""
    for path, text in files.items():
        target = folder / path
        _make_folder(target.parent)
        mode = 0o600 if path == CLOSED else 0o644
        made = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(made, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        target.chmod(mode)


def _make_folder(folder: Path) -> None:
    """Make a folder and those above it that are missing; the rights of others are left alone."""
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir()
        folder.chmod(0o755)
