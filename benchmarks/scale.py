"""How it grows: loading, weighing and answering with a thousand and ten thousand phrases.

Each phrase is put together of two of our English ones and stands under one of a hundred topics.
Phrases are weighed once (`whereto knowledge compile`); loading reads what was kept.
"""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.questions import SEED, development
from benchmarks.speed import timed
from benchmarks.tables import heading, line
from bot.loader import load
from bot.matching import compiled
from bot.matching.index import Index
from bot.matching.words import WordKnowledge

SIZES: Final = (1_000, 10_000)
TOPICS: Final = 100
COLUMNS: Final = ("phrases", "weigh s", "load s", "p50 ms", "p99 ms", "kept MB")


def run(_: argparse.Namespace) -> dict[str, object]:
    """Print a row for each size."""
    print(f"generated from our English phrases, seed {SEED}")
    heading("size", COLUMNS)
    found: dict[str, object] = {}
    for size in SIZES:
        found[str(size)] = _measured(size)
        line(f"{size:,}", COLUMNS, found[str(size)])
    return found


def _measured(size: int) -> dict[str, float]:
    phrases, words = _phrases(size), WordKnowledge()
    began = time.perf_counter()
    made = Index.build(phrases, words, "en")
    weighed = time.perf_counter() - began
    with TemporaryDirectory() as where:
        folder = Path(where)
        path = compiled.write(folder, compiled.key_of(phrases, words, "en"), made)
        kept = sum(file.stat().st_size for file in path.iterdir()) / 1e6
        began = time.perf_counter()
        index = compiled.Shelf((folder,)).index(phrases, words, "en")
        loaded = time.perf_counter() - began
    texts = [row.text for row in development("en")]
    turns = timed(lambda text: index.score(index.analyse(text)), texts * 3)
    return {
        "phrases": len(index.phrases),
        "weigh s": round(weighed, 1),
        "load s": round(loaded, 2),
        "p50 ms": turns["p50 ms"],
        "p99 ms": turns["p99 ms"],
        "kept MB": round(kept, 1),
    }


def _phrases(size: int) -> dict[str, list[str]]:
    """Sentences put together of two of our phrases, under as many topics as are asked for."""
    chance = random.Random(SEED)
    own = load([]).wording("en").phrases
    every = sorted({text for texts in own.values() for text in texts})
    made = sorted({f"{chance.choice(every)} {chance.choice(every)}" for _ in range(2 * size)})
    chosen = chance.sample(made, size)
    found: dict[str, list[str]] = {}
    for number, text in enumerate(chosen):
        found.setdefault(f"topic-{number % TOPICS:03}", []).append(text)
    return found
