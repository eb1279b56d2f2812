"""Which labels a reply breaks: each is a rule or a pattern in the language of the reply.

One that is neither raises UnmappedLabelError: what is not checked never counts as passed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from labelling.facts import Facts
from labelling.patterns import Section, label_pattern, patterns_of
from labelling.rules import RULES, topics_offered


def check_turn(expect: Mapping[str, Any], facts: Facts) -> list[str]:
    """Everything that a reply breaks, in words; empty where it is as expected."""
    return [
        *_topic_and_kind(expect, facts),
        *(f"does not mention: {x}" for x in broken("must_mention", expect["must_mention"], facts)),
        *(f"must not, but does: {x}" for x in broken("must_not", expect["must_not"], facts)),
    ]


def broken(section: Section, labels: Iterable[str], facts: Facts) -> list[str]:
    """The labels of one section that the reply breaks. Raises UnmappedLabelError."""
    wanted = section == "must_mention"
    return [label for label in labels if holds(section, label, facts) != wanted]


def holds(section: Section, label: str, facts: Facts) -> bool:
    """Whether what a label names is in the reply. Raises UnmappedLabelError."""
    for rule in RULES:
        match = re.fullmatch(rule.label, label)
        if match is not None:
            return rule.holds(facts, *match.groups())
    return label_pattern(section, label, facts.language).found_in(facts, section)


def is_mapped(section: Section, label: str, language: str) -> bool:
    """Whether a label can be checked in a language."""
    patterns = patterns_of(language)
    for rule in RULES:
        if re.fullmatch(rule.label, label):
            return all((name or label) in patterns[part] for part, name in rule.needs)
    return label in patterns[section]


def _topic_and_kind(expect: Mapping[str, Any], facts: Facts) -> Iterable[str]:
    reply = facts.reply
    accepted = expect.get("one_of") or [expect["topic"]]
    accepted = [facts.chosen] if facts.chosen else accepted
    got = topics_offered(reply) if expect["kind"] == "clarify" else [reply.topic]
    if not set(accepted) & set(got):
        yield f"topic: expected {' or '.join(accepted)}, got {', '.join(map(str, got)) or 'none'}"
    if reply.kind != expect["kind"]:
        yield f"kind: expected {expect['kind']}, got {reply.kind}"
    if expect["urgent"] != "any" and reply.urgent != expect["urgent"]:
        yield f"urgent: expected {expect['urgent']}, got {reply.urgent}"
