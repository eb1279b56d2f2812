"""Signed folders on the disk: what lies in them, and whether it is what was signed.

A seal is taken once, when a layer is loaded; whatever is read of the layer from then on is compared
with it in the bytes that are read (bot/tree_reader.py), so that no file can be changed between the look and
the reading.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from bot.config import Config
from bot.problem import KnowledgeError, Place, Problem
from bot.signing import (
    FILE,
    Digest,
    Seal,
    differences,
    digest_of,
    is_plain,
    public_key,
    seal_in,
    twins,
)
from bot.tree_reader import kind_of, shown_path
from bot.yaml_reader import LARGEST_FILE, unopened

PACKED: Final = Path(__file__).parent / "_shipped"
"""The knowledge inside an installed wheel. It came with the program, under the same check sum: whoever
can alter it can alter the program, which no signature would notice."""

OTHERS: Final = "overlays"
"""A folder of layers of their own, each signed for itself."""


def trusted_by(config: Config) -> list[Ed25519PublicKey]:
    """The keys that every layer has to be signed with one of; none: layers need no signature. Raises
    KnowledgeError for a text that is no key."""
    keys = [public_key(text) for text in config.texts("knowledge.trusted_keys")]
    found = [key for key in keys if key is not None]
    if len(found) < len(keys):
        what, mend = "Here belongs a list of public keys.", "Run: whereto knowledge keygen"
        raise KnowledgeError([Problem("wrong-setting", Place("trusted_keys"), what, mend)])
    return found


def seals_of(
    layers: Sequence[Path], trusted: Sequence[Ed25519PublicKey]
) -> tuple[Seal | None, ...]:
    """The seal of the files that are read of each layer; None where none is asked for: without trusted
    keys, and for what came with the program. Raises KnowledgeError with all problems of all layers."""
    problems: list[Problem] = []
    seals: list[Seal | None] = []
    for layer in layers:
        try:
            is_asked = trusted and not _came_with_the_program(layer)
            seals.append(seal_of(layer, trusted, is_read) if is_asked else None)
        except KnowledgeError as error:
            problems += error.problems
    if problems:
        raise KnowledgeError(problems)
    return tuple(seals)


def is_read(path: str) -> bool:
    """Whether a file at this path below a layer is knowledge; whatever else lies there does nothing."""
    return kind_of(path.split("/")) is not None


def is_any(path: str) -> bool:
    """Every file: what a signature covers, and what is compared when somebody asks."""
    return bool(path)


def _came_with_the_program(layer: Path) -> bool:
    """Whether a layer is the packed knowledge, or a copy of it (as a service keeps of the last good)."""
    if not PACKED.is_dir():
        return False
    if layer.resolve().is_relative_to(PACKED):
        return True
    if (layer / FILE).exists():
        return False
    return digests_in(layer, is_read) == digests_in(PACKED, is_read)


def seal_of(
    folder: Path, trusted: Sequence[Ed25519PublicKey], is_wanted: Callable[[str], bool] = is_any
) -> Seal:
    """The seal of a folder that is as one of these keys signed it, in every file that is wanted. Raises
    KnowledgeError."""
    shown = shown_path(folder).as_posix()
    try:
        content = _read(folder / FILE)
    except FileNotFoundError:
        what = "This folder is not signed, and only signed knowledge is trusted here."
        mend = "Run: whereto knowledge sign, with the key; or take the folder that was signed."
        raise KnowledgeError([Problem("unsigned", Place(shown), what, mend)]) from None
    except OSError as error:
        raise KnowledgeError([unopened("file", f"{shown}/{FILE}", error)]) from None
    seal = seal_in(content, trusted, shown).only(is_wanted)
    problems = differences(seal, digests_in(folder, is_wanted))
    if problems:
        raise KnowledgeError(problems)
    return seal


def digests_in(folder: Path, is_wanted: Callable[[str], bool] = is_any) -> dict[str, Digest]:
    """Path below the folder -> digest, of every file that is wanted but the signature, what lies below
    `overlays`, and names that begin with a dot. Raises KnowledgeError for what cannot be signed: links, what is no
    plain file, names that not every system spells alike, files that are too large."""
    found: dict[str, Digest] = {}
    problems: list[Problem] = []
    closed: list[OSError] = []
    for where, below, names in os.walk(folder, onerror=closed.append):
        here = Path(where)
        links = {name for name in below if (here / name).is_symlink()} - {OTHERS}
        below[:] = [name for name in below if name != OTHERS and not name.startswith(".")]
        for name in sorted({*links, *names}):
            path = (here / name).relative_to(folder).as_posix()
            is_ours = path == FILE or name.startswith(".")
            if is_ours or not (is_wanted(path) or name in links):
                continue
            try:
                found[path] = _digest(here / name, path)
            except _OddError as why:
                problems.append(_odd(folder, path, str(why)))
            except OSError as error:
                problems.append(unopened("file", (here / name).as_posix(), error))
    problems += [unopened("folder", str(error.filename), error) for error in closed]
    twin = "Another file has this name in other letters."
    problems += [_odd(folder, path, twin) for path in twins(found)]
    if problems:
        raise KnowledgeError(problems)
    return found


class _OddError(Exception):
    """Why a file cannot be signed."""


def _digest(file: Path, path: str) -> Digest:
    if not is_plain(path):
        raise _OddError("Not every system spells this name alike.")
    if file.is_symlink():
        raise _OddError("This is a link: what it leads to could change unseen.")
    if not file.is_file():
        raise _OddError("This is no plain file.")
    raw = _read(file)
    if len(raw) > LARGEST_FILE:
        raise _OddError(f"This file is larger than {LARGEST_FILE // 1000} kB.")
    return digest_of(raw)


def _read(file: Path) -> bytes:
    """The bytes of a file, at most one more than the largest has."""
    with file.open("rb") as opened:
        return opened.read(LARGEST_FILE + 1)


def _odd(folder: Path, path: str, what: str) -> Problem:
    name = path.encode("utf-8", "backslashreplace").decode()
    place = Place((folder / name).as_posix())
    return Problem("odd-file", place, what, "Take it out of the folder, or rename it.")
