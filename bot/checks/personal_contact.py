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
_SHARED: Final = frozenset(
    [
        "office",
        "service",
        "services",
        "desk",
        "line",
        "help",
        "support",
        "contact",
        "report",
        "reports",
        "hotline",
        "team",
        "unit",
        "staff",
        "ethics",
        "integrity",
        "security",
        "medical",
        "counsellor",
        "ombudsman",
        "info",
        "focal",
        "point",
        "conduct",
        "discipline",
        "linea",
        "women",
        "victims",
        "sea",
        "psea",
    ]
)
_TITLED: Final = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|M|Mme|Sr|Sra)\.? +[A-Z][a-z]+")
_NAME: Final = re.compile(r"[A-Z][a-z]+ [A-Z][a-z]+")


def find(tree: Tree) -> Iterator[Problem]:
    """Every name and own mailbox in contacts and signatures."""
    for entry in tree.entries_of(fmt.CONTACTS):
        for scalar in scalars_of(entry.field("email")):
            if _is_personal(scalar.text):
                yield _problem(scalar.place, "This looks like the mailbox of one person.")
        for name in ("name", "address", "notes"):
            value = entry.field(name)
            if isinstance(value, Scalar) and _TITLED.search(value.text):
                yield _problem(value.place, "This looks like the name of a person.")
        yield from _signed(entry.field("confirmed"))
    for entry in tree.entries_of(fmt.TOPIC):
        yield from _signed(entry.field("reviewed"))
    for kind in (fmt.TOPICS, fmt.OVERLAY):
        for entry in tree.entries_of(kind):
            value = entry.field("owner")
            if isinstance(value, Scalar) and _looks_like_name(value.text):
                yield _problem(value.place, "This looks like a person, not a role.")


def _signed(node: Node | None) -> Iterator[Problem]:
    if isinstance(node, Mapping):
        by = node.get("by")
        if isinstance(by, Scalar) and _looks_like_name(text_of(by)):
            yield _problem(by.place, "This looks like a person, not a role.")


def _is_personal(address: str) -> bool:
    if not _MAILBOX.match(address):
        return False
    parts = re.split(r"[._]", address.partition("@")[0].casefold())
    return not any(part in _SHARED for part in parts)


def _looks_like_name(text: str) -> bool:
    return "@" in text or bool(_NAME.fullmatch(text.strip())) or bool(_TITLED.search(text))


def _problem(place: Place, what: str) -> Problem:
    return Problem(
        "personal-contact", place, what, "Name the role, or a mailbox that a team shares."
    )
