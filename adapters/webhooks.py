"""The webhooks of all platforms as one application, and the bounds that a stranger's call meets.

How many calls a path takes, how large a body is, how long it may take to arrive, which method: all
of it before an adapter sees the call, and none of it knows who calls.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response as HttpResponse
from starlette.routing import Route

from adapters.connection import Call, Connection, Response, Webhook

log = logging.getLogger("whereto.webhooks")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a webhook takes, whoever calls."""

    largest_body: int = 256 * 1024
    """Bytes. The largest event of a platform, a message of Teams, stays below 100 KB."""
    slowest_body: float = 5.0
    """Seconds until a body has arrived; platforms send it at once."""
    calls: float = 50.0
    """Calls a second, in the long run, on each path."""
    burst: float = 200.0
    """Calls that may come at once."""


class Bucket:
    """A token bucket: `calls` a second flow in, up to `burst`; each call takes one."""

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self._limits = limits
        self._clock = clock
        self._level = limits.burst
        self._since = clock()

    def take(self) -> float:
        """0 where a call may pass, else the seconds until one may."""
        now = self._clock()
        flowed = (now - self._since) * self._limits.calls
        self._level = min(self._limits.burst, self._level + flowed)
        self._since = now
        if self._level < 1:
            return (1 - self._level) / self._limits.calls
        self._level -= 1
        return 0.0


class _RefusedError(Exception):
    """A call that is not passed on, and the status it gets."""

    def __init__(self, status: int) -> None:
        super().__init__()
        self.status = status


def application(
    connections: Mapping[str, Connection],
    limits: Limits | None = None,
    clock: Callable[[], float] = time.monotonic,
    said: Callable[[], str] = str,
) -> Starlette:
    """Every webhook on its path, `/healthz` (the process answers) and `/readyz` (so does a
    platform), with a line of what is `said` there. Every other call gets a status and no word."""
    limits = limits or Limits()

    async def alive(_: Request) -> HttpResponse:
        return HttpResponse()

    async def ready(_: Request) -> HttpResponse:
        is_ready = any(connection.is_connected for connection in connections.values())
        return HttpResponse(said(), 200 if is_ready else 503, media_type="text/plain")

    routes = [Route("/healthz", alive), Route("/readyz", ready)]
    for name, connection in connections.items():
        for webhook in connection.webhooks:
            receive = _receiver(name, webhook, limits, Bucket(limits, clock))
            routes.append(Route(webhook.path, receive, methods=["POST"]))
    app = Starlette(routes=routes, exception_handlers={HTTPException: _bare})
    app.router.redirect_slashes = False
    return app


async def _bare(_: Request, error: Exception) -> HttpResponse:
    """A wrong path or method, without a body."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = error.headers if isinstance(error, HTTPException) else None
    return HttpResponse(status_code=status, headers=headers)


def _receiver(
    name: str, webhook: Webhook, limits: Limits, bucket: Bucket
) -> Callable[[Request], Awaitable[HttpResponse]]:
    async def receive(request: Request) -> HttpResponse:
        wait = bucket.take()
        if wait:
            return HttpResponse(status_code=429, headers={"Retry-After": str(int(wait) + 1)})
        try:
            body = await _body(request, limits)
        except _RefusedError as refused:
            return HttpResponse(status_code=refused.status, headers={"Connection": "close"})
        return _drawn(await _answered(name, webhook, Call(body, dict(request.headers))))

    return receive


async def _body(request: Request, limits: Limits) -> bytes:
    """The body, read no further than the limits allow. Raises _RefusedError."""
    said = request.headers.get("content-length", "0")
    if not said.isdecimal() or len(said) > 12 or int(said) > limits.largest_body:
        raise _RefusedError(413 if said.isdecimal() else 400)
    parts, size = [], 0
    try:
        async with asyncio.timeout(limits.slowest_body):
            async for part in request.stream():
                size += len(part)
                if size > limits.largest_body:
                    raise _RefusedError(413)
                parts.append(part)
    except TimeoutError:
        raise _RefusedError(408) from None
    except ClientDisconnect:
        raise _RefusedError(400) from None
    return b"".join(parts)


async def _answered(name: str, webhook: Webhook, call: Call) -> Response:
    try:
        return await webhook.answer(call)
    except Exception as error:  # noqa: BLE001 - no failure of one platform may reach another
        log.error("%s: webhook failed: %s", name, type(error).__name__)  # noqa: TRY400 - it quotes
        return Response(500)


def _drawn(response: Response) -> HttpResponse:
    media_type = response.content_type if response.body else None
    headers = dict(response.headers)
    return HttpResponse(response.body, response.status, headers, media_type)
