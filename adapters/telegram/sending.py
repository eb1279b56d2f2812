"""What we ask of Telegram: the list of commands, replies, deletions; patiently where it asks to wait."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Final, TypeVar

# The SDK then gives times as timedelta, as it will by default, instead of warning that it will.
os.environ.setdefault("PTB_TIMEDELTA", "1")

import telegram
from telegram.error import BadRequest, NetworkError, RetryAfter
from telegram.request import HTTPXRequest

from adapters.telegram.drawing import Payload
from bot.knowledge import Knowledge

API: Final = "https://api.telegram.org"

LISTED: Final = (
    *("menu", "human", "danger", "language", "organisation"),
    *("office", "role", "privacy", "stop", "erase"),
)
"""Commands that Telegram shows in its list; every other one can be typed as well."""

MOST_DELETED: Final = 100
"""Messages that one call may delete (Bot API, deleteMessages)."""

TRIES: Final = 4
"""How often a call is made while Telegram asks to wait, or the network fails."""

BREATH: Final = 1.0
"""Seconds before a call that the network lost is made again. An answer that comes twice does less
harm than one that never comes."""

T = TypeVar("T")
Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Access:
    """What proves who is who: our token, and for a webhook its address and the secret that
    Telegram sends along."""

    token: str = field(repr=False)
    api_url: str | None = None
    webhook_url: str | None = None
    secret: str = field(default="", repr=False)

    def client(self) -> telegram.Bot:
        """The SDK's own client, not yet connected."""
        address = (self.api_url or API).rstrip("/")
        return telegram.Bot(self.token, base_url=f"{address}/bot", request=HTTPXRequest())


class Sender:
    """A client that waits when Telegram says so."""

    def __init__(self, client: telegram.Bot, sleep: Sleep = asyncio.sleep) -> None:
        self._client = client
        self._sleep = sleep

    def __repr__(self) -> str:
        return "Sender()"

    async def introduce(self, knowledge: Knowledge) -> None:
        """Tell Telegram the commands, once for each language and once for every other."""
        every = telegram.BotCommandScopeAllPrivateChats()
        short = [tag for tag in knowledge.languages if len(tag) == 2]
        for tag in (*short, None):
            texts = knowledge.wording(tag or knowledge.default_language).texts
            listed = [name for name in LISTED if f"interface/command-{name}" in texts]
            commands = [
                telegram.BotCommand(name, texts[f"interface/command-{name}"]) for name in listed
            ]
            await self._client.set_my_commands(commands, scope=every, language_code=tag)

    async def send(self, chat: int, drawn: Payload) -> str:
        """Send one message, as it was drawn; its id."""
        rest = {name: value for name, value in drawn.items() if name != "text"}
        call = partial(self._client.send_message, chat, drawn["text"], api_kwargs=rest)
        return str((await self._patiently(call)).message_id)

    async def erase(self, chat: int, ids: Iterable[str]) -> None:
        """Delete messages of both sides; Telegram passes over those that are too old or gone."""
        numbers = [int(found) for found in dict.fromkeys(ids)]
        for start in range(0, len(numbers), MOST_DELETED):
            some = numbers[start : start + MOST_DELETED]
            await self._patiently(partial(self._client.delete_messages, chat, some))

    async def acknowledge(self, pressed: str) -> None:
        """Let a pressed button come up again."""
        await self._client.answer_callback_query(pressed)

    async def leave(self, chat: int) -> None:
        """Leave a group or channel without a word."""
        await self._client.leave_chat(chat)

    async def _patiently(self, call: Callable[[], Awaitable[T]]) -> T:
        for _ in range(TRIES - 1):
            try:
                return await call()
            except RetryAfter as error:
                wait = seconds(error)
            except BadRequest:
                raise
            except NetworkError:
                wait = BREATH
            await self._sleep(wait)
        return await call()


def seconds(error: RetryAfter) -> float:
    """How long Telegram asks to wait."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, dt.timedelta) else float(wait)
