"""Where sealed sessions are kept between turns: a Protocol, and memory as the default.

A store sees pseudonyms and sealed bytes, nothing else. What it drops is gone.
"""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from typing import Final, Protocol

IDLE: Final = dt.timedelta(minutes=15)
"""How long a silent conversation is remembered."""

LONGEST: Final = dt.timedelta(hours=2)
"""How long any conversation is remembered, talk or not."""

MOST_SESSIONS: Final = 50_000
"""Sessions in memory; the oldest silent one goes first. About 60 MB when full."""


class Store(Protocol):
    """Keeps sealed sessions. Every method may raise OSError; the bot then goes on without."""

    def get(self, pseudonym: str, now: dt.datetime) -> bytes | None:
        """The sealed session of a conversation, or None where there is none any more."""
        ...

    def put(self, pseudonym: str, sealed: bytes, now: dt.datetime) -> None:
        """Keep a sealed session and begin its idle time anew."""
        ...

    def delete(self, pseudonym: str) -> None:
        """Forget a conversation at once."""
        ...


class MemoryStore:
    """Sessions in this process only; gone when it ends."""

    def __init__(
        self, idle: dt.timedelta = IDLE, longest: dt.timedelta = LONGEST, most: int = MOST_SESSIONS
    ) -> None:
        self._idle = idle
        self._longest = longest
        self._most = most
        self._kept: OrderedDict[str, tuple[dt.datetime, dt.datetime, bytes]] = OrderedDict()

    def __repr__(self) -> str:
        return f"MemoryStore({len(self._kept)} sessions)"

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, pseudonym: str, now: dt.datetime) -> bytes | None:
        """See `Store.get`."""
        self._forget_old(now)
        kept = self._kept.get(pseudonym)
        if kept is None:
            return None
        began, _, sealed = kept
        if now - began > self._longest:
            del self._kept[pseudonym]
            return None
        return sealed

    def put(self, pseudonym: str, sealed: bytes, now: dt.datetime) -> None:
        """See `Store.put`."""
        began = self._kept[pseudonym][0] if pseudonym in self._kept else now
        self._kept[pseudonym] = (began, now, sealed)
        self._kept.move_to_end(pseudonym)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def delete(self, pseudonym: str) -> None:
        """See `Store.delete`."""
        self._kept.pop(pseudonym, None)

    def _forget_old(self, now: dt.datetime) -> None:
        """Drop every conversation that was silent for too long; they lie in order of their use."""
        while self._kept:
            pseudonym, (_, used, _) = next(iter(self._kept.items()))
            if now - used <= self._idle:
                return
            del self._kept[pseudonym]
