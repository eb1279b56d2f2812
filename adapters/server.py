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
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, Final

import uvicorn
from starlette.applications import Starlette

from adapters.connection import Connection, TryLaterError
from adapters.living import Living
from adapters.metrics import Health, metrics_page
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

LOOPBACK: Final = "127.0.0.1"
"""This machine's own address."""

MOST_OPEN: Final = 500
"""Calls at a time, of all platforms; what comes besides gets a 503."""


async def keep_running(  # noqa: PLR0913, PLR0917 - time and chance come in as arguments
    name: str,
    connection: Connection,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    clock: Callable[[], float] = time.monotonic,
    chance: Callable[[], float] = CHANCE.random,
    failed: Callable[[str, str], None] = lambda _name, _kind: None,
) -> None:
    """Run a connection, again and again, until cancelled: with longer and longer pauses, drawn by
    chance so that instances do not come back at the same moment, and no shorter than asked for.
    `failed` is told the name and the class of what broke."""
    failures = 0
    while True:
        began, least = clock(), 0.0
        try:
            await connection.run()
            log.warning("%s ended by itself", name)
        except TryLaterError as error:
            least = error.seconds
            log.warning("%s asks to wait", name)
            failed(name, type(error).__name__)
        except Exception as error:  # noqa: BLE001 - see _answered
            log.error("%s broke: %s", name, _reason(error))  # noqa: TRY400 - it quotes
            failed(name, type(error).__name__)
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


@contextmanager
def listen_for_metrics(port: int | None) -> Iterator[socket.socket | None]:
    """The socket for metrics, on this machine's own address and no other; None: not asked for."""
    if port is None:
        yield None
        return
    with listen(LOOPBACK, port) as listener:
        yield listener


def serve(connections: Mapping[str, Connection], listener: socket.socket, living: Living) -> int:
    """Serve until SIGTERM or SIGINT; 0."""
    asyncio.run(_serve(connections, listener, living))
    return 0


async def _serve(
    connections: Mapping[str, Connection], listener: socket.socket, living: Living
) -> None:
    stop = asyncio.Event()

    def end() -> None:
        living.notifier.stopping()
        stop.set()

    with _told_by_signals({"SIGTERM": end, "SIGINT": end, "SIGHUP": living.hangup.set}):
        await run(connections, listener, stop, living=living)


async def run(
    connections: Mapping[str, Connection],
    listener: socket.socket,
    stop: asyncio.Event,
    limits: Limits | None = None,
    living: Living | None = None,
) -> None:
    """Serve until `stop`; then take no more calls, finish those in hand, and let the platforms
    leave in good order, each within a time. `living`: what keeps the instance fresh meanwhile."""
    health = living.health if living else Health()
    server = uvicorn_for(application(connections, limits, said=health.said))
    kept = [
        asyncio.create_task(keep_running(name, connection, failed=health.failed))
        for name, connection in connections.items()
    ]
    besides = [asyncio.create_task(work) for work in _besides(connections, living)]
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    stopping = asyncio.create_task(stop.wait())
    log.info("start: %s", ", ".join(connections))
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    await serving
    for task in (stopping, *kept, *besides):
        task.cancel()
    await asyncio.wait({stopping, *kept, *besides}, timeout=STOPS_WITHIN)
    log.info("stop")


def _besides(
    connections: Mapping[str, Connection], living: Living | None
) -> Iterator[Coroutine[Any, Any, None]]:
    """What runs beside the platforms, until cancelled."""
    if living is None:
        return
    yield from living.works()
    if living.metrics is not None:
        app = metrics_page(living.health, connections, living.instance.overdue)
        yield uvicorn_for(app).serve(sockets=[living.metrics])


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
def _told_by_signals(meanings: Mapping[str, Callable[[], None]]) -> Iterator[None]:
    """Calls what each signal of the system means, by its name; those that it has."""
    loop = asyncio.get_running_loop()
    numbers = {
        getattr(signal, name): means for name, means in meanings.items() if hasattr(signal, name)
    }
    for number, means in numbers.items():
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, means)
    try:
        yield
    finally:
        for number in numbers:
            with suppress(NotImplementedError):
                loop.remove_signal_handler(number)
