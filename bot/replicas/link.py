"""The way to Redis: asked once, shortly, and left alone while it is away.

A person does not wait for a repair. The first question that fails is told in one warning, by its
class; from then on nothing is asked until a thread of its own sees that Redis takes writes again.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Final, TypeVar

import redis

log = logging.getLogger("whereto.redis")

PATIENCE: Final = 0.3
"""Seconds that a connection or an answer may take: more than a busy machine needs, less than a person
notices in a chat. A turn that has to open a connection first and loses it waits twice as long."""

PAUSE: Final = 1.0
"""Seconds between two looks whether Redis is back."""

GREETING: Final = "greeting"
"""The key that is written to see whether Redis takes writes; it lives for a second."""

T = TypeVar("T")


class AwayError(OSError):
    """Redis does not answer, or refuses."""


class Link:
    """One Redis, for all who ask it. What is asked is asked in `thread`, one after the other."""

    def __init__(self, client: redis.Redis, prefix: str, pause: float = PAUSE) -> None:
        self.thread: Executor = ThreadPoolExecutor(1, thread_name_prefix="whereto-redis")
        self._client = client
        self._prefix = prefix
        self._pause = pause
        self._is_near = True
        self._closed = threading.Event()

    def __repr__(self) -> str:
        return f"Link({'near' if self._is_near else 'away'})"

    def key(self, *parts: str) -> str:
        """The name under which something of this instance stands."""
        return ":".join((self._prefix, *parts))

    def ask(self, question: Callable[[redis.Redis], T]) -> T:
        """What Redis answers. Raises AwayError at once where it is away, and where it becomes so."""
        if not self._is_near:
            raise AwayError
        try:
            return question(self._client)
        except (redis.RedisError, OSError) as error:
            self._lose(error)
            raise AwayError from None

    def greet(self) -> None:
        """Ask for the first time, so that whoever starts the service reads at once what is wrong."""
        try:
            self.ask(self._greeting)
        except AwayError:
            return

    def close(self) -> None:
        """Ask nothing any more."""
        self._closed.set()
        self.thread.shutdown(wait=False)
        self._client.close()

    def _lose(self, error: Exception) -> None:
        self._is_near = False
        name = type(error).__name__
        log.warning("Redis is away (%s); meanwhile each replica remembers for itself", name)
        threading.Thread(target=self._look_out, name="whereto-redis-away", daemon=True).start()

    def _look_out(self) -> None:
        """Until Redis takes writes again."""
        while not self._closed.wait(self._pause):
            try:
                self._greeting(self._client)
            except Exception:  # noqa: BLE001, S112 - whatever it is, it is looked at again
                continue
            self._is_near = True
            log.info("Redis is back")
            return

    def _greeting(self, client: redis.Redis) -> None:
        greet(client, self._prefix)


def greet(client: redis.Redis, prefix: str) -> None:
    """See whether Redis takes writes. Raises redis.RedisError or OSError where it does not."""
    client.set(f"{prefix}:{GREETING}", b"", px=1000)
