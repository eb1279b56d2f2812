"""Sessions that every replica finds: under a pseudonym, a line of two moments and a sealed value.

Redis itself forgets them: each has the time to live that is left of its idle time and of the longest
time of a talk. While Redis is away, this process remembers what is said meanwhile; afterwards it hands
that over, a little with each turn, and the newer of both is true.
"""

from __future__ import annotations

import datetime as dt
from concurrent.futures import Executor
from typing import Any, Final

import redis

from bot.replicas.link import AwayError, Link
from bot.store import Kept, MemoryStore, following, is_newer, moment

DIGITS: Final = 13
"""Of a moment in milliseconds since 1970, until the year 2286."""

PUT: Final = f"""
local held = redis.call('GET', KEYS[1])
if held and string.sub(held, {DIGITS + 1}, {2 * DIGITS}) > ARGV[2] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
return 1
"""
"""Puts a record, for so many milliseconds, unless one stands there that was used later than what
the turn had read. One step for Redis: no two replicas overwrite each other's turn."""


HANDED_OVER: Final = 20
"""Sessions of the time without Redis that one turn puts there: some milliseconds."""


class RedisStore:
    """See `bot.store.Store`. `meanwhile` keeps what is said while Redis is away."""

    def __init__(self, link: Link, meanwhile: MemoryStore) -> None:
        self._link = link
        self._meanwhile = meanwhile

    def __repr__(self) -> str:
        return f"RedisStore({self._link}, meanwhile {len(self._meanwhile)} sessions)"

    @property
    def thread(self) -> Executor:
        """See `Store.thread`."""
        return self._link.thread

    def get(self, pseudonym: str, now: dt.datetime) -> Kept | None:
        """See `Store.get`."""
        own = self._meanwhile.get(pseudonym, now)
        try:
            self._hand_over(now)
            record = self._link.ask(lambda client: client.get(self._link.key(pseudonym)))
        except AwayError:
            return own
        found = self._read(record, now)
        return found if is_newer(found, own) else own

    def put(
        self, pseudonym: str, sealed: bytes, now: dt.datetime, before: Kept | None = None
    ) -> bool:
        """See `Store.put`."""
        kept = following(before, sealed, now)
        try:
            is_kept = self._put(pseudonym, kept, now, before.used if before else 0)
        except AwayError:
            return self._meanwhile.put(pseudonym, sealed, now, before)
        if is_kept:
            self._meanwhile.delete(pseudonym)
        return is_kept

    def _put(self, pseudonym: str, kept: Kept, now: dt.datetime, read: int) -> bool:
        """Put a record unless one stands there that was used later than `read`. Raises AwayError."""
        left = max(self._meanwhile.limits.left(kept, now), 1)

        def put(client: redis.Redis) -> Any:
            key = self._link.key(pseudonym)
            return client.eval(PUT, 1, key, _record(kept), f"{read:0{DIGITS}}", str(left))

        return bool(self._link.ask(put))

    def _hand_over(self, now: dt.datetime) -> None:
        """Put there what was said meanwhile, unless something as new stands there. Raises AwayError."""
        for pseudonym, kept in self._meanwhile.longest_silent(HANDED_OVER):
            self._put(pseudonym, kept, now, kept.used - 1)
            self._meanwhile.delete(pseudonym)

    def _read(self, record: Any, now: dt.datetime) -> Kept | None:
        """What a record says, or None where there is none. One whose time is over, by our clock, is
        empty: the talk begins anew in its place."""
        if record is None:
            return None
        began, used = record[:DIGITS], record[DIGITS : 2 * DIGITS]
        if not (began.isdigit() and used.isdigit()):
            return None
        kept = Kept(record[2 * DIGITS :], int(began), int(used))
        if self._meanwhile.limits.left(kept, now) < 0:
            return Kept(b"", moment(now), kept.used)
        return kept


def _record(kept: Kept) -> bytes:
    return b"%0*d%0*d%s" % (DIGITS, kept.began, DIGITS, kept.used, kept.sealed)
