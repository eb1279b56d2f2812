"""The last good knowledge, kept across restarts: the layers as they were, and a list of their files.

Where the knowledge is broken when a service starts, it begins with this instead of not at all. Only
files of knowledge are here, nothing of any person. A copy is whole or it is none: the list is
written last, names every file with its checksum, and a copy in which anything differs is not used. A
power cut within the minute in which the system writes it voids it; it does not bring back half of one.
"""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import json
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from typing import Final

from bot import signing
from bot.private_file import write_private
from bot.tree_reader import files_below

FORMAT: Final = 1
"""Raised whenever the list changes."""

LARGEST: Final = 64_000_000
"""Bytes of all layers together that are kept; those that are shipped have a tenth of that."""

LIST: Final = "kept.json"

FOLDER: Final = "last-good"
"""In the state folder of an instance."""

Contents = Sequence[Mapping[str, bytes]]
"""For each layer its files, by their paths below it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The layers of a copy, base first, and the day on which they were copied."""

    layers: tuple[Path, ...]
    day: dt.date


class LastGood:
    """A folder that holds one copy. `of` names the layers that an instance is set up with: a copy of
    others, as the folder may still hold when that was changed, is not used."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(
        self,
        layers: Sequence[Path],
        of: str,
        day: dt.date,
        is_still_so: Callable[[], bool],
    ) -> None:
        """Copy layers that were just found good, unless the copy is the same already, or they are
        others by now. Raises OSError where the disk does not take it; an older copy is gone then,
        since what was withdrawn must not come back."""
        try:
            contents = _contents(layers)
            sums = _sums(contents)
            name = _name_of(of, sums)
            if not is_still_so() or self._listed_now() == name:
                return
            self._write(name, contents)
            self._list({"format": FORMAT, "name": name, "day": day.isoformat(), "layers": sums})
        except OSError:
            self.forget()
            raise
        self._drop_all_but(name)

    def forget(self) -> None:
        """Have no copy any more, as far as the disk lets it go."""
        with suppress(OSError):
            (self._folder / LIST).unlink()
        self._drop_all_but("")

    def find(self, of: str) -> Kept | None:
        """The copy of these layers, or None where there is none that is whole."""
        try:
            kept = json.loads((self._folder / LIST).read_bytes())
            name, sums = kept["name"], kept["layers"]
            if kept["format"] != FORMAT or name != _name_of(of, sums):
                return None
            layers = tuple(self._folder / name / str(number) for number in range(len(sums)))
            day = dt.date.fromisoformat(kept["day"])
            return Kept(layers, day) if _sums(_contents(layers)) == sums else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _listed_now(self) -> str:
        """The name of the copy that the list names; empty where there is none."""
        try:
            return str(json.loads((self._folder / LIST).read_bytes())["name"])
        except (OSError, ValueError, KeyError, TypeError):
            return ""

    def _write(self, name: str, contents: Contents) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._drop_all_but(name)
        rmtree(self._folder / name, ignore_errors=True)
        for number, files in enumerate(contents):
            for path, raw in files.items():
                target = self._folder / name / str(number) / path
                target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                write_private(target, raw)

    def _list(self, listed: Mapping[str, object]) -> None:
        partial = self._folder / f"{LIST}.partial"
        partial.unlink(missing_ok=True)
        write_private(partial, json.dumps(listed).encode())
        partial.replace(self._folder / LIST)

    def _drop_all_but(self, name: str) -> None:
        """Remove what earlier copies left; the one that the list names stays until it is replaced."""
        kept = {name, self._listed_now()}
        with suppress(OSError):
            for path in self._folder.iterdir():
                if path.is_dir() and path.name not in kept:
                    rmtree(path, ignore_errors=True)


def kept_in(state: Path) -> LastGood:
    """What is kept in the state folder of an instance."""
    return LastGood(state / FOLDER)


def identity_of(folders: Sequence[Path]) -> str:
    """What tells the layers that an instance is set up with from those of another."""
    return json.dumps([str(folder.absolute()) for folder in folders])


def _contents(layers: Sequence[Path]) -> Contents:
    """All files of the layers. Raises OSError, also where they are too large to be kept."""
    found = []
    left = LARGEST
    for layer in layers:
        files = {}
        signature = files_below(layer, _raise, is_wanted=lambda name: name == signing.FILE)
        for parts in (*files_below(layer, _raise), *signature):
            files["/".join(parts)] = raw = layer.joinpath(*parts).read_bytes()
            left -= len(raw)
            if left < 0:
                raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
        found.append(files)
    return found


def _raise(error: OSError) -> None:
    raise error


def _sums(contents: Contents) -> list[dict[str, str]]:
    """The files of each layer with their checksums."""
    return [
        {path: hashlib.sha256(raw).hexdigest() for path, raw in files.items()} for files in contents
    ]


def _name_of(of: str, sums: object) -> str:
    text = json.dumps([of, sums], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
