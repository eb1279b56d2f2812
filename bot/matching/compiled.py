"""Weighings kept beside the program, so that starting does not solve again what did not change.

A weighing is found by the hash of everything it depends on: phrases, words, shares, this format.
Only `whereto knowledge compile` writes here (run by `make` and when a wheel is built); a
conversation never does. What is kept are reviewed phrases, nothing of any person.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final
from zipfile import BadZipFile

import numpy as np

from bot.matching import features, weighing
from bot.matching.features import Vocabulary
from bot.matching.index import Index
from bot.matching.postings import Postings
from bot.matching.weighing import Weighing
from bot.matching.words import WordKnowledge

FORMAT: Final = 8
"""Raised whenever the arrays or the way to make them change."""

MOST_KEPT: Final = 24
"""Weighings that are kept: six languages of a base and a few overlays, about 4 MB each."""

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
        [
            weighing.RIDGE,
            weighing.LARGEST,
            weighing.COMMON,
            weighing.MOST_COMMON,
            weighing.OFTEN,
        ],
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
            words = _texts(arrays["words"])
            return Weighing(
                Vocabulary(
                    _texts(arrays["vocabulary_stems"]),
                    _texts(arrays["vocabulary_concepts"]),
                    _texts(arrays["vocabulary_runs"]),
                    words,
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
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return None


def write(folder: Path, key: str, made: Index) -> Path:
    """Keep the weighing of an index; whole or not at all. Raises OSError."""
    kept = made.weighing
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{key}.npz"
    partial = folder / f"{key}.{os.getpid()}.partial.npz"
    np.savez(
        partial,
        vocabulary_stems=_bytes(kept.vocabulary.stems),
        vocabulary_concepts=_bytes(kept.vocabulary.concepts),
        vocabulary_runs=_bytes(kept.vocabulary.runs),
        often=kept.often,
        often_weights=kept.often_weights,
        seldom=kept.seldom.features,
        start=kept.seldom.start,
        phrase=kept.seldom.phrase,
        value=kept.seldom.value,
        weights=kept.weights,
        words=_bytes(kept.stems),
        stems=_bytes(kept.stems.values()),
        units=_bytes(kept.rarity),
        rarity=np.array(list(kept.rarity.values())),
        known=kept.known,
    )
    partial.replace(path)
    _drop_oldest(folder)
    return path


def _drop_oldest(folder: Path) -> None:
    """Keep the weighings made last; older ones belong to phrases that have changed since."""
    made = sorted(folder.glob("*.npz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in made[MOST_KEPT:]:
        path.unlink(missing_ok=True)


def _bytes(texts: Iterable[str]) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    return np.frombuffer("\n".join(texts).encode(), dtype=np.uint8)


def _texts(array: np.ndarray[tuple[int], np.dtype[np.uint8]]) -> list[str]:
    text = bytes(array).decode()
    return [*map(sys.intern, text.split("\n"))] if text else []
