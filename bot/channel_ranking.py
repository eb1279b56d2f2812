"""Which kinds of office fit a person's answers best, and why: a table of criteria, nothing else.

A criterion looks at one attribute of an office (channels.yaml) where one answer was given, or where
the person's part or contract is known. Its points order the offices, its reason is said beside each;
the words of the reasons stand in `<language>/guides.yaml`. Equal points: the order of guides.yaml.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.session import Session

SHOWN: Final = 3
"""Offices of one answer; "compare" sets the same ones beside each other."""

OUT_OF_REACH: Final = -8
"""Points of an office that the person cannot use, or that the other person may steer."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """What the values of one attribute count for and say. A value that is not listed says nothing."""

    attribute: str
    values: Mapping[str, tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Ranked:
    """An office and the reasons for its place."""

    channel: str
    reasons: tuple[str, ...]


BY_ANSWER: Final[Mapping[str, tuple[Criterion, ...]]] = {
    "unnamed": (
        Criterion(
            "anonymous",
            {
                "yes": (4, "unnamed"),
                "at-first": (3, "unnamed-at-first"),
                "depends": (1, "unnamed-ask"),
                "unknown": (0, "unnamed-ask"),
                "no": (-4, "unnamed-no"),
            },
        ),
    ),
    "act": (
        Criterion(
            "starts_process",
            {
                "yes": (4, "starts"),
                "can": (2, "can-start"),
                "depends": (0, "start-ask"),
                "unknown": (0, "start-ask"),
                "no": (-3, "starts-nothing"),
            },
        ),
    ),
    "talk": (
        Criterion(
            "starts_process",
            {
                "no": (4, "starts-nothing"),
                "depends": (0, "start-ask"),
                "unknown": (0, "start-ask"),
                "can": (-2, "can-start"),
                "yes": (-4, "starts"),
            },
        ),
        Criterion("confidential", {"strict": (1, "")}),
    ),
    "above-me": (
        Criterion(
            "independent",
            {
                "yes": (3, "independent"),
                "partly": (1, "independent-ask"),
                "unknown": (0, "independent-ask"),
                "no": (OUT_OF_REACH, "not-independent"),
            },
        ),
    ),
    "outside": (
        Criterion(
            "can",
            {"protect-at-work": (2, "protects-at-work"), "physical-safety": (1, "safety-there")},
        ),
    ),
}
"""What an answer asks of an office. An answer that is not listed changes nothing."""

BY_PART: Final[Mapping[str, Criterion]] = {
    "community": Criterion(
        "open_to",
        {
            "anyone": (3, "open-to-anyone"),
            "sea-victims": (2, "open-to-anyone"),
            "depends": (0, "open-ask"),
            "personnel": (OUT_OF_REACH, "open-not"),
            "staff": (OUT_OF_REACH, "open-not"),
            "covered-entities": (OUT_OF_REACH, "open-not"),
        },
    ),
    "partner": Criterion(
        "open_to",
        {
            "anyone": (3, "open-to-anyone"),
            "depends": (0, "open-ask"),
            "personnel": (OUT_OF_REACH, "open-not"),
            "staff": (OUT_OF_REACH, "open-not"),
            "covered-entities": (OUT_OF_REACH, "open-not"),
        },
    ),
    "non-staff": Criterion(
        "open_to",
        {
            "anyone": (1, "open-to-anyone"),
            "depends": (0, "open-ask"),
            "covered-entities": (0, "open-ask"),
            "staff": (-2, "open-ask"),
        },
    ),
}
"""What a person's part or contract asks of an office, where it is known."""

BY_NOTHING: Final = Criterion(
    "starts_process",
    {
        "yes": (0, "starts"),
        "can": (0, "can-start"),
        "no": (0, "starts-nothing"),
        "depends": (0, "start-ask"),
        "unknown": (0, "start-ask"),
    },
)
"""The reason that is said where nothing was answered; it moves nothing."""

MADE_FOR: Final[Mapping[str, frozenset[str]]] = {
    "gbv-service": frozenset({"community", "partner", "outside"}),
    "psea-focal-point": frozenset({"community", "partner"}),
    "victims-rights-advocate": frozenset({"community"}),
    "security": frozenset({"outside"}),
    "police": frozenset({"outside"}),
}
"""Offices that come further down unless one of these was said: made for people who are no personnel,
or for danger from outside. They stay reachable through the menu and by name."""

FURTHER_DOWN: Final = -4

LOCAL_RISK: Final[Mapping[str, int]] = {"police": -1}
"""Police is a choice with risks that depend on the country: never before an office that fits as well."""

REASONS: Final = frozenset(
    reason
    for criterion in (
        *(one for found in BY_ANSWER.values() for one in found),
        *BY_PART.values(),
        BY_NOTHING,
    )
    for _, reason in criterion.values.values()
    if reason
)
"""Every reason that can be said; each needs words in every language."""


def best_channels(
    facts: Mapping[str, Mapping[str, str]],
    candidates: Sequence[str],
    answers: Collection[str],
    session: Session,
) -> tuple[Ranked, ...]:
    """The offices that fit best, best first, each with its reasons. Never fewer than the candidates
    allow: what nobody can use comes last, and is shown only where nothing else is left."""
    criteria = list(_criteria(answers, session))
    said_of = {*answers, session.role, session.contract}
    found = []
    for place, channel in enumerate(candidates):
        values = facts.get(channel, {})
        said = [
            criterion.values[values[criterion.attribute]]
            for criterion in criteria
            if values.get(criterion.attribute) in criterion.values
        ]
        reasons = tuple(dict.fromkeys(reason for _, reason in said if reason))
        points = sum(points for points, _ in said) + LOCAL_RISK.get(channel, 0)
        if channel in MADE_FOR and not MADE_FOR[channel] & said_of:
            points += FURTHER_DOWN
        found.append((-points, place, Ranked(channel, reasons)))
    return tuple(ranked for _, _, ranked in sorted(found, key=lambda one: one[:2])[:SHOWN])


def _criteria(answers: Collection[str], session: Session) -> Iterable[Criterion]:
    """The criteria that count, in a fixed order."""
    asked = [one for answer, found in BY_ANSWER.items() if answer in answers for one in found]
    parts = [BY_PART[part] for part in BY_PART if part in (session.role, session.contract)]
    yield from (
        (*asked, *parts)
        if any(answer in BY_ANSWER for answer in answers)
        else (
            BY_NOTHING,
            *parts,
        )
    )
