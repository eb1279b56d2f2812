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

import numpy as np

from bot.matching import features, index
from bot.matching.index import Floats, Index, Postings
from bot.matching.words import WordKnowledge

FORMAT: Final = 2
"""Raised whenever the arrays or the way to make them change."""

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
        [index.RIDGE, index.COMMON],
        sorted((topic, sorted(set(texts))) for topic, texts in phrases.items()),
        sorted(words.abbreviations.items()),
        sorted((concept, list(texts)) for concept, texts in words.concepts.items()),
    ]
    text = json.dumps(made_of, ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def read(folder: Path, key: str) -> tuple[Postings, Floats] | None:
    """The weighing kept under a key, or None where there is none or it cannot be read."""
    path = folder / f"{key}.npz"
    try:
        with np.load(path, allow_pickle=False) as arrays:
            postings = Postings()
            names = bytes(arrays["features"]).decode().split("\n")
            postings.ids = {name: i for i, name in enumerate(names)}
            postings.start = arrays["start"]
            postings.phrase = arrays["phrase"]
            postings.value = arrays["value"]
            weights: Floats = arrays["weights"]
            postings.count = len(weights)
            return postings, weights
    except (OSError, ValueError, KeyError, EOFError):
        return None


def write(folder: Path, key: str, made: Index) -> Path:
    """Keep the weighing of an index; whole or not at all. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{key}.npz"
    partial = folder / f"{key}.{os.getpid()}.partial.npz"
    np.savez(
        partial,
        features=np.frombuffer("\n".join(made.postings.ids).encode(), dtype=np.uint8),
        start=made.postings.start,
        phrase=made.postings.phrase,
        value=made.postings.value,
        weights=made.weights,
    )
    partial.replace(path)
    return path
