"""Reads folders of knowledge from the disk: which file stands where, and what it holds."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from functools import partial
from itertools import zip_longest
from pathlib import Path, PurePath
from typing import Final

from bot import format as fmt
from bot.problem import Place, Problem, did_you_mean
from bot.signing import Seal
from bot.tree import KnowledgeFile, Tree
from bot.yaml_reader import Look, Mapping, UnreadableError, read_file, unopened

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_ENDING: Final = re.compile(r"\.ya?ml(\.txt)?$", re.IGNORECASE)
"""With what Windows' own editor makes of it, while it hides the second ending."""

DEEPEST: Final = 4
"""Folders below a layer that are looked into; the format has two. Ends links that lead in a circle."""

_LANGUAGE_FILES: Final = {
    "channels": fmt.CHANNEL_TEXTS,
    "contacts": fmt.CONTACT_TEXTS,
    "interface": fmt.INTERFACE,
    "cues": fmt.CUES,
    "urgent": fmt.URGENT,
    "groups": fmt.GROUPS_FILE,
    "words": fmt.WORDS,
    "everyday": fmt.EVERYDAY,
    "scenes": fmt.SCENES,
    "places": fmt.PLACE_TEXTS,
    "glossary": fmt.GLOSSARY,
    "guides": fmt.GUIDE_TEXTS,
}
_SHARED_FILES: Final = {
    kind.name: kind
    for kind in (
        fmt.TOPICS,
        fmt.CHANNELS,
        fmt.GUIDES,
        fmt.SOURCES,
        fmt.NOTICES,
        fmt.LANGUAGES,
        fmt.ORGANISATIONS,
        fmt.PLACES,
        fmt.LAST_RESORT,
        fmt.OVERLAY,
    )
}
NO_KNOWLEDGE: Final = ("overlays", "questions")
"""Folders of a layer that hold none of its knowledge: further layers, and what tries it."""


def read_tree(
    folders: Sequence[Path],
    languages: Iterable[str] | None = None,
    known: Tree | None = None,
    only: Collection[str] = (),
    seals: Sequence[Seal | None] = (),
) -> Tree:
    """Read layers of knowledge, base first. `languages`: read the texts of these only. `known`: a
    tree of the same layers; what it has is taken from it instead of the disk. `only`: names of the
    kinds of files that are wanted of a language; none: all. `seals`: what the files of each layer have
    to be, byte for byte; None: anything.

    Never raises for what lies in a folder: what cannot be read is a problem of the tree.
    """
    wanted = None if languages is None else frozenset(languages)
    files: list[KnowledgeFile] = []
    problems: list[Problem] = []
    found: set[str | None] = set()
    read_already = {file.path: file for file in known.files} if known else {}
    shown = tuple(shown_path(folder) for folder in folders)
    for layer, (folder, seal) in enumerate(zip_longest(folders, seals)):
        for parts in _below(folder, shown[layer], problems, seal):
            kind, path = kind_of(parts), shown[layer].joinpath(*parts).as_posix()
            if kind is None:
                problems.append(_unknown_file(parts, path))
                continue
            language = parts[0] if kind.has_language() else None
            found.add(language)
            if language is not None and wanted is not None and language not in wanted:
                continue
            if language is not None and only and kind.name not in only:
                continue
            if path in read_already:
                files.append(read_already[path])
                continue
            stem = _ENDING.sub("", parts[-1])
            try:
                look = None if seal is None else partial(seal.problem_of, "/".join(parts))
                root = _root(folder.joinpath(*parts), path, look)
                files.append(KnowledgeFile(kind, path, layer, language, stem, root))
            except UnreadableError as error:
                problems.append(error.problem)
    tags = tuple(sorted(tag for tag in found if tag))
    return Tree(tuple(files), tuple(problems), tags, shown)


def _root(path: Path, shown_as: str, look: Look | None) -> Mapping:
    """What a file holds. Raises UnreadableError where that is not names and values."""
    root = read_file(path, shown_as, look)
    if root is None:
        return Mapping((), Place(shown_as))
    if isinstance(root, Mapping):
        return root
    what = 'This file has to start with "name: text" lines, and it does not.'
    mend = "After each name stands a colon and a space. Compare it with a file that works."
    raise UnreadableError(Problem("yaml-shape", root.place, what, mend))


def kind_of(parts: Sequence[str]) -> fmt.FileKind | None:
    """Which kind of file stands at this place below the folder, or None."""
    stem, ending = _ENDING.sub("", parts[-1]), _ENDING.search(parts[-1])
    if ending is None or ending[1]:
        return None
    if len(parts) == 1:
        return _SHARED_FILES.get(stem)
    if len(parts) == 2 and parts[0] == "contacts":
        return fmt.CONTACTS
    if not _LANGUAGE.fullmatch(parts[0]):
        return None
    if len(parts) == 2:
        return _LANGUAGE_FILES.get(stem)
    return fmt.TOPIC if len(parts) == 3 and parts[1] == "topics" else None


def _below(
    folder: Path, shown: PurePath, problems: list[Problem], seal: Seal | None
) -> list[tuple[str, ...]]:
    """The files of one layer in a fixed order. A folder that cannot be opened, a layer without any
    file, and a sealed file that is gone become problems."""
    closed: list[OSError] = []
    found = files_below(folder, closed.append)
    for error in closed:
        path = shown / Path(error.filename).relative_to(folder)
        problems.append(unopened("folder", path.as_posix(), error))
    if seal is not None:
        problems += seal.lost("/".join(parts) for parts in found)
    if not found and not closed:
        what = "No file of knowledge lies in this folder."
        mend = "Check the path that you gave."
        problems.append(Problem("empty-folder", Place(shown.as_posix()), what, mend))
    return found


def files_below(
    folder: Path,
    closed: Callable[[OSError], object],
    is_wanted: Callable[[str], object] = _ENDING.search,
) -> list[tuple[str, ...]]:
    """The files of one layer, as the parts of their paths, sorted: without the overlays that lie
    below it, and without what is hidden (an editor's locks, a forge's own files). `closed` is
    called for each folder that cannot be opened, `is_wanted` for the name of each file; only those
    of knowledge are by default. Links are followed: containers mount folders so."""
    found = []
    for where, below, names in os.walk(folder, onerror=closed, followlinks=True):
        parts = Path(where).relative_to(folder).parts
        open_ones = (
            name for name in below if name not in NO_KNOWLEDGE and not name.startswith(".")
        )
        below[:] = open_ones if len(parts) < DEEPEST else ()
        shown = (name for name in names if not name.startswith("."))
        found += [(*parts, name) for name in shown if is_wanted(name)]
    return sorted(found)


def shown_path(folder: Path) -> PurePath:
    """A folder or file as it is shown: from the working directory where it lies below it."""
    with suppress(ValueError):
        return folder.resolve().relative_to(Path.cwd())
    return folder


def _unknown_file(parts: Sequence[str], shown: str) -> Problem:
    stem, known = _ENDING.sub("", parts[-1]), _SHARED_FILES if len(parts) == 1 else _LANGUAGE_FILES
    is_notepad = parts[-1].casefold().endswith(".txt")
    suggestion = did_you_mean(stem, [stem] if is_notepad else known, ".yaml")
    mend = suggestion or "Move it to the place where its kind belongs; see docs/format.md."
    return Problem("unknown-file", Place(shown), "No file of this name is read here.", mend, "warn")
