"""The server over real sockets: what a stranger's call meets, and what keeps a platform up."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import pairwise

import pytest

pytest.importorskip("uvicorn", reason='it is not installed: pip install "whereto[server]"')

from adapters.connection import Call, Response, TryLaterError, Webhook
from adapters.server import LONGEST_PAUSE, keep_running, listen, pause, run
from adapters.webhooks import Limits
from bot.problem import KnowledgeError, Place, Problem
from bot.replays import KEPT, MemoryReplays

LONG = 256 * 1024


@dataclass
class Echo:
    """A platform at the edge: posts back what it got, or does what it is told."""

    path: str = "/echo"
    is_connected: bool = True
    calls: list[Call] = field(default_factory=list)
    answer: Callable[[Call], Awaitable[Response]] | None = None

    @property
    def webhooks(self) -> tuple[Webhook, ...]:
        return (Webhook(self.path, self._answer),)

    async def _answer(self, call: Call) -> Response:
        self.calls.append(call)
        if self.answer is not None:
            return await self.answer(call)
        return Response(200, call.body, headers={"X-Own": "yes"})

    async def run(self) -> None:
        await asyncio.Event().wait()


class Line:
    """A plain connection to the server, one call after the other."""

    def __init__(self, port: int) -> None:
        self.port = port

    async def call(self, text: str, body: bytes = b"", pieces: int = 1) -> tuple[int, dict, bytes]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(text.encode("latin-1"))
            step = max(len(body) // pieces, 1)
            for start in range(0, len(body), step):
                writer.write(body[start : start + step])
            await writer.drain()
            return await self._read(reader)
        finally:
            writer.close()

    async def _read(self, reader: asyncio.StreamReader) -> tuple[int, dict, bytes]:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        return int(head[0].split()[1]), headers, body

    async def post(self, path: str, body: bytes = b"", *more: str) -> tuple[int, dict, bytes]:
        lines = [f"POST {path} HTTP/1.1", "Host: x", f"Content-Length: {len(body)}", *more]
        return await self.call("\r\n".join(lines) + "\r\n\r\n", body)

    async def get(self, path: str, method: str = "GET") -> tuple[int, dict, bytes]:
        return await self.call(f"{method} {path} HTTP/1.1\r\nHost: x\r\n\r\n")


def serving(
    use: Callable[[Line], Awaitable[object]], limits: Limits | None = None, **connections: Echo
) -> None:
    async def serve() -> None:
        stop = asyncio.Event()
        with listen("127.0.0.1", 0) as listener:
            port = listener.getsockname()[1]
            task = asyncio.create_task(run(connections, listener, stop, limits))
            try:
                await asyncio.wait_for(use(Line(port)), 20)
            finally:
                stop.set()
                await asyncio.wait_for(task, 20)

    asyncio.run(serve())


# ---- what a call meets


def test_a_call_reaches_the_platform_of_its_path_and_brings_back_its_answer():
    one, other = Echo("/one"), Echo("/other")

    async def use(line: Line) -> None:
        assert (await line.post("/one", b"hello"))[2] == b"hello"
        status, headers, _ = await line.post("/other", b"x", "X-Proof: P")
        assert (status, headers["x-own"]) == (200, "yes")
        assert "server" not in headers

    serving(use, one=one, other=other)
    assert [len(one.calls), len(other.calls)] == [1, 1]
    assert other.calls[0].headers["x-proof"] == "P"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("POST", "/", 404),
        ("POST", "/echo/", 404),
        ("GET", "/echo", 405),
        ("DELETE", "/echo", 405),
        ("POST", "/healthz", 405),
    ],
)
def test_a_wrong_path_or_method_gets_a_status_and_no_word(method, path, status):
    echo = Echo()

    async def use(line: Line) -> None:
        got, _, body = await line.get(path, method)
        assert (got, body) == (status, b"")

    serving(use, echo=echo)
    assert echo.calls == []


def test_a_body_that_says_it_is_too_large_is_not_read():
    echo = Echo()

    async def use(line: Line) -> None:
        text = f"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: {LONG + 1}\r\n\r\n"
        assert (await line.call(text))[0] == 413
        assert (await line.post("/echo", b"x" * LONG))[0] == 200

    serving(use, echo=echo)
    assert len(echo.calls) == 1


def test_a_body_that_does_not_say_how_long_it_is_is_read_up_to_the_limit():
    echo = Echo()

    async def use(line: Line) -> None:
        text = "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        chunk = b"400\r\n" + b"x" * 1024 + b"\r\n"
        assert (await line.call(text, chunk * 300))[0] == 413
        assert (await line.call(text, chunk * 3 + b"0\r\n\r\n"))[0] == 200

    serving(use, echo=echo)
    assert [len(call.body) for call in echo.calls] == [3072]


def test_a_body_that_does_not_arrive_is_not_waited_for():
    echo = Echo()

    async def use(line: Line) -> None:
        text = "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n"
        assert (await line.call(text, b"half"))[0] == 408

    serving(use, Limits(slowest_body=0.05), echo=echo)
    assert echo.calls == []


def test_too_many_calls_are_told_when_to_come_back_whoever_calls():
    one, other = Echo("/one"), Echo("/other")

    async def use(line: Line) -> None:
        statuses = [(await line.post("/one"))[0] for _ in range(5)]
        assert statuses == [200, 200, 200, 429, 429]
        _, headers, body = await line.post("/one")
        assert (int(headers["retry-after"]) >= 1, body) == (True, b"")
        assert (await line.post("/other"))[0] == 200

    serving(use, Limits(calls=0.01, burst=3), one=one, other=other)
    assert len(one.calls) == 3


def test_what_breaks_in_a_platform_is_logged_by_its_class_and_shown_to_nobody(caplog):
    async def broken(call: Call) -> Response:
        raise ValueError(call.body.decode())

    async def use(line: Line) -> None:
        status, _, body = await line.post("/echo", b"my boss touched me")
        assert (status, body) == (500, b"")

    with caplog.at_level(logging.DEBUG, "whereto"):
        serving(use, echo=Echo(answer=broken))
    assert "echo: webhook failed: ValueError" in caplog.text
    assert "boss" not in caplog.text


def test_it_is_alive_at_once_and_ready_when_a_platform_is_connected():
    one, other = Echo("/one", is_connected=False), Echo("/other", is_connected=False)

    async def use(line: Line) -> None:
        assert (await line.get("/healthz"))[0] == 200
        assert (await line.get("/readyz"))[0] == 503
        other.is_connected = True
        assert (await line.get("/readyz"))[0] == 200

    serving(use, one=one, other=other)


# ---- staying up


class EndedError(Exception):
    """Ends a connection that would be kept running for ever."""


def pauses_of(run: Callable[[int], Awaitable[None]], turns: int, took: float = 0.0) -> list[float]:
    """How long it is waited after each of so many runs; each takes `took` seconds."""
    waited: list[float] = []
    now = [0.0]

    class Platform:
        is_connected, webhooks = True, ()

        async def run(self) -> None:
            now[0] += took
            await run(len(waited))

    async def sleep(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == turns:
            raise EndedError

    async def keep() -> None:
        await keep_running("one", Platform(), sleep, lambda: now[0], lambda: 1.0)

    with pytest.raises(EndedError):
        asyncio.run(keep())
    return waited


async def breaks(_: int) -> None:
    raise OSError("my boss touched me")


def test_a_platform_that_breaks_is_run_again_after_longer_and_longer_pauses(caplog):
    waited = pauses_of(breaks, 12)
    assert waited[:4] == [1.0, 2.0, 4.0, 8.0]
    assert all(first <= second for first, second in pairwise(waited))
    assert waited[-1] == LONGEST_PAUSE
    assert "one broke: OSError" in caplog.text
    assert "boss" not in caplog.text


def test_a_platform_that_worked_for_a_while_is_run_again_at_once():
    assert pauses_of(breaks, 3, took=61) == [1.0, 1.0, 1.0]


def test_chance_spreads_the_pauses_by_half():
    assert [pause(3, 0.0), pause(3, 1.0)] == [2.0, 4.0]
    assert pause(10_000, 1.0) == LONGEST_PAUSE


def test_it_is_waited_as_long_as_a_platform_asks():
    async def asks(_: int) -> None:
        raise TryLaterError(40)

    assert pauses_of(asks, 2) == [40, 40]


def test_a_problem_that_a_person_can_mend_is_logged_in_words(caplog):
    async def refuses(_: int) -> None:
        raise KnowledgeError([Problem("token-refused", Place("x"), "No such token.", "Get one.")])

    pauses_of(refuses, 1)
    assert "one broke: No such token. Get one." in caplog.text


def test_one_dead_platform_does_not_touch_the_other():
    class Dead(Echo):
        async def run(self) -> None:
            raise OSError

    async def use(line: Line) -> None:
        assert (await line.post("/alive", b"hello"))[2] == b"hello"
        assert (await line.get("/readyz"))[0] == 200

    serving(use, dead=Dead("/dead", is_connected=False), alive=Echo("/alive"))


# ---- stopping


def test_what_is_in_hand_is_finished_when_the_service_stops():
    async def talk() -> None:
        begun, stop = asyncio.Event(), asyncio.Event()
        left: list[str] = []

        async def slow(_: Call) -> Response:
            begun.set()
            await stop.wait()
            await asyncio.sleep(0.05)
            return Response(200, b"done")

        class Leaving(Echo):
            async def run(self) -> None:
                try:
                    await asyncio.Event().wait()
                finally:
                    left.append("in good order")

        with listen("127.0.0.1", 0) as listener:
            line = Line(listener.getsockname()[1])
            task = asyncio.create_task(run({"echo": Leaving(answer=slow)}, listener, stop))
            call = asyncio.create_task(line.post("/echo", b"x"))
            await begun.wait()
            stop.set()
            assert (await call)[2] == b"done"
            await task
        assert left == ["in good order"]

    asyncio.run(talk())


def test_a_port_that_is_taken_is_told_with_what_to_change():
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(KnowledgeError) as caught:
            listen("127.0.0.1", port)
    (problem,) = caught.value.problems
    assert (problem.id, str(port) in problem.what, '"port:"' in problem.mend) == (
        "port-taken",
        True,
        True,
    )


# ---- what was seen before


def test_an_event_is_new_once_in_ten_minutes_and_each_platform_has_its_own():
    now = [0.0]
    replays = MemoryReplays(lambda: now[0])
    assert [replays.is_new("slack", "Ev1"), replays.is_new("slack", "Ev1")] == [True, False]
    assert replays.is_new("telegram", "Ev1")
    now[0] = KEPT - 1
    assert not replays.is_new("slack", "Ev1")
    now[0] = KEPT
    assert replays.is_new("slack", "Ev1")


def test_what_was_seen_takes_bounded_memory_and_shows_no_id():
    replays = MemoryReplays(most=100)
    for number in range(1000):
        replays.is_new("slack", f"Ev{number}")
    assert len(replays) == 100
    assert "Ev" not in repr(replays)
    assert b"Ev999" not in b"".join(replays._seen)
    assert not replays.is_new("slack", "Ev999")


def test_a_call_and_a_response_show_nothing_in_their_repr():
    call = Call(b"my boss", {"authorization": "secret"})
    shown = repr(call) + repr(Response(200, b"my boss", headers={"x": "secret"}))
    assert "boss" not in shown
    assert "secret" not in shown
