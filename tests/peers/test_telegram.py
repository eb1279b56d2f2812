"""Telegram, played by telegram-test-api: the real SDK over real sockets, polling and webhook.

`python -m pytest tests/peers/test_telegram.py --update` writes the transcripts anew.
"""

from __future__ import annotations

import asyncio
import html
import re
import time
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from conftest import NOW

from adapters.server import listen, run
from adapters.telegram.connecting import PATH, TelegramConnection
from adapters.telegram.sending import LISTED, Access
from bot.bot import Bot
from bot.setting import Setting
from peers.conftest import free_port
from peers.dialogues import DIALOGUES, NAMES, button_of, compare

PROOF = "a-secret_of-the-webhook"
WITHIN = 60.0
PERSON = {"first_name": "A", "is_bot": False}


@pytest.fixture(scope="module")
def api(start_peer) -> str:
    return start_peer("telegram.cjs")


class Phone:
    """The person's side: what they send, and what they see in the chat."""

    def __init__(self, api: str, token: str, connection: TelegramConnection, chat: int) -> None:
        self.api, self.token, self.connection, self.chat = api, token, connection, chat
        self.buttons: list[dict[str, str]] = []
        self.client = httpx.AsyncClient(
            timeout=10, limits=httpx.Limits(max_keepalive_connections=0)
        )

    async def post(self, path: str, **values: Any) -> Any:
        answer = await self.client.post(f"{self.api}{path}", json=values)
        return answer.json()

    def _sent(self, kind: str = "private", **values: Any) -> dict[str, Any]:
        chat = {"id": self.chat, "type": kind, "first_name": "A"}
        person = {**PERSON, "id": abs(self.chat), "language_code": "en"}
        return {"botToken": self.token, "from": person, "chat": chat, "date": 1e9 * 2, **values}

    async def say(self, text: str, kind: str = "private") -> None:
        await self.post("/sendMessage", **self._sent(kind, text=text))

    async def attach(self, **attached: Any) -> None:
        await self.post("/sendMessage", **self._sent(**attached))

    async def press(self, number: int) -> None:
        data = self.buttons[number - 1]["callback_data"]
        sent = self._sent()
        message = {"message_id": 1, "date": 1, "chat": sent["chat"]}
        await self.post("/sendCallback", **sent, message=message, data=data)

    async def do(self, step: str) -> list[dict[str, Any]]:
        number = button_of(step)
        if number is not None:
            await self.press(number)
        elif step == "(voice)":
            await self.attach(voice={"file_id": "x", "file_unique_id": "x", "duration": 3})
        else:
            await self.say(step)
        return await self.read()

    async def read(self) -> list[dict[str, Any]]:
        """What the bot sent, once it has nothing in hand any more."""
        until, seen = time.monotonic() + WITHIN, []
        while time.monotonic() < until:
            got = await self.post("/getUpdates", token=self.token, chatId=self.chat)
            seen += [row["message"] for row in got["result"]]
            if seen and not self.connection._in_hand:
                break
            await asyncio.sleep(0.02)
        if seen and "reply_markup" in seen[-1]:
            rows = seen[-1]["reply_markup"]["inline_keyboard"]
            self.buttons = [button for row in rows for button in row]
        return seen

    async def in_the_chat(self) -> list[dict[str, Any]]:
        got = await self.post("/getUpdatesHistory", token=self.token)
        return got["result"]


def talking(knowledge, api: str, use: Callable[[Phone], Awaitable[None]], **how: Any) -> None:
    """A bot that serves for as long as `use` takes."""

    async def talk() -> None:
        port, token = free_port(), f"{time.monotonic_ns()}:T"
        url = f"http://127.0.0.1:{port}{PATH}" if how.get("mode") == "webhook" else None
        bot = Bot(knowledge, Setting(audience="public"), clock=lambda: NOW)
        connection = TelegramConnection(bot, Access(token, api, url, PROOF))
        stop = asyncio.Event()
        with listen("127.0.0.1", port) as listener:
            serving = asyncio.create_task(run({"telegram": connection}, listener, stop))
            phone = Phone(api, token, connection, how.get("chat", 4242))
            try:
                await until(lambda: connection.is_connected)
                await use(phone)
            finally:
                stop.set()
                await serving
                await phone.client.aclose()

    asyncio.run(talk())


async def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + WITHIN
    while not is_so():
        assert time.monotonic() < end, "it did not come to that"
        await asyncio.sleep(0.02)


def drawn(step: str, messages: list[dict[str, Any]]) -> str:
    lines = [f"> {step}", ""]
    for message in messages:
        lines += [re.sub(r"[\u2066\u2069\u200f]|</?a[^>]*>", "", message["text"]), ""]
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        lines += [f"[{button['text']}]" for row in rows for button in row]
        lines += [""] if rows else []
    return "\n".join(lines)


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=NAMES)
def test_a_dialogue_goes_as_it_was_read(knowledge, api, dialogue, request):
    name, language, steps = dialogue
    parts: list[str] = []

    async def use(phone: Phone) -> None:
        for step in steps:
            messages = await phone.do(step)
            assert messages, step
            assert all(message["protect_content"] for message in messages)
            parts.append(drawn(step, messages))

    talking(knowledge, api, use, mode="webhook")
    update = request.config.getoption("--update")
    compare("telegram", f"{name}-{language}", "\n".join(parts), update)


def test_by_polling_the_same_is_said_as_by_webhook(knowledge, api):
    seen: dict[str, str] = {}

    for mode in ("polling", "webhook"):

        async def use(phone: Phone, mode: str = mode) -> None:
            messages = await phone.do("where do I go if a colleague harasses me")
            seen[mode] = drawn("", messages)

        talking(knowledge, api, use, mode=mode)
    assert seen["polling"] == seen["webhook"]
    assert "investigation office" in html.unescape(seen["polling"])


def test_in_a_group_nothing_is_said_and_the_group_is_left(knowledge, api):
    async def use(phone: Phone) -> None:
        await phone.say("my boss touched me", kind="group")
        left: list[dict[str, Any]] = []
        while not left:
            calls = (await phone.client.get(f"{api}/calls")).json()
            left = [c for c in calls if c["method"] == "leaveChat" and int(c["chat_id"]) == -77]
            await asyncio.sleep(0.02)
        assert (await phone.post("/getUpdates", token=phone.token, chatId=-77))["result"] == []

    talking(knowledge, api, use, mode="webhook", chat=-77)


def test_the_commands_are_told_once_for_each_language_and_once_for_all(knowledge, api):
    async def use(phone: Phone) -> None:
        calls = (await phone.client.get(f"{api}/calls")).json()[-7:]
        assert [call["method"] for call in calls] == ["setMyCommands"] * 7
        languages = [call.get("language_code") for call in calls]
        assert languages == [*knowledge.languages, None]
        assert all("all_private_chats" in str(call["scope"]) for call in calls)
        assert all(str(call["commands"]).count('"command"') == len(LISTED) for call in calls)

    talking(knowledge, api, use, mode="webhook")


def test_erase_deletes_what_both_sides_wrote_and_forgetting_alone_deletes_nothing(knowledge, api):
    async def use(phone: Phone) -> None:
        await phone.do("what does the ombudsman do")
        offer = await phone.do("erase")
        assert [button["text"] for button in phone.buttons][:2] == [
            "1. Only forget",
            "2. Forget and delete",
        ]
        kept = await phone.in_the_chat()
        assert any("ombudsman" in str(row) for row in kept)
        last = await phone.do("[2]")
        await until(lambda: not phone.connection._in_hand)
        left = await phone.in_the_chat()
        assert not any("ombudsman" in str(row).lower() for row in left), offer
        assert [row["message"]["text"] for row in left if "text" in row.get("message", {})] == [
            message["text"] for message in last
        ]

    # By polling the peer keeps what the person wrote, so that its deletion can be seen.
    talking(knowledge, api, use, mode="polling", chat=555)


def test_a_second_person_sees_nothing_of_the_first_and_cannot_use_their_buttons(knowledge, api):
    async def use(phone: Phone) -> None:
        await phone.do("what does the ombudsman do")
        other = Phone(api, phone.token, phone.connection, 9191)
        other.buttons = phone.buttons
        replies = await other.do("[1]")
        assert "Everything I know" in replies[0]["text"]
        got = await phone.post("/getUpdates", token=phone.token, chatId=phone.chat)
        assert got["result"] == []
        await other.client.aclose()

    talking(knowledge, api, use, mode="webhook")
