"""The talk with Telegram: updates in, by polling or by webhook; replies out; what was said erased.

Only the id of a chat is held, and only while its message is in hand. Nothing is written, and
failures are logged by their class.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import time
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final
from weakref import WeakValueDictionary

from telegram.error import InvalidToken, RetryAfter, TelegramError

from adapters.aside import aside, is_new
from adapters.connection import Call, Response, TryLaterError, Webhook
from adapters.telegram import reading
from adapters.telegram.drawing import render_reply
from adapters.telegram.sending import Access, Sender, seconds
from bot.bot import Bot
from bot.message import Message
from bot.problem import KnowledgeError, Place, Problem

log = logging.getLogger("whereto.telegram")

PATH: Final = "/telegram"
PROOF_HEADER: Final = "x-telegram-bot-api-secret-token"

POLL: Final = 30
"""Seconds that Telegram may hold a question for updates open."""

BREATH: Final = 0.2
"""Seconds after an answer without updates, should a server not hold the question open."""

LATE: Final = 15 * 60
"""Seconds after which a message is not answered any more: the service was away, the person may
have handed the phone on, and an answer out of nothing would show."""

MOST_AT_ONCE: Final = 500
"""Messages in hand; a webhook refuses more for a moment, polling waits."""

LEAVES_WITHIN: Final = 8.0
"""Seconds that replies in hand have to go out when the connection is ended."""

LOST: Final = "command:menu"
"""What a button leads to that was made before a restart, or in another chat."""


class TelegramConnection:
    """One bot on Telegram, in private chats only."""

    def __init__(self, bot: Bot, access: Access, now: Callable[[], float] = time.time) -> None:
        self.is_connected = False
        self._bot = bot
        self._access = access
        self._now = now
        self._client = access.client()
        self._sender = Sender(self._client)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._in_hand: set[asyncio.Task[None]] = set()

    def __repr__(self) -> str:
        return f"TelegramConnection({len(self._in_hand)} in hand)"

    @property
    def webhooks(self) -> tuple[Webhook, ...]:
        """The path that Telegram posts to; none where updates are fetched."""
        return (Webhook(PATH, self.receive),) if self._access.webhook_url else ()

    async def run(self) -> None:
        """See `Connection.run`."""
        self._client = self._access.client()
        self._sender = Sender(self._client)
        try:
            async with self._client:
                await self._sender.introduce(self._bot.knowledge)
                await self._talk()
        except RetryAfter as error:
            raise TryLaterError(seconds(error)) from None
        except InvalidToken:
            raise _refused() from None

    async def _talk(self) -> None:
        """Until cancelled; replies in hand still go out then."""
        try:
            await (self._be_called() if self._access.webhook_url else self._fetch())
        finally:
            self.is_connected = False
            if self._in_hand:
                await asyncio.wait(self._in_hand, timeout=LEAVES_WITHIN)

    async def _be_called(self) -> None:
        await self._client.set_webhook(
            str(self._access.webhook_url),
            secret_token=self._access.secret,
            allowed_updates=reading.ALLOWED,
        )
        self.is_connected = True
        await asyncio.Event().wait()

    async def _fetch(self) -> None:
        await self._client.delete_webhook()
        following = None
        while True:
            updates = await self._client.get_updates(
                offset=following, timeout=POLL, allowed_updates=reading.ALLOWED
            )
            self.is_connected = True
            for update in updates:
                following = update.update_id + 1
                while len(self._in_hand) >= MOST_AT_ONCE:
                    await asyncio.wait(self._in_hand, return_when=asyncio.FIRST_COMPLETED)
                await self._begin(update.to_dict())
            if not updates:
                await asyncio.sleep(BREATH)

    async def receive(self, call: Call) -> Response:
        """A call of the webhook: the secret first, then what it says."""
        given = call.headers.get(PROOF_HEADER, "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, self._access.secret.encode()):
            return Response(403)
        try:
            payload = json.loads(call.body)
        except (ValueError, RecursionError):
            return Response(400)
        if not isinstance(payload, dict):
            return Response(400)
        if not self.is_connected or len(self._in_hand) >= MOST_AT_ONCE:
            return Response(503, headers={"Retry-After": "1"})
        await self._begin(payload)
        return Response()

    async def _begin(self, payload: Mapping[str, Any]) -> None:
        """Take an update in hand, unless it is none of ours, late, or was seen before."""
        update, sent = reading.update_id(payload), reading.sent_at(payload)
        if update is None or (sent is not None and self._now() - sent > LATE):
            return
        if not await is_new(self._bot.replays, reading.PLATFORM, update):
            return
        group, message = reading.chat_to_leave(payload), reading.read_message(payload)
        if group is not None:
            self._take(self._sender.leave(group))
        elif message is not None:
            self._take(self._answer(message, payload))

    def _take(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(_quietly(work))
        self._in_hand.add(task)
        task.add_done_callback(self._in_hand.discard)

    async def _answer(self, message: Message, payload: Mapping[str, Any]) -> None:
        """One turn; those of one chat one after the other, in the order in which they came."""
        turn = self._turns.setdefault(message.conversation, asyncio.Lock())
        async with turn:
            pressed = reading.pressed_id(payload)
            if pressed is not None:
                self._take(self._sender.acknowledge(pressed))
                choice = self._bot.choice_of(message.choose or "", message)
                message = replace(message, choose=choice or LOST)
            await self._reply(message, reading.message_id(payload))

    async def _reply(self, message: Message, written: str | None) -> None:
        """Answer, and remember the ids of both sides, for "erase"; where that was asked for, delete
        first what is known."""
        chat = int(message.conversation)
        reply = await aside(self._bot, self._bot.reply_to, message)
        ids = [] if written is None else [written]
        if reply.erase:
            await _quietly(self._sender.erase(chat, (*reply.message_ids, *ids)))
            ids = []
        token_for = partial(self._bot.token_for, message=message)
        try:
            for drawn in render_reply(reply, token_for):
                ids.append(await self._sender.send(chat, drawn))
        finally:
            await aside(self._bot, self._bot.remember_message, message, *ids)


async def _quietly(work: Coroutine[Any, Any, None]) -> None:
    """Do work whose failure may not end the talk with others; logged by its class."""
    try:
        await work
    except TelegramError as error:
        log.warning("not sent: %s", type(error).__name__)
    except Exception as error:  # noqa: BLE001 - see above
        log.error("turn failed: %s", type(error).__name__)  # noqa: TRY400 - it quotes


def _refused() -> KnowledgeError:
    what = "Telegram does not know this token."
    mend = "Get the bot's token from @BotFather, whole."
    return KnowledgeError([Problem("token-refused", Place("platforms.telegram"), what, mend)])
