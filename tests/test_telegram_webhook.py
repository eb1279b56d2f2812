"""The webhook of Telegram over real sockets: the secret first, then what a stranger may send.

What would go to Telegram ends at the edge, in `Instant`. Ten thousands of calls with
`WHERETO_PROOF=1`, as in `make proof`.
"""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import MANY, NOW

pytest.importorskip("telegram", reason='the SDK is not installed: pip install "whereto[telegram]"')

import telegram.error
from telegram.request import BaseRequest

from adapters.server import listen, run
from adapters.telegram.connecting import LATE, PATH, TelegramConnection
from adapters.telegram.sending import BREATH, TRIES, Access, Sender
from adapters.webhooks import Limits
from bot.bot import Bot
from bot.setting import Setting

NETWORK, BAD = -1, -2
PROOF = "s3cret_of-the-webhook"
MARK = "CanaryQuibblewick"
PAYLOADS = sorted((Path(__file__).parent / "payloads" / "telegram").glob("in-*.json"))
FUZZED = 500 * MANY
CHATS = 40
SETTLED = FUZZED // 4
GROWS_AT_MOST = 24_000_000
"""Bytes: the ids that were seen, for ten minutes, and what the allocator keeps."""


class Instant(BaseRequest):
    """Telegram's side of the client: takes every call, keeps it, and says that it is done."""

    def __init__(self, taken: list[tuple[str, dict]], refuse: list[int]) -> None:
        self.taken, self.refuse = taken, refuse

    @property
    def read_timeout(self) -> float:
        return 5

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    def _refusal(self, wait: int) -> tuple[int, bytes]:
        if wait == NETWORK:
            raise telegram.error.NetworkError("lost")
        if wait == BAD:
            return 400, b'{"ok": false, "description": "Bad Request"}'
        return 429, json.dumps({"ok": False, "parameters": {"retry_after": wait}}).encode()

    async def do_request(self, url, method, request_data=None, *args, **kwargs):
        name = url.rpartition("/")[2]
        given = dict(request_data.json_parameters) if request_data else {}
        self.taken.append((name, given))
        if name == "sendMessage" and self.refuse:
            return self._refusal(self.refuse.pop())
        sent = {"message_id": len(self.taken), "date": 1, "chat": {"id": 1, "type": "private"}}
        me = {"id": 666, "is_bot": True, "first_name": "Guide", "username": "GuideBot"}
        result = {"getMe": me, "sendMessage": sent}.get(name, True)
        return 200, json.dumps({"ok": True, "result": result}).encode()


@dataclass(frozen=True)
class LocalAccess(Access):
    """Access to a Telegram that ends here."""

    taken: tuple[list, list] = ((), ())  # type: ignore[assignment]

    def client(self) -> telegram.Bot:
        return telegram.Bot(self.token, request=Instant(*self.taken))


class Caller:
    """Somebody who calls the webhook, over one connection for as long as it holds."""

    def __init__(self, port: int, connection: TelegramConnection, taken: list) -> None:
        self.port, self.connection, self.taken = port, connection, taken
        self.reader: asyncio.StreamReader | None = None

    async def call(self, body: bytes, proof: str | None = PROOF, how: str = f"POST {PATH}") -> int:
        header = "" if proof is None else f"X-Telegram-Bot-Api-Secret-Token: {proof}\r\n"
        head = f"{how} HTTP/1.1\r\nHost: x\r\n{header}Content-Length: {len(body)}\r\n\r\n"
        if self.reader is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.writer.write(head.encode("latin-1") + body)
        answer = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        if "content-length: 0" not in answer or "connection: close" in answer:
            await self.close()
        assert "content-length: 0" in answer or answer.startswith(("http/1.1 4", "http/1.1 503"))
        return int(answer.split()[1])

    async def close(self) -> None:
        if self.reader is not None:
            self.writer.close()
            await self.writer.wait_closed()
            self.reader = None

    async def post(self, update: dict, proof: str | None = PROOF) -> int:
        return await self.call(json.dumps(update).encode(), proof)

    async def finished(self) -> None:
        """Wait for the replies; a connection that is silent meanwhile would be closed by the server."""
        await self.close()
        while self.connection._in_hand:
            await asyncio.wait(self.connection._in_hand)

    def sent(self) -> list[dict]:
        return [given for name, given in self.taken if name == "sendMessage"]


def serving(knowledge, use: Callable[[Caller], Awaitable[None]]) -> None:
    async def serve() -> None:
        taken: list[tuple[str, dict]] = []
        access = LocalAccess("1:T", None, f"https://x.example{PATH}", PROOF, (taken, []))
        bot = Bot(knowledge, Setting(audience="public"), clock=lambda: NOW)
        connection = TelegramConnection(bot, access, NOW.timestamp)
        stop = asyncio.Event()
        with listen("127.0.0.1", 0) as listener:
            limits = Limits(calls=1e6, burst=1e6)
            task = asyncio.create_task(run({"telegram": connection}, listener, stop, limits))
            while not connection.is_connected:
                await asyncio.sleep(0)
            taken.clear()
            caller = Caller(listener.getsockname()[1], connection, taken)
            try:
                await use(caller)
            finally:
                await caller.close()
                stop.set()
                await task

    asyncio.run(serve())


def update(number: int, text: str, chat: int = 4242, date: int | None = None) -> dict:
    sent = {"message_id": number, "chat": {"id": chat, "type": "private"}, "text": text}
    sent["date"] = int(NOW.timestamp()) if date is None else date
    return {"update_id": number, "message": sent}


@pytest.mark.parametrize(
    ("proof", "body", "status"),
    [
        (None, b"{}", 403),
        ("", b"{}", 403),
        ("wrong", b"{}", 403),
        (PROOF[:-1], b"{}", 403),
        (PROOF + "x", b"{}", 403),
        (PROOF.upper(), b"{}", 403),
        ("\xff\xfe", b"{}", 403),
        ("wrong", b"{{{", 403),
        (PROOF, b"{{{", 400),
        (PROOF, b"", 400),
        (PROOF, b"[]", 400),
        (PROOF, b'"text"', 400),
        (PROOF, b"\xff\xff", 400),
        (PROOF, b"[" * 100_000, 400),
        (PROOF, b'{"update_id": ' + b"9" * 5000 + b"}", 400),
        (PROOF, b"{}", 200),
    ],
)
def test_the_secret_is_compared_before_anything_is_read_and_a_refusal_reaches_no_turn(
    knowledge, proof, body, status
):
    async def use(caller: Caller) -> None:
        assert await caller.call(body, proof) == status
        await caller.finished()
        assert caller.taken == []

    serving(knowledge, use)


def test_without_the_secret_no_message_reaches_a_turn(knowledge):
    async def use(caller: Caller) -> None:
        assert await caller.post(update(1, "menu"), "wrong") == 403
        assert await caller.post(update(1, "menu")) == 200
        await caller.finished()
        assert len(caller.sent()) == 1

    serving(knowledge, use)


def test_the_same_update_is_answered_once(knowledge):
    async def use(caller: Caller) -> None:
        for _ in range(3):
            assert await caller.post(update(1, "menu")) == 200
        await caller.finished()
        assert len(caller.sent()) == 1

    serving(knowledge, use)


def test_what_waited_too_long_at_telegram_is_not_answered(knowledge):
    async def use(caller: Caller) -> None:
        moment = int(NOW.timestamp())
        await caller.post(update(1, "menu", date=moment - LATE - 1))
        await caller.post(update(2, "menu", date=moment - LATE + 1))
        await caller.finished()
        assert len(caller.sent()) == 1

    serving(knowledge, use)


def test_the_messages_of_a_chat_are_answered_in_the_order_in_which_they_came(knowledge):
    async def use(caller: Caller) -> None:
        texts = ["danger", "menu", "privacy"]
        for number, text in enumerate(texts):
            await caller.post(update(number, text))
        await caller.finished()
        said = [sent["text"].split("\n\n")[1] for sent in caller.sent()]
        assert [text[:12] for text in said] == ["1. Get away ", "Everything I", "I keep no te"]

    serving(knowledge, use)


def waits_of(*refusals: int) -> tuple[list[float], int]:
    """How long a sender waits before each try, and how many messages it tried to send."""
    taken: list[tuple[str, dict]] = []
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    async def send() -> None:
        access = LocalAccess("1:T", taken=(taken, list(refusals)))
        async with access.client() as client:
            drawn = {"text": "x", "parse_mode": "HTML", "protect_content": True}
            preview = {"link_preview_options": {"is_disabled": True}}
            await Sender(client, sleep).send(1, {**drawn, **preview})

    with suppress(telegram.error.TelegramError):
        asyncio.run(send())
    return waited, len([name for name, _ in taken if name == "sendMessage"])


def test_it_waits_as_long_as_telegram_asks_and_sends_again():
    assert waits_of() == ([], 1)
    assert waits_of(3, 7) == ([7, 3], 3)


def test_what_the_network_lost_is_sent_again_after_a_breath():
    assert waits_of(NETWORK) == ([BREATH], 2)


def test_it_gives_up_after_some_tries_and_at_once_where_telegram_takes_no_such_message():
    assert waits_of(*[1] * 9) == ([1, 1, 1], TRIES)
    assert waits_of(BAD) == ([], 1)


def test_while_telegram_is_not_reached_a_call_is_put_off_so_that_it_comes_again(knowledge):
    async def use(caller: Caller) -> None:
        caller.connection.is_connected = False
        assert await caller.post(update(1, "menu")) == 503
        caller.connection.is_connected = True
        assert await caller.post(update(1, "menu")) == 200
        await caller.finished()
        assert len(caller.sent()) == 1

    serving(knowledge, use)


# ---- whatever is sent


def fuzzed(chance: random.Random, number: int) -> tuple[bytes, str | None, str]:
    """One call of a stranger, of the platform, or of something between."""
    proof = chance.choice([PROOF] * 6 + [None, "", "x" * 300, "\xfe"])
    how = chance.choice([f"POST {PATH}"] * 20 + [f"GET {PATH}", "POST /", f"PUT {PATH}/x?a={MARK}"])
    case = json.loads(chance.choice(PAYLOADS).read_text("utf-8"))["update"]
    case["update_id"] = number
    body = json.dumps(mutated(case, chance)).encode("utf-8", "surrogatepass")
    kind = chance.randrange(10)
    if kind == 0:
        body = chance.randbytes(chance.randrange(400))
    elif kind == 1:
        body = body[: chance.randrange(len(body))]
    elif kind == 2:
        spot = chance.randrange(len(body))
        body = body[:spot] + chance.randbytes(3) + body[spot + 1 :]
    return body, proof, how


def mutated(value: object, chance: random.Random) -> object:
    """The same payload with some values of other kinds, and marked words for its texts."""
    if chance.random() < 0.02:
        return chance.choice([None, True, -1, 2**70, 1e308, "", [], {}, [[[]]], MARK, "\ud800"])
    if isinstance(value, dict):
        return {name: mutated(part, chance) for name, part in value.items()}
    if isinstance(value, list):
        return [mutated(part, chance) for part in value]
    if isinstance(value, str) and chance.random() < 0.3:
        return chance.choice([MARK, f"my boss {MARK} touched me", "menu", "erase", "2", "/stop"])
    return {4242: chance.randrange(1, CHATS), 1795168800: int(NOW.timestamp())}.get(value, value)  # type: ignore[call-overload]


def resident() -> int:
    """Bytes that the process holds, or 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * 4096
    except OSError:
        return 0


def test_whatever_is_sent_nothing_breaks_nothing_leaks_and_memory_stays_flat(
    knowledge, caplog, capfd
):
    chance = random.Random(20261120)  # noqa: S311 - the same calls each time
    seen: dict[int, int] = {}
    held = [0]

    async def use(caller: Caller) -> None:
        caller.connection._bot.preload()
        for number in range(FUZZED):
            body, proof, how = fuzzed(chance, number)
            status = await caller.call(body, proof, how)
            seen[status] = seen.get(status, 0) + 1
            if number % 200 == 0:
                await caller.finished()
                caller.taken.clear()
            if number == SETTLED:
                gc.collect()
                held[0] = resident()
        await caller.finished()
        gc.collect()
        assert resident() - held[0] < GROWS_AT_MOST

    with caplog.at_level(logging.INFO, "whereto"):
        serving(knowledge, use)
    assert set(seen) <= {200, 400, 403, 404, 405}
    assert seen[200] > FUZZED // 4
    assert min(seen[400], seen[403], seen[404]) > FUZZED // 100
    out, err = capfd.readouterr()
    assert MARK not in caplog.text + out + err
    assert "turn failed" not in caplog.text
