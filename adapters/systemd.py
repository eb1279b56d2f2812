"""What systemd is told: begun, reading anew, ending, and that it is well. See sd_notify(3).

One datagram each, to the socket that systemd names; where there is none, nobody is told. No state
line says more than that the service answers.
"""

from __future__ import annotations

import asyncio
import os
import socket
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Final

MICRO: Final = 1_000_000


class Notifier:
    """Tells the socket of an address; None: nobody listens."""

    def __init__(self, address: str | None) -> None:
        has_path = address is not None and address[:1] in ("/", "@")
        self._address = address if has_path and hasattr(socket, "AF_UNIX") else None

    def ready(self, status: str) -> None:
        """It answers, at the beginning and whenever reading anew has ended."""
        self._tell("READY=1", f"STATUS={status}")

    def reloading(self) -> None:
        """It begins to read anew; systemd compares the moment with that of its signal."""
        self._tell("RELOADING=1", f"MONOTONIC_USEC={time.monotonic_ns() // 1000}")

    def stopping(self) -> None:
        """It ends."""
        self._tell("STOPPING=1")

    def well(self) -> None:
        """It works; systemd restarts a service that does not say so in time."""
        self._tell("WATCHDOG=1")

    def _tell(self, *lines: str) -> None:
        if self._address is None:
            return
        name = f"\0{self._address[1:]}" if self._address.startswith("@") else self._address
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as to_systemd:
            to_systemd.setblocking(False)
            to_systemd.sendto("\n".join(lines).encode(), name)


def watchdog_every(environment: Mapping[str, str], process: int | None = None) -> float | None:
    """Seconds between two signs of life, half of what systemd waits; None: it waits for none."""
    meant_for = environment.get("WATCHDOG_PID")
    waits = environment.get("WATCHDOG_USEC", "")
    if not waits.isdecimal() or int(waits) == 0:
        return None
    if meant_for is not None and meant_for != str(process or os.getpid()):
        return None
    return int(waits) / MICRO / 2


async def keep_watched(
    notifier: Notifier,
    every: float,
    is_well: Callable[[], bool],
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Give a sign of life, until cancelled, for as long as turns work and the loop turns."""
    while True:
        if is_well():
            notifier.well()
        await sleep(every)
