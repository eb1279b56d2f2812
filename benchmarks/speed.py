"""How fast it starts and answers: whole processes beside a bare `import numpy`, and single turns.

Machines are shared and noisy: compare within one run, quote medians and ratios.
"""

from __future__ import annotations

import datetime as dt
import json
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

from bot.loader import load
from bot.message import Message
from bot.session import Session
from bot.turn import respond

ROOT = Path(__file__).parent.parent
RUNS = 5
NOW = dt.datetime(2026, 11, 20, 10, tzinfo=dt.UTC)
STARTS = {
    "import numpy": [sys.executable, "-c", "import numpy"],
    "whereto ask (one language)": [sys.executable, "-m", "bot.cli", "ask", "where can I report"],
}


def run() -> dict[str, object]:
    """Print the table; the figures by name."""
    figures: dict[str, object] = {}
    print(f"{'cold start, median of ' + str(RUNS):<34}{'seconds':>10}{'memory MB':>12}")
    for name, command in STARTS.items():
        seconds, memory = _start(command)
        figures[name] = {"seconds": round(seconds, 3), "memory_mb": round(memory)}
        print(f"{name:<34}{seconds:>10.2f}{memory:>12.0f}")
    figures["turn"] = _turns()
    turn = figures["turn"]
    print(f"\nturns over {turn['questions']} questions, one thread")
    for name in ("p50_ms", "p99_ms", "turns_per_second"):
        print(f"  {name:<20}{turn[name]:>10}")
    return figures


def _start(command: list[str]) -> tuple[float, float]:
    """Median wall time and peak memory (MB) of a whole process."""
    seconds = []
    for _ in range(RUNS + 1):
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
    return statistics.median(seconds[1:]), int(done.stdout) / 1024


def _turns() -> dict[str, object]:
    knowledge = load([])
    rows = [
        json.loads(line)
        for line in (ROOT / "tests/data/development/dev-en.jsonl").read_text().splitlines()
    ]
    texts = [row["text"] for row in rows]
    respond(knowledge, Session(), Message(texts[0]), NOW)
    taken = []
    for text in texts * 3:
        began = time.perf_counter()
        respond(knowledge, Session(), Message(text), NOW)
        taken.append((time.perf_counter() - began) * 1000)
    taken.sort()
    return {
        "questions": len(taken),
        "p50_ms": round(taken[len(taken) // 2], 2),
        "p99_ms": round(taken[int(len(taken) * 0.99)], 2),
        "turns_per_second": round(1000 * len(taken) / sum(taken)),
        "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
