"""How well people are understood, by language and style, with typing mistakes, and what is confused.

Asked as the first message of a talk, the language not told.
"""

from __future__ import annotations

import argparse
from collections import Counter

from benchmarks.outcomes import URGENT, Outcome, figures, interval, outcome_of, share
from benchmarks.questions import LANGUAGES, SEED, VARIANTS, crisis, development, mistyped
from benchmarks.tables import heading, line
from bot.knowledge import Knowledge
from bot.loader import load

COLUMNS = ("rows", "top-1", "top-3", "right", "asked", "missed", "fell back", "wrong", "refused")
CONFUSIONS = 12


def run(_: argparse.Namespace) -> dict[str, object]:
    """Print the tables; the figures by language and style."""
    knowledge = load([])
    print(f"development questions, seed {SEED}, {VARIANTS} mistyped variants of each question")
    found = {tag: [outcome_of(knowledge, row) for row in development(tag)] for tag in LANGUAGES}
    return {
        "languages": _languages(knowledge, found),
        "styles": _styles(found),
        "danger": _danger(knowledge),
        "confusions": _confusions([outcome for own in found.values() for outcome in own]),
    }


def _languages(knowledge: Knowledge, found: dict[str, list[Outcome]]) -> dict[str, object]:
    columns = (*COLUMNS, "interval", "kept top-1", "read top-1", "mistyped", "mistyped wrong")
    heading("language", columns)
    tables: dict[str, object] = {}
    for tag, outcomes in found.items():
        inside = [outcome for outcome in outcomes if outcome.question.is_inside]
        kept = [outcome for outcome in inside if outcome.question.is_kept_aside]
        read = [outcome for outcome in inside if not outcome.question.is_kept_aside]
        typed = [
            outcome_of(knowledge, outcome.question, mistyped(outcome.question.text, variant))
            for outcome in inside
            for variant in range(VARIANTS)
        ]
        low, high = interval([outcome.is_first for outcome in inside])
        own = {
            **figures(outcomes),
            "interval": f"{low:.0f}-{high:.0f}",
            "kept top-1": share(outcome.is_first for outcome in kept),
            "read top-1": share(outcome.is_first for outcome in read),
            "mistyped": share(outcome.is_first for outcome in typed),
            "mistyped wrong": share(outcome.kind == "wrong" for outcome in typed),
        }
        line(tag, columns, own)
        tables[tag] = own
    return tables


def _styles(found: dict[str, list[Outcome]]) -> dict[str, object]:
    heading("style (all languages)", COLUMNS)
    tables: dict[str, object] = {}
    styles = {outcome.question.style for own in found.values() for outcome in own}
    for style in sorted(styles):
        rows = [o for own in found.values() for o in own if o.question.style == style]
        by_language = {
            tag: figures(o for o in own if o.question.style == style) for tag, own in found.items()
        }
        line(style, COLUMNS, figures(rows))
        tables[style] = {"all": figures(rows), **by_language}
    return tables


def _danger(knowledge: Knowledge) -> dict[str, object]:
    columns = ("urgent", "seen", "kind", "calm", "alarms")
    heading("danger", columns)
    tables: dict[str, object] = {}
    for tag in LANGUAGES:
        rows = [outcome_of(knowledge, question) for question in crisis(tag)]
        urgent = [row for row in rows if row.question.crisis in URGENT]
        calm = [row for row in rows if row.question.crisis is None]
        tables[tag] = {
            "urgent": len(urgent),
            "seen": sum(row.urgent is not None for row in urgent),
            "kind": sum(row.urgent == row.question.crisis for row in urgent),
            "calm": len(calm),
            "alarms": sum(row.urgent is not None for row in calm),
        }
        line(tag, columns, tables[tag])
    return tables


def _confusions(outcomes: list[Outcome]) -> list[dict[str, object]]:
    pairs: Counter[tuple[str, str]] = Counter()
    for outcome in outcomes:
        if outcome.question.is_inside and outcome.ranked and not outcome.is_first:
            pairs[outcome.question.accept[0], outcome.ranked[0]] += 1
    print("\nconfused most often (wanted, came first)")
    found = []
    for (wanted, came), count in pairs.most_common(CONFUSIONS):
        print(f"  {count}  {wanted}, {came}")
        found.append({"wanted": wanted, "came": came, "times": count})
    return found
