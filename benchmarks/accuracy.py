"""How well people are understood, on the development questions (tests/data/development).

These rows have been seen while the knowledge was written, so the figures flatter; the definitions
are those of the question sets: helped = answered right or asked with the right choice among three.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from pathlib import Path

from bot.knowledge import Knowledge
from bot.loader import load
from bot.message import Message
from bot.session import Session
from bot.turn import Turn, respond

FOLDER = Path(__file__).parent.parent / "tests" / "data" / "development"
NOW = dt.datetime(2026, 11, 20, 10, tzinfo=dt.UTC)
URGENT = ("emergency-now", "after-sexual-assault", "suicidal-distress")
COLUMNS = ("rows", "top-1", "top-3", "right", "asked", "wrong", "oos", "urgent", "alarms")


def run() -> dict[str, object]:
    """Print a line for each set of questions; the figures by set."""
    knowledge = load([])
    figures: dict[str, object] = {}
    print(f"{'set':<14}" + "".join(f"{name:>10}" for name in COLUMNS))
    for path in sorted(FOLDER.glob("*.jsonl")):
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for language in sorted({row["lang"] for row in rows} & set(knowledge.languages)):
            name = (
                f"{path.stem}" if len({r["lang"] for r in rows}) == 1 else f"{path.stem}-{language}"
            )
            own = [row for row in rows if row["lang"] == language]
            figures[name] = _figures(knowledge, own)
            print(f"{name:<14}" + "".join(f"{figures[name][c]:>10}" for c in COLUMNS))
    return figures


def _figures(knowledge: Knowledge, rows: list[dict]) -> dict[str, object]:
    seen: Counter[str] = Counter()
    for row in rows:
        turn = respond(knowledge, Session(), Message(row["text"]), NOW)
        seen.update(_signs(row, turn))
    inside = seen["inside"] or 1
    return {
        "rows": len(rows),
        "top-1": f"{100 * seen['first'] / inside:.1f}",
        "top-3": f"{100 * seen['three'] / inside:.1f}",
        "right": f"{100 * seen['right'] / inside:.1f}",
        "asked": f"{100 * seen['asked'] / inside:.1f}",
        "wrong": f"{100 * seen['wrong'] / inside:.1f}",
        "oos": f"{seen['refused']}/{seen['outside']}",
        "urgent": f"{seen['urgent seen']}/{seen['urgent']}",
        "alarms": f"{seen['alarm']}/{seen['calm']}",
    }


def _signs(row: dict, turn: Turn) -> list[str]:
    """What one answered row counts towards."""
    reply, accepted = turn.reply, row["accept"]
    is_urgent = row["crisis"] is not None if "crisis" in row else accepted[0] in URGENT
    signs = ["urgent" if is_urgent else "calm"]
    if reply.urgent:
        signs.append("urgent seen" if is_urgent else "alarm")
    if "out-of-scope" in accepted:
        is_refused = reply.kind == "fallback" or reply.topic in accepted
        return [*signs, "outside", *(["refused"] if is_refused else [])]
    ranked = [candidate.topic for candidate in reply.alternatives]
    signs.append("inside")
    if ranked[:1] and ranked[0] in accepted:
        signs.append("first")
    if set(ranked) & set(accepted):
        signs.append("three")
    if reply.kind == "answer":
        signs.append("right" if reply.topic in accepted else "wrong")
    elif reply.kind == "clarify":
        signs += ["asked"] if {c.id for c in reply.choices} & set(accepted) else []
    return signs
