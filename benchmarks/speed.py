"""How fast it starts and answers, and what it holds in memory.

Whole processes stand beside a bare `import numpy`; a turn is text in to reply out, one thread, as the
first message of a talk. Machines are shared and noisy: compare within one run.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from benchmarks.outcomes import NOW
from benchmarks.questions import LANGUAGES, development
from benchmarks.tables import heading, line
from bot.loader import load
from bot.message import Message
from bot.session import Session
from bot.turn import respond

ROOT: Final = Path(__file__).parent.parent
RUNS: Final = 5
LINES: Final = 10_000
STARTS: Final = {
    "import numpy": [sys.executable, "-c", "import numpy"],
    "whereto ask (one language)": [sys.executable, "-m", "bot.cli", "ask", "where can I report"],
}
SIX: Final = (
    "from bot.loader import load\n"
    "knowledge = load([])\n"
    "for tag in knowledge.languages: knowledge.wording(tag).index"
)


def run(_: argparse.Namespace) -> dict[str, object]:
    """Print the tables; the figures by name."""
    columns = ("seconds", "memory MB")
    heading(f"whole process, median of {RUNS}", columns)
    found: dict[str, object] = {}
    for name, command in {**STARTS, "six languages": [sys.executable, "-c", SIX]}.items():
        found[name] = _start(command)
        line(name, columns, found[name])
    columns = ("turns", "p50 ms", "p99 ms", "a second")
    heading("turns", columns)
    for name, tags in {**{tag: (tag,) for tag in LANGUAGES}, "all": LANGUAGES}.items():
        found[f"turns {name}"] = _turns(tags)
        line(name, columns, found[f"turns {name}"])
    columns = ("seconds", "a second")
    heading(f"{LINES:,} JSON lines", columns)
    found["lines"] = _lines()
    line("one process, six languages", columns, found["lines"])
    return found


def _start(command: list[str]) -> dict[str, float]:
    """Median wall time and peak memory of a whole process."""
    seconds = []
    for _ in range(RUNS):
        began = time.perf_counter()
        subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
        seconds.append(time.perf_counter() - began)
    peak = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run(
        [sys.executable, "-c", peak, *command], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return {
        "seconds": round(statistics.median(seconds), 2),
        "memory MB": round(int(done.stdout) / 1024),
    }


def _turns(tags: tuple[str, ...]) -> dict[str, float]:
    knowledge = load([])
    texts = [row.text for tag in tags for row in development(tag)]
    for text in texts:
        respond(knowledge, Session(), Message(text), NOW)
    return timed(lambda text: respond(knowledge, Session(), Message(text), NOW), texts * 2)


def timed(answer: object, texts: list[str]) -> dict[str, float]:
    """Median, 99th percentile and throughput of answering each text once."""
    taken = []
    for text in texts:
        began = time.perf_counter()
        answer(text)
        taken.append((time.perf_counter() - began) * 1000)
    taken.sort()
    return {
        "turns": len(taken),
        "p50 ms": round(taken[len(taken) // 2], 2),
        "p99 ms": round(taken[int(len(taken) * 0.99)], 2),
        "a second": round(1000 * len(taken) / sum(taken)),
    }


def _lines() -> dict[str, float]:
    rows = [row for tag in LANGUAGES for row in development(tag)]
    lines = "".join(
        json.dumps({"id": i, "text": rows[i % len(rows)].text}) + "\n" for i in range(LINES)
    )
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "bot.cli", "ask", "--jsonl"],
        cwd=ROOT,
        input=lines.encode(),
        stdout=subprocess.DEVNULL,
        check=True,
    )
    seconds = time.perf_counter() - began
    return {"seconds": round(seconds, 1), "a second": round(LINES / seconds)}
