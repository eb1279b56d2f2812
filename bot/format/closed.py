"""Closed values: every word that may stand where only some words may."""

from __future__ import annotations

from typing import Final

CHANNEL_KINDS: Final = (
    "manager",
    "human-resources",
    "ethics-office",
    "investigation",
    "ombudsman",
    "counsellor",
    "sh-focal-point",
    "psea-focal-point",
    "workplace-facilitator",
    "conduct-and-discipline",
    "staff-association",
    "security",
    "victims-rights-advocate",
    "medical-service",
    "legal-aid",
    "police",
    "gbv-service",
    "helpline",
    "crisis-line",
    "child-helpline",
    "emergency",
    "information",
)
VERBS: Final = (
    "listen",
    "advise",
    "inform",
    "refer",
    "mediate",
    "receive-report",
    "investigate",
    "sanction",
    "protect-at-work",
    "protect-from-retaliation",
    "physical-safety",
    "treat",
    "represent",
    "unknown",
)
"""What a kind of office can do for a person, or cannot."""

URGENT_KINDS: Final = ("emergency-now", "after-sexual-assault", "suicidal-distress")
ROLES: Final = (
    "affected",
    "witness",
    "supporter",
    "manager",
    "accused",
    "non-staff",
    "partner",
    "community",
)
SIGNED: Final = ("by", "on")
"""Below a signature: who, as a role, and on which day."""

GROUPS: Final = (
    "urgent",
    "understand",
    "report",
    "protect",
    "support",
    "my-role",
    "prevent",
    "about-the-bot",
    "outside",
)
SLOTS: Final = frozenset(
    {"office", "organisation", "country", "date", "time", "number", "language", "title", "choice"}
    | {"day", "month", "year"}
)
"""Everything that a text may leave open. What a person typed is none of them."""

QUALITIES: Final = (
    "official",
    "un",
    "government",
    "press",
    "ngo",
    "seed",
    "mirror",
    "dataset",
    "wiki",
    "other",
    "none",
)

CARD_ROWS: Final = (
    "starts_process",
    "who_learns",
    "anonymous",
    "confidential",
    "acts_without_consent",
    "independent",
    "open_to",
    "can",
    "cannot",
)
"""The rows of a fact card that "more" shows, in their order; the first two always stand there."""
