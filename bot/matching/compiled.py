"""Weighings kept on the disk, so that starting does not solve again what did not change.

A weighing is found by the hash of everything it depends on: phrases, words, shares, this format.
`whereto knowledge compile` keeps them beside the program (run by `make` and when a wheel is built),
`whereto serve` those of other phrases in its state folder; a conversation never does. What is kept
are reviewed phrases, nothing of any person.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from shutil import rmtree
from typing import Any, Final
from weakref import WeakValueDictionary

import numpy as np

from bot.matching import features, weighing
from bot.matching.features import Vocabulary
from bot.matching.index import Index
from bot.matching.postings import Postings
from bot.matching.weighing import NOTHING_BESIDES, Besides, Weighing
from bot.matching.words import WordKnowledge

FORMAT: Final = 14
"""Raised whenever the arrays or the way to make them change."""

MOST_KEPT: Final = 24
"""Weighings that are kept: six languages of a base and a few overlays, about 4 MB each."""

FOLDER: Final = Path(__file__).parent.parent / "_compiled"

ARRAYS: Final = (
    "vocabulary_stems",
    "vocabulary_concepts",
    "vocabulary_runs",
    "often",
    "often_weights",
    "seldom",
    "start",
    "phrase",
    "value",
    "weights",
    "words",
    "stems",
    "units",
    "rarity",
    "known",
)
"""One file each in the folder of a weighing."""

SUM: Final = "sum"
"""The file with the checksum of the others; written last."""

SMALL: Final = 100_000
"""Bytes up to which an array is read whole."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where weighings are looked for, and the folder where one that was not found is kept; None:
    nowhere. A disk that is full or read-only costs the time of weighing again, and nothing else."""

    folders: tuple[Path, ...] = (FOLDER,)
    keeps_in: Path | None = None
    _in_use: WeakValueDictionary[str, Index] = field(
        default_factory=WeakValueDictionary, repr=False, compare=False
    )

    def index(
        self,
        phrases: Mapping[str, Iterable[str]],
        words: WordKnowledge,
        language: str,
        besides: Besides = NOTHING_BESIDES,
    ) -> Index:
        """The index of these phrases: one that is in use, else from its weighing where that is kept,
        else made anew. Knowledge that is read again shares what did not change."""
        key = key_of(phrases, words, language, besides)
        index = self._in_use.get(key)
        if index is None:
            kept = self._kept(key)
            index = Index.build(phrases, words, language, besides, kept)
            self._in_use[key] = index
            if kept is None and self.keeps_in is not None:
                with suppress(OSError):
                    write(self.keeps_in, key, index)
        return index

    def _kept(self, key: str) -> Weighing | None:
        found = (read(folder, key) for folder in self.folders)
        return next((one for one in found if one is not None), None)


def key_of(
    phrases: Mapping[str, Iterable[str]],
    words: WordKnowledge,
    language: str,
    besides: Besides = NOTHING_BESIDES,
) -> str:
    """The hash of everything that a weighing depends on."""
    made_of = [
        FORMAT,
        language,
        [features.SHARES, features.RUN_LENGTHS, features.PAIRED_WORDS],
        [
            weighing.RIDGE,
            weighing.LARGEST,
            weighing.COMMON,
            weighing.MOST_COMMON,
            weighing.OFTEN,
            weighing.RIDGE_OF_SCENES,
        ],
        _in_order(phrases),
        sorted(set(besides.everyday)),
        _in_order(besides.scenes),
        sorted(words.abbreviations.items()),
        sorted((concept, list(texts)) for concept, texts in words.concepts.items()),
    ]
    text = json.dumps(made_of, ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _in_order(texts: Mapping[str, Iterable[str]]) -> list[tuple[str, list[str]]]:
    return sorted((name, sorted(set(own))) for name, own in texts.items())


def is_kept(folder: Path, key: str) -> bool:
    """Whether a weighing is kept under a key."""
    return (folder / key / SUM).is_file()


def read(folder: Path, key: str) -> Weighing | None:
    """The weighing kept under a key, or None where there is none or it is not whole. Its numbers
    stay in their files until a question asks for them: that is memory which is only lent."""
    try:
        if (folder / key / SUM).read_text(encoding="ascii") != _sum_of(folder / key):
            return None
        return _weighing({name: _mapped(folder / key, name) for name in ARRAYS})
    except (OSError, ValueError, IndexError):
        return None


def _mapped(folder: Path, name: str) -> np.ndarray[Any, np.dtype[Any]]:
    """An array that is read from its file page by page, when it is looked at."""
    path = folder / f"{name}.npy"
    return np.asarray(np.load(path, mmap_mode="r" if path.stat().st_size > SMALL else None))


def _weighing(arrays: Mapping[str, np.ndarray[Any, np.dtype[Any]]]) -> Weighing:
    words = _texts(arrays["words"])
    return Weighing(
        Vocabulary(
            _texts(arrays["vocabulary_stems"]),
            _texts(arrays["vocabulary_concepts"]),
            _texts(arrays["vocabulary_runs"]),
        ),
        arrays["often"],
        arrays["often_weights"],
        Postings(
            arrays["seldom"],
            arrays["start"],
            arrays["phrase"],
            arrays["value"],
            len(arrays["weights"]),
        ),
        arrays["weights"],
        dict(zip(words, _texts(arrays["stems"]), strict=True)),
        dict(zip(_texts(arrays["units"]), map(float, arrays["rarity"]), strict=True)),
        arrays["known"],
    )


def write(folder: Path, key: str, made: Index) -> Path:
    """Keep the weighing of an index; whole or not at all. Raises OSError."""
    path = folder / key
    partial = folder / f"{key}.{os.getpid()}.partial"
    try:
        partial.mkdir(parents=True, exist_ok=True)
        for name, array in _arrays(made.weighing).items():
            np.save(partial / f"{name}.npy", array)
        (partial / SUM).write_text(_sum_of(partial), encoding="ascii")
        rmtree(path, ignore_errors=True)
        partial.rename(path)
    finally:
        rmtree(partial, ignore_errors=True)
    _drop_oldest(folder)
    return path


def _arrays(kept: Weighing) -> dict[str, np.ndarray[Any, np.dtype[Any]]]:
    """The arrays of a weighing by their names, those of `ARRAYS`."""
    arrays = (
        _bytes(kept.vocabulary.stems),
        _bytes(kept.vocabulary.concepts),
        _bytes(kept.vocabulary.runs),
        kept.often,
        kept.often_weights,
        kept.seldom.features,
        kept.seldom.start,
        kept.seldom.phrase,
        kept.seldom.value,
        kept.weights,
        _bytes(kept.stems),
        _bytes(kept.stems.values()),
        _bytes(kept.rarity),
        np.array(list(kept.rarity.values())),
        kept.known,
    )
    return dict(zip(ARRAYS, arrays, strict=True))


def _sum_of(folder: Path) -> str:
    """A checksum of all the arrays: half a file, or one that a bad disk changed, is no weighing."""
    total = hashlib.sha256()
    for name in ARRAYS:
        total.update((folder / f"{name}.npy").read_bytes())
    return total.hexdigest()


def _drop_oldest(folder: Path) -> None:
    """Keep the weighings made last; older ones belong to phrases that have changed since."""
    made = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in made[MOST_KEPT:]:
        if path.is_dir():
            rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _bytes(texts: Iterable[str]) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    return np.frombuffer("\n".join(texts).encode(), dtype=np.uint8)


def _texts(array: np.ndarray[tuple[int], np.dtype[np.uint8]]) -> list[str]:
    text = bytes(array).decode()
    return [*map(sys.intern, text.split("\n"))] if text else []
