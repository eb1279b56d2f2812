"""A version to come, as somebody has it before they install it: a folder of knowledge, the program's
own folder, or its wheel. An edge: a wheel is unpacked into a folder that is gone afterwards; nothing
of it is run.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from zipfile import BadZipFile, ZipFile

from bot.config_values import Value
from bot.problem import KnowledgeError, Place, Problem

SETTINGS: Final = "bot/config_values.py"
SHIPPED: Final = ("bot/_shipped", "knowledge")
"""Where the knowledge lies below a program that is installed, and below its sources."""


@dataclass(frozen=True, slots=True)
class NewVersion:
    """The knowledge of a version to come, and its settings; None: only knowledge is there."""

    knowledge: Path
    settings: Mapping[str, Value] | None


@contextmanager
def opened(path: Path) -> Iterator[NewVersion]:
    """The version to come that lies there. Raises KnowledgeError where there is none."""
    wheel = path if path.is_file() else next(iter(sorted(path.glob("whereto-*.whl"))), None)
    if wheel is None:
        yield _in_folder(path)
        return
    with TemporaryDirectory() as folder:
        try:
            with ZipFile(wheel) as archive:
                inside = archive.namelist()
                wanted = [n for n in inside if n == SETTINGS or n.startswith(f"{SHIPPED[0]}/")]
                archive.extractall(folder, wanted)
        except (OSError, BadZipFile):
            raise _none_there(wheel) from None
        yield _in_folder(Path(folder), wheel)


def _in_folder(folder: Path, named: Path | None = None) -> NewVersion:
    for below in SHIPPED:
        if (folder / below).is_dir():
            return NewVersion(folder / below, _settings(folder / SETTINGS))
    if any(folder.glob("*/topics")) or (folder / "topics.yaml").is_file():
        return NewVersion(folder, None)
    raise _none_there(named or folder)


def _settings(path: Path) -> Mapping[str, Value] | None:
    """The table of settings, read as text; None where it is not written as one."""
    with suppress(OSError, SyntaxError, ValueError):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "DEFAULTS":
                found: Mapping[str, Value] = ast.literal_eval(ast.unparse(node.value or node))
                return found
    return None


def _none_there(path: Path) -> KnowledgeError:
    what = "No knowledge and no program lies there."
    mend = "Name the folder of the new knowledge, the new program, or its wheel (whereto-….whl)."
    return KnowledgeError([Problem("missing-version", Place(str(path)), what, mend)])
