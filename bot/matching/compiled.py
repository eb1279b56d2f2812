"""Weighings kept beside the program, so that starting does not solve again what did not change.

A weighing is found by the hash of everything it depends on: phrases, words, shares, this format.
Only `whereto knowledge compile` writes here (run by `make` and when a wheel is built); a
conversation never does. What is kept are reviewed phrases, nothing of any person.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final
from zipfile import BadZipFile

import numpy as np

from bot.matching import features, weighing
from bot.matching.index import Index
from bot.matching.weighing import Postings, Weighing
from bot.matching.words import WordKnowledge

FORMAT: Final = 5
"""Raised whenever the arrays or the way to make them change."""

MOST_KEPT: Final = 24
"""Weighings that are kept: six languages of a base and a few overlays, about 9 MB each."""

FOLDER: Final = Path(__file__).parent.parent / "_compiled"


def build_index(
    phrases: Mapping[str, Iterable[str]],
    words: WordKnowledge,
    language: str,
    folder: Path = FOLDER,
) -> Index:
    """The index of these phrases: from the folder where its weighing is kept, else made anew."""
    kept = read(folder, key_of(phrases, words, language))
    return Index.build(phrases, words, language, kept)


def key_of(phrases: Mapping[str, Iterable[str]], words: WordKnowledge, language: str) -> str:
    """The hash of everything that a weighing depends on."""
    made_of = [
        FORMAT,
        language,
        [features.SHARES, features.RUN_LENGTHS, features.PAIRED_WORDS],
        [weighing.RIDGE, weighing.COMMON],
        sorted((topic, sorted(set(texts))) for topic, texts in phrases.items()),
        sorted(words.abbreviations.items()),
        sorted((concept, list(texts)) for concept, texts in words.concepts.items()),
    ]
    text = json.dumps(made_of, ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def is_kept(folder: Path, key: str) -> bool:
    """Whether a weighing is kept under a key."""
    return (folder / f"{key}.npz").is_file()


def read(folder: Path, key: str) -> Weighing | None:
    """The weighing kept under a key, or None where there is none or it cannot be read."""
    try:
        with np.load(folder / f"{key}.npz", allow_pickle=False) as arrays:
            units = _texts(arrays["units"])
            return Weighing(
                Postings(
                    {name: i for i, name in enumerate(_texts(arrays["features"]))},
                    arrays["start"],
                    arrays["phrase"],
                    arrays["value"],
                    len(arrays["weights"]),
                ),
                arrays["weights"],
                dict(zip(_texts(arrays["words"]), _texts(arrays["stems"]), strict=True)),
                dict(zip(units, map(float, arrays["rarity"]), strict=True)),
                {
                    topic: tuple(units[i] for i in known)
                    for topic, known in json.loads(bytes(arrays["topic_units"])).items()
                },
            )
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return None


def write(folder: Path, key: str, made: Index) -> Path:
    """Keep the weighing of an index; whole or not at all. Raises OSError."""
    kept = made.weighing
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{key}.npz"
    partial = folder / f"{key}.{os.getpid()}.partial.npz"
    place = {unit: i for i, unit in enumerate(kept.rarity)}
    known = {topic: [place[unit] for unit in units] for topic, units in kept.topic_units.items()}
    np.savez(
        partial,
        features=_bytes("\n".join(kept.postings.ids)),
        start=kept.postings.start,
        phrase=kept.postings.phrase,
        value=kept.postings.value,
        weights=kept.weights,
        words=_bytes("\n".join(kept.stems)),
        stems=_bytes("\n".join(kept.stems.values())),
        units=_bytes("\n".join(kept.rarity)),
        rarity=np.array(list(kept.rarity.values())),
        topic_units=_bytes(json.dumps(known)),
    )
    partial.replace(path)
    _drop_oldest(folder)
    return path


def _drop_oldest(folder: Path) -> None:
    """Keep the weighings made last; older ones belong to phrases that have changed since."""
    made = sorted(folder.glob("*.npz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in made[MOST_KEPT:]:
        path.unlink(missing_ok=True)


def _bytes(text: str) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    return np.frombuffer(text.encode(), dtype=np.uint8)


def _texts(array: np.ndarray[tuple[int], np.dtype[np.uint8]]) -> list[str]:
    return bytes(array).decode().split("\n")
