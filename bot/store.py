"""Where sealed sessions are kept between turns: a Protocol, and memory as the default.

A store sees pseudonyms and sealed bytes, nothing else. What it drops is gone. A session is put only
where nothing newer stands than what its turn had read: two turns of one conversation at once never
overwrite each other, the one that comes late is done again (`Bot.reply_to`).
"""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from concurrent.futures import Executor
from dataclasses import dataclass, field
from itertools import islice
from typing import Final, Protocol

IDLE: Final = dt.timedelta(minutes=15)
"""How long a silent conversation is remembered."""

LONGEST: Final = dt.timedelta(hours=2)
"""How long any conversation is remembered, talk or not."""

MOST_SESSIONS: Final = 50_000
"""Sessions in memory; the oldest silent one goes first. About 60 MB when full."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A sealed session, when its conversation began, and when it was used: moments in milliseconds
    since 1970. `used` is larger after each turn, whatever the clocks of the replicas say."""

    sealed: bytes = field(repr=False)
    began: int
    used: int


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a conversation is remembered."""

    idle: dt.timedelta = IDLE
    longest: dt.timedelta = LONGEST

    def left(self, kept: Kept, now: dt.datetime) -> int:
        """Milliseconds that a conversation may still be silent; below 0, it is forgotten."""
        until = min(kept.used + _ms(self.idle), kept.began + _ms(self.longest))
        return until - moment(now)


class Store(Protocol):
    """Keeps sealed sessions. Every method may raise OSError; the bot then goes on without."""

    @property
    def thread(self) -> Executor | None:
        """Where whoever asks has to ask, since the answer may take a while; None: anywhere."""
        ...

    def get(self, pseudonym: str, now: dt.datetime) -> Kept | None:
        """The sealed session of a conversation, or None where there is none any more."""
        ...

    def put(
        self, pseudonym: str, sealed: bytes, now: dt.datetime, before: Kept | None = None
    ) -> bool:
        """Keep a sealed session and begin its idle time anew. `before`: what its turn had read.
        False, and nothing is changed, where something newer than that stands there."""
        ...


class MemoryStore:
    """Sessions in this process only; gone when it ends."""

    thread: Executor | None = None

    def __init__(
        self, idle: dt.timedelta = IDLE, longest: dt.timedelta = LONGEST, most: int = MOST_SESSIONS
    ) -> None:
        self.limits = Limits(idle, longest)
        self._most = most
        self._kept: OrderedDict[str, Kept] = OrderedDict()

    def __repr__(self) -> str:
        return f"MemoryStore({len(self._kept)} sessions)"

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, pseudonym: str, now: dt.datetime) -> Kept | None:
        """See `Store.get`."""
        self._forget_old(now)
        kept = self._kept.get(pseudonym)
        if kept is not None and self.limits.left(kept, now) < 0:
            self.delete(pseudonym)
            return None
        return kept

    def put(
        self, pseudonym: str, sealed: bytes, now: dt.datetime, before: Kept | None = None
    ) -> bool:
        """See `Store.put`."""
        held = self.get(pseudonym, now)
        if is_newer(held, before):
            return False
        self._kept[pseudonym] = following(before, sealed, now)
        self._kept.move_to_end(pseudonym)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return True

    def longest_silent(self, most: int) -> list[tuple[str, Kept]]:
        """So many conversations at most, with their pseudonyms."""
        return list(islice(self._kept.items(), most))

    def delete(self, pseudonym: str) -> None:
        """Forget a conversation at once."""
        self._kept.pop(pseudonym, None)

    def _forget_old(self, now: dt.datetime) -> None:
        """Drop every conversation that was silent for too long; they lie in order of their use."""
        while self._kept:
            pseudonym, kept = next(iter(self._kept.items()))
            if self.limits.left(kept, now) >= 0:
                return
            del self._kept[pseudonym]


def moment(now: dt.datetime) -> int:
    """Milliseconds since 1970."""
    return round(now.timestamp() * 1000)


def following(before: Kept | None, sealed: bytes, now: dt.datetime) -> Kept:
    """What is kept after a turn that had read `before`."""
    if before is None:
        return Kept(sealed, moment(now), moment(now))
    return Kept(sealed, before.began, max(moment(now), before.used + 1))


def is_newer(one: Kept | None, other: Kept | None) -> bool:
    """Whether `one` was used later than `other`."""
    return one is not None and (other is None or one.used > other.used)


def _ms(time: dt.timedelta) -> int:
    return round(time.total_seconds() * 1000)
