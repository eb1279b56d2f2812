"""What carries the platforms: a port for their webhooks, and the care that each stays up.

Whatever breaks in one platform is logged by its class and tried again after a pause; no other
platform notices. When the service is stopped, what is in hand is finished.
"""

from __future__ import annotations

import asyncio
import logging
import random
import signal
import socket
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Final

import uvicorn
from starlette.applications import Starlette

from adapters.connection import Connection, TryLaterError
from adapters.webhooks import Limits, application
from bot.problem import KnowledgeError, Place, Problem

log = logging.getLogger("whereto.server")

STOPS_WITHIN: Final = 10.0
"""Seconds that work in hand has to be finished when the service is stopped."""

FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 300.0
"""Seconds before a connection that broke is run again: doubled each time, up to the longest."""

STEADY: Final = 60.0
"""Seconds after which a connection that breaks counts as having worked."""

CHANCE: Final = random.SystemRandom()

MOST_OPEN: Final = 500
"""Calls at a time, of all platforms; what comes besides gets a 503."""


async def keep_running(
    name: str,
    connection: Connection,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    clock: Callable[[], float] = time.monotonic,
    chance: Callable[[], float] = CHANCE.random,
) -> None:
    """Run a connection, again and again, until cancelled: with longer and longer pauses, drawn by
    chance so that instances do not come back at the same moment, and no shorter than asked for."""
    failures = 0
    while True:
        began, least = clock(), 0.0
        try:
            await connection.run()
            log.warning("%s ended by itself", name)
        except TryLaterError as error:
            least = error.seconds
            log.warning("%s asks to wait", name)
        except Exception as error:  # noqa: BLE001 - see _answered
            log.error("%s broke: %s", name, _reason(error))  # noqa: TRY400 - it quotes
        failures = 1 if clock() - began > STEADY else failures + 1
        await sleep(max(least, pause(failures, chance())))


def pause(failures: int, chance: float) -> float:
    """Seconds to wait after that many failures in a row; `chance`, 0 to 1, spreads it."""
    longest = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(failures - 1, 20))
    return longest * (0.5 + chance / 2)


def _reason(error: Exception) -> str:
    """What may be logged of a failure: our own words where it has some, else its class."""
    if isinstance(error, KnowledgeError):
        return " ".join(f"{problem.what} {problem.mend}" for problem in error.problems)
    return type(error).__name__


def listen(host: str, port: int) -> socket.socket:
    """The socket to serve on. Raises KnowledgeError where it cannot be had."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family)
    except (OSError, OverflowError):
        what = f"Nothing can listen there: port {port} is taken, or not for this user."
        mend = 'Stop what listens there, or change "host:" and "port:" under "server:".'
        raise KnowledgeError([Problem("port-taken", Place(f"{host}:{port}"), what, mend)]) from None


def serve(connections: Mapping[str, Connection], listener: socket.socket) -> int:
    """Serve until SIGTERM or SIGINT; 0."""
    asyncio.run(_serve(connections, listener))
    return 0


async def _serve(connections: Mapping[str, Connection], listener: socket.socket) -> None:
    stop = asyncio.Event()
    with _told_to_stop(stop):
        await run(connections, listener, stop)


async def run(
    connections: Mapping[str, Connection],
    listener: socket.socket,
    stop: asyncio.Event,
    limits: Limits | None = None,
) -> None:
    """Serve until `stop`; then take no more calls, finish those in hand, and let the platforms
    leave in good order, each within a time."""
    server = uvicorn_for(application(connections, limits))
    kept = [asyncio.create_task(keep_running(*named)) for named in connections.items()]
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    stopping = asyncio.create_task(stop.wait())
    log.info("start: %s", ", ".join(connections))
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    await serving
    for task in (stopping, *kept):
        task.cancel()
    await asyncio.wait({stopping, *kept}, timeout=STOPS_WITHIN)
    log.info("stop")


class _Server(uvicorn.Server):
    """uvicorn, with signals left to us: it would end the process as soon as it stopped itself."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Nothing is caught here."""
        yield


def uvicorn_for(app: Starlette) -> uvicorn.Server:
    """The HTTP server of an application: no log of calls, no name of its own, bounded in number."""
    return _Server(
        uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            lifespan="off",
            ws="none",
            limit_concurrency=MOST_OPEN,
            timeout_graceful_shutdown=int(STOPS_WITHIN),
        )
    )


@contextmanager
def _told_to_stop(stop: asyncio.Event) -> Iterator[None]:
    """Sets the event when the service is told to stop."""
    loop = asyncio.get_running_loop()
    signals = (signal.SIGTERM, signal.SIGINT)
    for number in signals:
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, stop.set)
    try:
        yield
    finally:
        for number in signals:
            with suppress(NotImplementedError):
                loop.remove_signal_handler(number)
