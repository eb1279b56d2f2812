"""The general engine on public sets of about ten phrases a topic, with and without typing mistakes.

Out of scope: how well the score with the known share of words tells questions apart that no topic
answers (area under the curve; recall where 95 % of the others are let in).
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.outcomes import interval, share
from benchmarks.questions import SEED, mistyped
from benchmarks.sets import ALL, Labelled, as_knowledge, public
from benchmarks.tables import heading, line
from bot.matching.index import Index

COLUMNS: Final = ("topics", "rows", "top-1", "interval", "top-3", "mistyped", "AUROC", "recall 95")


def run(options: argparse.Namespace) -> dict[str, object]:
    """Print a row for each set that the folder has."""
    folder: Path = options.data
    names = [name for name in ALL if (folder / f"{name}.test.jsonl").is_file()]
    print(f"public sets, seed {SEED}" if names else f"no sets lie in {folder}")
    heading("set", COLUMNS)
    found = {}
    for name in names:
        labelled = public(folder, name)
        found[name] = _measured(labelled)
        line(name, COLUMNS, found[name])
    return found


def _measured(labelled: Labelled) -> dict[str, object]:
    with as_knowledge(labelled.phrases, labelled.language) as knowledge:
        index = knowledge.wording(labelled.language).index
    inside = labelled.inside
    first = [_best(index, text, 1)[0] in accept for text, accept in inside]
    low, high = interval(first)
    return {
        "topics": len(labelled.phrases),
        "rows": len(inside),
        "top-1": share(first),
        "interval": f"{low:.0f}-{high:.0f}",
        "top-3": share(bool(set(_best(index, text, 3)) & accept) for text, accept in inside),
        "mistyped": share(_best(index, mistyped(text, 0), 1)[0] in a for text, a in inside),
        **_out_of_scope(index, labelled),
    }


def _best(index: Index, text: str, count: int) -> list[str]:
    found = index.score(index.analyse(text)).candidates
    return [candidate.topic for candidate in found[:count]] or [""]


def _out_of_scope(index: Index, labelled: Labelled) -> dict[str, object]:
    sure = {True: [], False: []}
    for text, accept in labelled.questions:
        sure[bool(accept)].append(_sureness(index, text))
    if not sure[False]:
        return {}
    inside, outside = np.array(sure[True]), np.array(sure[False])
    wins = (inside[:, None] > outside).mean() + 0.5 * (inside[:, None] == outside).mean()
    refused = (outside < np.percentile(inside, 5)).mean()
    return {"AUROC": round(100 * wins, 1), "recall 95": round(100 * refused, 1)}


def _sureness(index: Index, text: str) -> float:
    scored = index.score(index.analyse(text))
    return scored.candidates[0].score + 0.5 * scored.coverage if scored.candidates else -1.0
