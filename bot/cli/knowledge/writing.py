"""Files of knowledge as a command changes them: whole or not at all, so that a running instance
never reads half of one."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from bot.problem import KnowledgeError, Place, Problem


def text_of(path: Path) -> str:
    """The text of a file with its line ends as they are; empty where there is none. The file was
    read as knowledge before, so it is text."""
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return ""


def put(path: Path, text: str) -> None:
    """Put a text in the place of a file, keeping who may read it. Raises KnowledgeError where that may
    not be done; the file is then as it was."""
    path = path.resolve()
    try:
        mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else None
        if mode is not None and not mode & stat.S_IWUSR:
            raise PermissionError(0, "it is marked as read-only")
        path.parent.mkdir(parents=True, exist_ok=True)
        _put_whole(path, text.encode("utf-8"), mode)
    except OSError as error:
        what = f"This file cannot be written ({error.strerror})."
        mend = "Check who may write there. Nothing was changed."
        raise KnowledgeError([Problem("unwritable-file", Place(str(path)), what, mend)]) from None


def put_new(files: Mapping[Path, str]) -> None:
    """Make files that are not there yet. Raises KnowledgeError, before the first one is made, where
    any of them is."""
    there = [path for path in files if os.path.lexists(path)]
    if there:
        what = "This is there already, and nothing is written over it."
        mend = "Take another name, or go on in that file."
        raise KnowledgeError(
            [Problem("file-there", Place(str(path)), what, mend) for path in there]
        )
    for path, text in files.items():
        put(path, text)


def _put_whole(path: Path, raw: bytes, mode: int | None) -> None:
    """Write beside the file, then take its place in one step."""
    number, beside = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).chmod(0o644 if mode is None else mode)
        Path(beside).replace(path)
    except OSError:
        with suppress(OSError):
            Path(beside).unlink()
        raise
