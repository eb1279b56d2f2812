"""What keeps an instance going for years: fresh knowledge, signs of life, its health.

Files are looked at and read in a thread of their own, so that turns go on meanwhile; what was read
is taken on the loop, between two turns. Nothing here ends the service.
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from functools import partial
from typing import Any, Final, Protocol, TypeVar

from adapters.metrics import Health
from adapters.systemd import Notifier, keep_watched, watchdog_every
from bot.reloading import Outcome
from bot.watching import LOOK_EVERY

log = logging.getLogger("whereto.knowledge")

PRESENT: Final = "Answering."
LAST_GOOD: Final = "Answering with the last good knowledge: the present one is broken."

Made = TypeVar("Made")


class Instance(Protocol):
    """The instance that is served. `step`, `at_once` and `keep` take their time, and are called in
    another thread; no method raises."""

    @property
    def is_last_good(self) -> bool:
        """Whether what is served is not what lies there now, since that is broken."""
        ...

    def step(self) -> Outcome | None:
        """What changed and was read, or None."""
        ...

    def at_once(self) -> Outcome:
        """What was read now."""
        ...

    def take(self, outcome: Outcome) -> None:
        """Answer with it from now on, or say why not."""
        ...

    def keep(self) -> None:
        """Keep what is served for the next start."""
        ...

    def is_well(self) -> bool:
        """Whether turns work."""
        ...

    def overdue(self) -> int:
        """Contacts that wait for their trial call."""
        ...


class Living:
    """An instance, and who is told how it fares. `metrics`: where its health is asked for."""

    def __init__(
        self,
        instance: Instance,
        metrics: socket.socket | None = None,
        notifier: Notifier | None = None,
    ) -> None:
        self.instance = instance
        self.metrics = metrics
        self.notifier = notifier or Notifier(os.environ.get("NOTIFY_SOCKET"))
        self.health = Health(is_last_good=instance.is_last_good)
        self.hangup = asyncio.Event()

    def works(self) -> Iterator[Coroutine[Any, Any, None]]:
        """What has to run beside the platforms, until cancelled."""
        yield self.keep_fresh()
        every = watchdog_every(os.environ)
        if every is not None:
            yield keep_watched(self.notifier, every, self.instance.is_well)

    async def keep_fresh(self) -> None:
        """Take what changes, at once after SIGHUP, else when it has settled."""
        await _safely(aside(self.instance.keep))
        self._tell_ready()
        while True:
            await _safely(self.turn())

    async def turn(self, every: float = LOOK_EVERY) -> None:
        """Wait for SIGHUP or for the next look; look; take."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.hangup.wait(), every)
        outcome = await (self._at_once() if self.hangup.is_set() else aside(self.instance.step))
        if outcome is not None:
            await self._take(outcome)

    async def _at_once(self) -> Outcome | None:
        self.hangup.clear()
        self.notifier.reloading()
        return await aside(self.instance.at_once)

    async def _take(self, outcome: Outcome) -> None:
        self.instance.take(outcome)
        self.health.note_reload(is_taken=outcome.fresh is not None)
        self._tell_ready()
        await aside(self.instance.keep)

    def _tell_ready(self) -> None:
        self.notifier.ready(LAST_GOOD if self.health.is_last_good else PRESENT)


async def _safely(work: Coroutine[Any, Any, None]) -> None:
    """Do it; what breaks is logged by its class, and tried again: it has to go on for years."""
    try:
        await work
    except Exception as error:  # noqa: BLE001 - see above
        log.error("not looked at: %s", type(error).__name__)  # noqa: TRY400 - it quotes


async def aside(work: Callable[[], Made]) -> Made:
    """Do work in a thread of its own, which does not keep the service from ending."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Made] = loop.create_future()

    def end(tell: Callable[[Any], None], result: object) -> None:
        if not done.done():
            tell(result)

    def do() -> None:
        try:
            ended = partial(end, done.set_result, work())
        except Exception as error:  # noqa: BLE001 - it is raised where it is waited for
            ended = partial(end, done.set_exception, error)
        with suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(ended)

    threading.Thread(target=do, daemon=True).start()
    return await done
