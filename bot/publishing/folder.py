"""Pages to a folder, whole or not at all. A folder that was not made here is never touched."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from bot.problem import KnowledgeError, Place, Problem

LIST: Final = "made-by-whereto.txt"
"""The file in the folder that lists its pages: by it the folder is known as one made here."""


def write_pages(folder: Path, pages: Mapping[str, str]) -> None:
    """Put the pages in place of those of an earlier export; pages that are no more are gone.

    Raises KnowledgeError where the folder holds anything else, or cannot be written; then it is as
    it was.
    """
    folder = folder.absolute()
    new, old = (folder.with_name(f".{folder.name}.{end}") for end in ("new", "old"))
    try:
        _refuse_what_is_not_ours(folder)
        for left_over in (new, old):
            shutil.rmtree(left_over, ignore_errors=True)
        _fill(new, pages)
        if folder.exists():
            folder.rename(old)
        new.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
    except (OSError, UnicodeDecodeError):
        shutil.rmtree(new, ignore_errors=True)
        if old.exists() and not folder.exists():
            old.rename(folder)
        mend = "Check that the folder above it is there, that you may write in it, and that it has room."
        raise KnowledgeError(
            [_problem(folder, "The pages cannot be written here.", mend)]
        ) from None


def _fill(folder: Path, pages: Mapping[str, str]) -> None:
    for name, text in {**pages, LIST: "".join(f"{name}\n" for name in sorted(pages))}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def _refuse_what_is_not_ours(folder: Path) -> None:
    """A folder may be absent, empty, or hold the pages of an earlier export and nothing else."""
    if not folder.exists() and not folder.is_symlink():
        return
    if folder.is_symlink() or not folder.is_dir():
        what, mend = "This is not a folder of its own.", "Name a folder that is not there yet."
        raise KnowledgeError([_problem(folder, what, mend)])
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    listed = folder / LIST
    ours = set(listed.read_text(encoding="utf-8").splitlines()) | {LIST} if LIST in found else set()
    others = sorted(found - ours)
    if others:
        what = f'"{others[0]}" in this folder was not made by an export, so nothing is replaced.'
        mend = "Name a folder that is not there yet, or one that holds only an earlier export."
        raise KnowledgeError([_problem(folder, what, mend)])


def _problem(folder: Path, what: str, mend: str) -> Problem:
    return Problem("folder-not-ours", Place(str(folder)), what, mend)
