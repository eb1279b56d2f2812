"""An instance that takes edited knowledge while it runs, and keeps the last good where it is broken.

`Reloading` only reads and says what came of it; who runs it decides in which thread, and takes what
is good between two turns. Nothing is taken that was being written while it was read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bot.config import Config
from bot.knowledge import Knowledge
from bot.problem import KnowledgeError, Place, Problem
from bot.watching import Watch, look_at

ATTEMPTS: Final = 3
"""How often files are read that go on changing meanwhile."""

LIVE: Final = (
    "instance.",
    "knowledge.",
    "audience",
    "shared_place",
    "safe_words",
    "grace_days",
    "log_level",
)
"""Beginnings of the settings that are taken while the service runs, and the audience of a platform;
all others are connections, secrets and memory, and count after a restart."""

MOVING: Final = Problem(
    "files-moving",
    Place("knowledge"),
    "The files were changed while they were read.",
    "Nothing to do: they are read again when they have come to rest.",
)


@dataclass(frozen=True, slots=True)
class Fresh:
    """What was read whole, every language of it, and found good."""

    config: Config
    knowledge: Knowledge = field(repr=False)
    last_resort: Mapping[str, str] = field(repr=False, default_factory=dict)
    """What answers when nothing else can."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of reading: the files that differ from those read before, and what is good now, or
    the problems that keep the last good knowledge in use."""

    changed: tuple[str, ...]
    fresh: Fresh | None = None
    problems: tuple[Problem, ...] = ()


class Reloading:
    """Reads an instance anew. `read` gives it whole, or raises KnowledgeError; `places` are the
    folders and files that it is read from, by what the configuration says now. Neither method
    raises anything, and only one of them may run at a time."""

    def __init__(self, read: Callable[[], Fresh], places: Callable[[], Sequence[Path]]) -> None:
        self._read = read
        self._places = places
        self._watched = tuple(places())
        self._watch = Watch({})

    def step(self) -> Outcome | None:
        """Look whether something changed and has settled; then read it. None: nothing to do."""
        return self.at_once() if self._watch.has_settled(look_at(self._watched)) else None

    def at_once(self) -> Outcome:
        """Read it now, whether or not anything changed."""
        files: set[str] = set()
        for _ in range(ATTEMPTS):
            self._watched = tuple(self._places())
            before = look_at(self._watched)
            files.update(self._watch.try_now(before))
            outcome = self._outcome(tuple(sorted(files)))
            if look_at(self._watched) == before:
                return outcome
        return Outcome(tuple(sorted(files)), problems=(MOVING,))

    def is_unchanged(self) -> bool:
        """Whether everything still is as it was when it was read last."""
        return self._watch.was_tried(look_at(self._watched))

    def _outcome(self, changed: tuple[str, ...]) -> Outcome:
        try:
            return Outcome(changed, self._read())
        except KnowledgeError as error:
            return Outcome(changed, problems=error.problems)
        except Exception as error:  # noqa: BLE001 - whatever it is, what runs goes on
            what = f"It could not be read ({type(error).__name__})."
            mend = "Run: whereto knowledge check"
            return Outcome(changed, problems=(Problem("not-read", Place("knowledge"), what, mend),))


def after_a_restart(before: Config, now: Config) -> list[str]:
    """The settings that differ and cannot be taken while the service runs."""
    return [
        name
        for name in now.values
        if now.values[name] != before.values[name]
        and not name.startswith(LIVE)
        and not name.endswith(".audience")
    ]
