"""Files that only the account of this process may read: how they are written, and how they are read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from bot.problem import KnowledgeError, Place, Problem


def write_private(path: Path, raw: bytes) -> None:
    """Write a new file. Raises FileExistsError where it is there, OSError where it cannot be written.
    The system brings it to the disk in its own time."""
    with open(path, "xb", opener=_for_us_alone) as file:
        file.write(raw)


def _for_us_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def read_private(path: Path, what: str, setting: str) -> str:
    """The text of a file that only this user may read. `what` and `setting` name it in a problem."""
    try:
        mode = path.stat().st_mode
        if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
            said = f"Others on this machine can read this {what}."
            raise KnowledgeError(
                [Problem(f"{what}-readable", Place(str(path)), said, f"Run: chmod 600 {path}")]
            )
        return path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        said = f"The {what} file cannot be read."
        mend = f'Check the path under "{setting}", and who may read it.'
        raise KnowledgeError([Problem(f"{what}-missing", Place(str(path)), said, mend)]) from None
