"""What a platform costs: from a signed call of Telegram's webhook to the reply that goes out, beside
a bare Starlette endpoint that verifies the same secret, call by call in one run.

Everything happens on the loopback address, in one process and one thread, both ends of it; what would
go to Telegram ends where the SDK hands it to the network. Times are those of the processor, so that
what else the machine does counts for nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import hmac
import json
import logging
import statistics
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import telegram
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram.request import BaseRequest

from adapters import server
from adapters.server import listen
from adapters.telegram.connecting import PATH, PROOF_HEADER, TelegramConnection
from adapters.telegram.sending import Access
from adapters.webhooks import Limits
from bot.bot import Bot
from bot.loader import load
from bot.message import Message
from bot.setting import Setting

ROOT = Path(__file__).parent.parent
PROOF = "a-secret-of-the-webhook"
NOW = dt.datetime(2026, 11, 20, 10, tzinfo=dt.UTC)
ALLOWED_MS = 0.5
"""What reading, drawing, sending and the server may cost besides the turn itself."""

WARM = 20
AT_ONCE = 64


class Handover(BaseRequest):
    """Where the SDK hands a call to the network: here it ends, and the moment is kept."""

    def __init__(self, replied: asyncio.Queue[float]) -> None:
        self._replied = replied

    @property
    def read_timeout(self) -> float:
        """Seconds; never used."""
        return 5

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(self, url: str, *_: object, **__: object) -> tuple[int, bytes]:
        """Done at once."""
        name = url.rpartition("/")[2]
        if name == "sendMessage":
            self._replied.put_nowait(time.thread_time())
        sent = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}}
        me = {"id": 1, "is_bot": True, "first_name": "Guide", "username": "GuideBot"}
        result = {"getMe": me, "sendMessage": sent}.get(name, True)
        return 200, json.dumps({"ok": True, "result": result}).encode()


@dataclass(frozen=True)
class NoNetwork(Access):
    """Access to a Telegram that takes every call."""

    replied: asyncio.Queue[float] = field(default_factory=asyncio.Queue)

    def client(self) -> telegram.Bot:
        """See `Access.client`."""
        return telegram.Bot(self.token, request=Handover(self.replied))


async def _bare(request: Request) -> Response:
    """The least that a webhook can be: the secret, the body, an answer."""
    given = request.headers.get(PROOF_HEADER, "")
    if not hmac.compare_digest(given.encode(), PROOF.encode()):
        return Response(status_code=403)
    json.loads(await request.body())
    return Response()


class Caller:
    """Telegram's side, over a new connection for each call."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def post(self, update: Mapping[str, object]) -> float:
        """Call the webhook; the moment before."""
        body = json.dumps(update).encode()
        head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\n{PROOF_HEADER}: {PROOF}\r\n"
        began = time.thread_time()
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        status = await reader.readuntil(b"\r\n\r\n")
        assert b" 200 " in status, status
        writer.close()
        return began


def _update(number: int, text: str) -> dict[str, object]:
    chat = {"id": number, "type": "private", "first_name": "A"}
    sent = {"message_id": number, "date": int(NOW.timestamp()), "chat": chat, "text": text}
    return {"update_id": number, "message": {**sent, "from": {**chat, "is_bot": False}}}


async def _measure(texts: list[str]) -> dict[str, object]:
    bot = Bot(load([]), Setting(audience="public"), clock=lambda: NOW)
    bot.preload()
    access = NoNetwork("1:T", None, f"https://guide.example.org{PATH}", PROOF)
    connection = TelegramConnection(bot, access, NOW.timestamp)
    stop = asyncio.Event()
    bare = server.uvicorn_for(Starlette(routes=[Route(PATH, _bare, methods=["POST"])]))
    with listen("127.0.0.1", 0) as ours, listen("127.0.0.1", 0) as theirs:
        limits = Limits(calls=1e6, burst=1e6)
        tasks = [
            asyncio.create_task(server.run({"telegram": connection}, ours, stop, limits)),
            asyncio.create_task(bare.serve(sockets=[theirs])),
        ]
        while not (connection.is_connected and bare.started):
            await asyncio.sleep(0.01)
        ports = [listener.getsockname()[1] for listener in (ours, theirs)]
        caller, beside = (Caller(port) for port in ports)
        figures = await _one_by_one(bot, access, caller, beside, texts)
        figures |= await _all_at_once(access, caller, texts)
        stop.set()
        bare.should_exit = True
        await asyncio.gather(*tasks)
    return figures


async def _one_by_one(
    bot: Bot, access: NoNetwork, caller: Caller, beside: Caller, texts: list[str]
) -> dict[str, object]:
    """Each question three times: the turn alone, the whole way, the bare endpoint. Turn and way
    take turns in being first, as the second finds its words at hand."""
    turns, whole, bare = [], [], []
    for number, text in enumerate([*texts[:WARM], *texts], 1):
        if number % 2:
            turns.append(_turn(bot, number, text))
        whole.append(await _whole(access, caller, number, text))
        if not number % 2:
            turns.append(_turn(bot, number, text))
        began = await beside.post(_update(number, text))
        bare.append(time.thread_time() - began)
    rows = {"turn alone": turns, "bare endpoint": bare, "webhook to reply": whole}
    medians = {name: statistics.median(times[WARM:]) * 1000 for name, times in rows.items()}
    extra = medians["webhook to reply"] - medians["turn alone"] - medians["bare endpoint"]
    figures: dict[str, object] = {f"{k}, p50 ms": round(v, 2) for k, v in medians.items()}
    return {**figures, "besides, ms": round(extra, 2)}


def _turn(bot: Bot, number: int, text: str) -> float:
    began = time.thread_time()
    bot.reply_to(Message(text, platform="telegram", conversation=f"-{number}"))
    return time.thread_time() - began


async def _whole(access: NoNetwork, caller: Caller, number: int, text: str) -> float:
    began = await caller.post(_update(number, text))
    took = await access.replied.get() - began
    await asyncio.sleep(0)
    while not access.replied.empty():
        access.replied.get_nowait()
    return took


async def _all_at_once(access: NoNetwork, caller: Caller, texts: list[str]) -> dict[str, object]:
    """Messages of as many people, one call after the other without waiting for the replies."""
    began = time.thread_time()
    for number, text in enumerate(texts, 100_000):
        await caller.post(_update(number, text))
        if number % AT_ONCE == 0:
            await asyncio.sleep(0)
    for _ in texts:
        await access.replied.get()
    return {"messages a second, one core": round(len(texts) / (time.thread_time() - began))}


def run(_: argparse.Namespace) -> dict[str, object]:
    """Print the table; the figures by name."""
    logging.getLogger().setLevel(logging.ERROR)
    path = ROOT / "tests/data/development/dev-en.jsonl"
    texts = [json.loads(line)["text"] for line in path.read_text("utf-8").splitlines()]
    figures = asyncio.run(_measure(texts))
    figures["questions"] = len(texts)
    figures["allowed besides, ms"] = ALLOWED_MS
    for name, figure in figures.items():
        print(f"{name:<30}{figure:>10}")
    return figures
