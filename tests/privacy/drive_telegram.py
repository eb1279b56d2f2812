"""Drives Telegram for the canary: the real SDK and server at DEBUG, marked words, names, ids, token
and secret in every path, failures that quote them; see canary.py, which searches what comes out.
"""

from __future__ import annotations

import watch

watch.begin()

import asyncio
import contextlib
import json
import logging
import sys
import time

logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)

from bot.silence import keep_silent

keep_silent(level=logging.DEBUG)
logging.root.setLevel(logging.DEBUG)

import httpx
import telegram

from adapters.connection import Call
from adapters.server import listen, run
from adapters.telegram import read_message, render_reply
from adapters.telegram.connecting import PATH, TelegramConnection
from adapters.telegram.sending import Access
from bot.bot import Bot
from bot.loader import load

TOKEN, PROOF, CHAT = "123456:CanaryToken", "CanarySecret", 770077007700
BREAKS_AT = "canaryzephyrmoor"
PERSON = {
    "id": CHAT,
    "is_bot": False,
    "first_name": "CanaryQuibblewick",
    "username": "canaryzephyrmoor",
}


async def _telegram(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Telegram's side: takes every call; some it refuses, and quotes them."""
    while True:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        except (asyncio.IncompleteReadError, ConnectionError):
            break
        lengths = [line for line in head.lower().split("\r\n") if line.startswith("content-length")]
        body = await reader.readexactly(int(lengths[0].partition(":")[2])) if lengths else b""
        status, answer = _answer(
            head.split()[1].rpartition("/")[2], body.decode("utf-8", "replace")
        )
        text = json.dumps(answer).encode()
        line = f"HTTP/1.1 {status} X\r\nContent-Length: {len(text)}\r\n\r\n"
        writer.write(line.encode() + text)
    writer.close()


def _answer(method: str, body: str) -> tuple[int, dict]:
    if method == "sendMessage" and time.monotonic_ns() % 3 == 0:
        return 400, {"ok": False, "description": f"Bad Request: {body} {BREAKS_AT}"}
    if method == "answerCallbackQuery":
        return 500, {"ok": False, "description": f"{BREAKS_AT} {CHAT}"}
    sent = {"message_id": 9, "date": 1, "chat": {"id": CHAT, "type": "private"}, "from": PERSON}
    me = {"id": 1, "is_bot": True, "first_name": "Guide", "username": "GuideBot"}
    updates = [update(text, number) for number, text in enumerate(sys.argv[1:], 5000)]
    return 200, {
        "ok": True,
        "result": {"getMe": me, "sendMessage": sent, "getUpdates": updates}.get(method, True),
    }


def update(text: str, number: int) -> dict:
    """A message of the marked person."""
    chat = {"id": CHAT, "type": "private", "first_name": "CanaryQuibblewick"}
    sent = {
        "message_id": number,
        "date": int(time.time()),
        "chat": chat,
        "from": PERSON,
        "text": text,
    }
    return {"update_id": number, "message": sent}


def every(texts: list[str]) -> list[dict]:
    """Every kind of update, with the marked texts in it."""
    updates = [update(text, number) for number, text in enumerate(texts)]
    for number, kind in enumerate(("voice", "contact", "location", "photo"), 1000):
        sent = update("", number)
        sent["message"].pop("text")
        sent["message"] |= {kind: {"phone_number": "+41795550199001"}, "caption": texts[0]}
        updates.append(sent)
    pressed = {
        "id": str(CHAT),
        "from": PERSON,
        "data": texts[0],
        "message": update("", 1)["message"],
    }
    updates.append({"update_id": 2000, "callback_query": pressed})
    group = update(texts[0], 2001)
    group["message"]["chat"] = {"id": -CHAT, "type": "group", "title": "CanaryQuibblewick"}
    return [
        *updates,
        group,
        {**update(texts[0], 2002), "edited_message": update(texts[0], 1)["message"]},
    ]


async def drive(texts: list[str]) -> None:
    """All of it by webhook, then by polling."""
    server = await asyncio.start_server(_telegram, "127.0.0.1", 0)
    api = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    knowledge = load([])
    for webhook in (f"https://guide.example.org{PATH}", None):
        bot = Bot(knowledge)
        connection = TelegramConnection(bot, Access(TOKEN, api, webhook, PROOF))
        stop = asyncio.Event()
        with listen("127.0.0.1", 0) as listener:
            task = asyncio.create_task(run({"telegram": connection}, listener, stop))
            while not connection.is_connected:
                await asyncio.sleep(0.01)
            if webhook:
                await call(f"http://127.0.0.1:{listener.getsockname()[1]}{PATH}", texts)
            else:
                await asyncio.sleep(0.5)
            show(bot, connection, texts)
            stop.set()
            await task
    server.close()


async def call(address: str, texts: list[str]) -> None:
    """The calls of Telegram, and those of strangers."""
    proof = {"X-Telegram-Bot-Api-Secret-Token": PROOF}
    alone = httpx.Limits(max_keepalive_connections=0)
    async with httpx.AsyncClient(limits=alone) as client:
        for one in every(texts):
            body = json.dumps(one).encode("utf-8", "surrogatepass")
            await client.post(address, content=body, headers=proof)
            with contextlib.suppress(httpx.TransportError):  # refused before it was read
                await client.post(address, content=body, headers={"X-Wrong": texts[0][:20]})
        await client.post(address, content=b"{" + texts[0].encode(), headers=proof)
        await client.get(f"{address}/CanaryQuibblewick?x=CanaryQuibblewick")
        await asyncio.sleep(0.2)


def show(bot: Bot, connection: TelegramConnection, texts: list[str]) -> None:
    """What a developer would print: reprs, the reading, the drawing; and a turn that breaks."""
    real = bot._reply_to
    message = read_message(update(texts[0], 1))
    reply = bot.reply_to(message)
    print(repr(connection), repr(message), repr(reply), repr(connection.webhooks))
    print(render_reply(reply, lambda choice: bot.token_for(choice, message)))
    print(repr(Call(texts[0].encode(), {"x": PROOF})), repr(connection._access))

    def broken(message) -> None:
        raise telegram.error.BadRequest(f"{message.text} {message.conversation}")

    bot._reply_to = broken
    print(repr(bot.reply_to(message)))
    bot._reply_to = real


if __name__ == "__main__":
    asyncio.run(drive(sys.argv[1:]))
    watch.end()
