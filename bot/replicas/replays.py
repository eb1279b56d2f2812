"""Which calls were taken in hand already, by whichever replica: a platform that repeats a call may
reach another one."""

from __future__ import annotations

from concurrent.futures import Executor
from typing import Any, Final

import redis

from bot.replays import KEPT, Replays
from bot.replicas.link import AwayError, Link
from bot.vault import Vault

SEEN: Final = "seen"


class SharedReplays:
    """See `bot.replays.Replays`. `own` knows what this process saw, also while Redis is away."""

    def __init__(self, link: Link, vault: Vault, own: Replays) -> None:
        self._link = link
        self._vault = vault
        self._own = own

    def __repr__(self) -> str:
        return f"SharedReplays({self._own})"

    @property
    def thread(self) -> Executor:
        """See `Store.thread`."""
        return self._link.thread

    def is_new(self, platform: str, event: str) -> bool:
        """See `Replays.is_new`."""
        if not self._own.is_new(platform, event):
            return False
        key = self._link.key(SEEN, self._vault.pseudonym(f"{SEEN}-{platform}", event))

        def claim(client: redis.Redis) -> Any:
            return client.set(key, b"", nx=True, px=int(KEPT * 1000))

        try:
            return bool(self._link.ask(claim))
        except AwayError:
            return True
