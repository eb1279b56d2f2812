"""personal-contact: a person's name or own mailbox where a role belongs.

People move on; a message to a mailbox of one's own is read by whoever has it next, and a name in a
public file exposes its owner. Mend: name the role, and a mailbox that a team shares.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bot import format as fmt
from bot.problem import Place, Problem
from bot.tree import Tree, scalars_of, text_of
from bot.yaml_reader import Mapping, Node, Scalar

_MAILBOX: Final = re.compile(r"[a-z]+[._][a-z]+[0-9]*@", re.IGNORECASE)
_OFFICE_WORDS: Final = frozenset(
    {
        "adviser", "advisor", "advocate", "affairs", "assistance", "assistant", "bureau", "care",
        "chief", "clinic", "conduct", "conseiller", "contact", "coordinator", "counsellor",
        "counselor", "country", "department", "deputy", "desk", "director", "discipline",
        "division", "ethics", "expert", "facilitator", "focal", "gender", "head", "health", "help",
        "helpline", "hotline", "hr", "human", "info", "integrity", "investigation",
        "investigations", "legal", "line", "linea", "manager", "medical", "mission", "nations",
        "office", "officer", "ombuds", "ombudsman", "operations", "personnel", "point", "police",
        "policy", "prevention", "programme", "protection", "psea", "punto", "regional", "report",
        "reports", "representative", "resources", "rights", "sea", "section", "security",
        "senior", "service", "services", "social", "specialist", "staff", "support", "team",
        "union", "unit", "united", "victims", "welfare", "women", "worker",
    }
)  # fmt: skip
"""Words of roles and offices: beside one of them, capitals are no sign of a person."""

_TITLED: Final = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|M|Mme|Sr|Sra)\.? +([^\W\d_]+)")
_PARTICLES: Final = frozenset({"al", "bin", "da", "de", "del", "der", "di", "la", "van", "von"})


def find(tree: Tree) -> Iterator[Problem]:
    """Every name and own mailbox in contacts and signatures."""
    for entry in tree.entries_of(fmt.CONTACTS):
        for scalar in scalars_of(entry.field("email")):
            if is_own_mailbox(scalar.text):
                yield _problem(scalar.place, "This looks like the mailbox of one person.")
        for name in ("name", "address", "notes"):
            value = entry.field(name)
            if isinstance(value, Scalar) and names_a_person(value.text):
                yield _problem(value.place, "This looks like the name of a person.")
        yield from _signed(entry.field("confirmed"))
    for entry in tree.entries_of(fmt.TOPIC):
        yield from _signed(entry.field("reviewed"))
    for kind in (fmt.TOPICS, fmt.OVERLAY):
        for entry in tree.entries_of(kind):
            value = entry.field("owner")
            if isinstance(value, Scalar) and looks_like_name(value.text):
                yield _problem(value.place, "This looks like a person, not a role.")


def _signed(node: Node | None) -> Iterator[Problem]:
    if isinstance(node, Mapping):
        by = node.get("by")
        if isinstance(by, Scalar) and looks_like_name(text_of(by)):
            yield _problem(by.place, "This looks like a person, not a role.")


def is_own_mailbox(address: str) -> bool:
    """Whether an address is written like a person's own mailbox: first name and last name."""
    if not _MAILBOX.match(address):
        return False
    parts = re.split(r"[._]", address.partition("@")[0].casefold())
    return _OFFICE_WORDS.isdisjoint(parts)


def names_a_person(text: str) -> bool:
    """Whether a name with a capital letter follows a title."""
    return any(name[:1].isupper() for name in _TITLED.findall(text))


def looks_like_name(text: str) -> bool:
    """Whether a role is written like a person: an address, a title, or two words and more that
    all begin with a capital letter and say nothing of an office."""
    words = [word for word in re.findall(r"[^\W\d_]+", text) if word not in _PARTICLES]
    is_capital = len(words) > 1 and all(word[0].isupper() for word in words)
    is_office = not _OFFICE_WORDS.isdisjoint(word.casefold() for word in words)
    return "@" in text or names_a_person(text) or (is_capital and not is_office)


def _problem(place: Place, what: str) -> Problem:
    return Problem(
        "personal-contact", place, what, "Name the role, or a mailbox that a team shares."
    )
