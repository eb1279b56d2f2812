"""What is remembered between two turns: closed values only, no word that anybody typed.

A session goes through `to_dict` and `from_dict` between any two turns; what does not survive that
does not exist. `from_dict` accepts only what `to_dict` makes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

MOST_MESSAGES: Final = 200
"""Ids of messages kept for "erase"; older ones are forgotten."""

_TUPLES: Final = ("offered", "muted", "heard", "seen", "message_ids", "guide", "counted")


@dataclass(frozen=True, slots=True)
class Session:
    """One conversation's memory. Every value is an id from the knowledge, a flag or a count."""

    language: str | None = None
    organisation: str | None = None
    office: str | None = None
    country: str | None = None
    city: str | None = None
    role: str | None = None
    contract: str | None = None
    topic: str | None = None
    """The topic answered last."""
    offered: tuple[str, ...] = ()
    """Ids of the choices offered last, in the order of their numbers."""
    asked: str | None = None
    """What the offered choices are for: `clarify`, `menu`, `guide` … or None."""
    guide: tuple[str, ...] = ()
    """Where the talk is in a guide: `<guide>/<step>`, then each `<step>=<answer>` given so far."""
    muted: tuple[str, ...] = ()
    """Urgent kinds that the person said were not meant."""
    heard: tuple[str, ...] = ()
    """Marks of the cues (ours, not the person's words) that stood in messages answered with steps."""
    urgent: str | None = None
    """The urgent kind answered last, while it still colours the talk."""
    seen: tuple[str, ...] = ()
    """Topics answered so far, oldest first."""
    turns: int = 0
    misses: int = 0
    """Turns in a row that found nothing."""
    noticed: bool = False
    """Whether the first-turn notice was given."""
    was_shared: bool = False
    """Whether the last message came from a shared place."""
    message_ids: tuple[str, ...] = ()
    """Ids of messages, as the platform knows them, for "erase"."""
    counted: tuple[str, ...] = ()
    """Where the instance counts: what this talk was counted for, as `<counter>/<value>`."""
    uncounted: bool = False
    """Where the instance counts: whether this talk is not counted any more."""

    def to_dict(self) -> dict[str, Any]:
        """The session as plain values, those that differ from a new session only."""
        new = Session()
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in asdict(self).items()
            if value != getattr(new, name)
        }

    @staticmethod
    def from_dict(values: Mapping[str, Any]) -> Session:
        """The session of `to_dict`. Unknown keys are dropped: a newer program may have had them."""
        known = {field.name for field in fields(Session)}
        kept = {name: value for name, value in values.items() if name in known}
        for name in _TUPLES:
            if name in kept:
                kept[name] = tuple(kept[name])
        return Session(**kept)
