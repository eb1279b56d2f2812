"""What was seen before is not answered again: platforms repeat a call that they think was lost, and
a stranger may repeat one that they overheard.

Only a keyed hash of an id is kept, for ten minutes, in memory; the key is drawn at the start.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Final, Protocol

KEPT: Final = 600.0
"""Seconds. Slack's last repetition comes after five minutes, and its signature holds as long."""

MOST: Final = 100_000
"""Ids in memory, the oldest go first: about 15 MB when full."""

_BYTES: Final = 12


class Replays(Protocol):
    """The ids of the last ten minutes, of one platform or of all."""

    @property
    def thread(self) -> Executor | None:
        """See `bot.store.Store.thread`."""
        ...

    def is_new(self, platform: str, event: str) -> bool:
        """Whether this id is seen for the first time; from now on it is known."""
        ...


class MemoryReplays:
    """The ids that this process saw."""

    thread: Executor | None = None

    def __init__(self, clock: Callable[[], float] = time.monotonic, most: int = MOST) -> None:
        self._clock = clock
        self._most = most
        self._key = secrets.token_bytes(32)
        self._seen: OrderedDict[bytes, float] = OrderedDict()

    def __repr__(self) -> str:
        return f"MemoryReplays({len(self._seen)} ids)"

    def __len__(self) -> int:
        return len(self._seen)

    def is_new(self, platform: str, event: str) -> bool:
        """See `Replays.is_new`."""
        now = self._clock()
        self._forget_old(now)
        name = f"{len(platform)}:{platform}|{event}".encode("utf-8", "replace")
        mark = hashlib.blake2b(name, key=self._key, digest_size=_BYTES).digest()
        if mark in self._seen:
            return False
        self._seen[mark] = now
        if len(self._seen) > self._most:
            self._seen.popitem(last=False)
        return True

    def _forget_old(self, now: float) -> None:
        while self._seen:
            mark, since = next(iter(self._seen.items()))
            if now - since < KEPT:
                return
            del self._seen[mark]
