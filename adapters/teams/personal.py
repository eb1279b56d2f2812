"""The personal bot: a private talk of one person, in a tenant that the office has named.

A call is proven first, then read, then let in; only then is there a turn. Teams gets its answer at
once, and the reply goes out afterwards, those of one person one after the other. Groups, channels,
meetings, other tenants and other channels of the Bot Connector are refused without a word.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Final
from weakref import WeakValueDictionary

import httpx

from adapters.aside import aside, is_new
from adapters.connection import Call, Response, Webhook
from adapters.teams.activity import PLATFORM, Activity, message_of, name_of, parse, read_activity
from adapters.teams.admission import Admission
from adapters.teams.caller import Verify
from adapters.teams.drawing import Payload, in_words, render_reply
from adapters.teams.outbound import Outbound
from adapters.teams.refusal import NOT_NOW, RefusedError
from bot.bot import Bot
from bot.message import Message
from bot.replays import Replays

PATH: Final = "/teams/messages"
LOST: Final = "command:menu"
"""What a button leads to that was made before a restart, or for somebody else."""

CARD_REFUSED: Final = frozenset({400, 413, 415, 422})
"""Statuses after which the same words go out as plain text: no reply is lost for its looks."""

MOST_AT_ONCE: Final = 500
"""Messages in hand; more are put off."""

LEAVES_WITHIN: Final = 8.0
"""Seconds that replies in hand have to go out when the connection is ended."""

log = logging.getLogger("whereto.teams")


class PersonalBot:
    """The bot of one app registration."""

    def __init__(
        self,
        bot: Bot,
        verify: Verify,
        outbound: Outbound,
        admission: Admission,
        replays: Replays,
    ) -> None:
        self.is_connected = False
        self._bot = bot
        self._verify = verify
        self._outbound = outbound
        self._admission = admission
        self._replays = replays
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._in_hand: set[asyncio.Task[None]] = set()

    def __repr__(self) -> str:
        return f"PersonalBot({len(self._in_hand)} in hand)"

    @property
    def webhooks(self) -> tuple[Webhook, ...]:
        """See `Connection.webhooks`."""
        return (Webhook(PATH, self.answer),)

    async def run(self) -> None:
        """See that Microsoft takes the bot's password, then wait until cancelled; replies in hand
        still go out then."""
        await self._outbound.sign_in()
        self.is_connected = True
        try:
            await asyncio.Event().wait()
        finally:
            self.is_connected = False
            if self._in_hand:
                await asyncio.wait(self._in_hand, timeout=LEAVES_WITHIN)
            await self._outbound.close()

    async def answer(self, call: Call) -> Response:
        """An empty 200 to every call that is let in, whether or not it needs a reply."""
        try:
            address = await self._verify(call)
            activity = read_activity(parse(call.body))
            self._admission.check(activity, address)
        except RefusedError as refusal:
            return Response(refusal.status)
        if len(self._in_hand) >= MOST_AT_ONCE:
            return Response(NOT_NOW, headers={"Retry-After": "1"})
        message = message_of(activity)
        if message is not None and await is_new(self._replays, PLATFORM, name_of(activity)):
            task = asyncio.create_task(self._reply(message, activity))
            self._in_hand.add(task)
            task.add_done_callback(self._in_hand.discard)
        return Response()

    async def _reply(self, message: Message, activity: Activity) -> None:
        """One turn; those of one chat one after the other, in the order in which they came.
        Whatever breaks on its way stays with it, and is logged by its class alone."""
        async with self._turns.setdefault(activity.conversation, asyncio.Lock()):
            try:
                await self._say(self._heard(message, activity), activity)
            except Exception as error:  # noqa: BLE001 - one reply must not end the others
                log.warning("reply not sent: %s", type(error).__name__)

    def _heard(self, message: Message, activity: Activity) -> Message:
        """The message with what its button stands for."""
        if activity.token is None or message.choose != activity.token:
            return message
        choice = self._bot.choice_of(activity.token, message)
        return replace(message, choose=choice or LOST)

    async def _say(self, message: Message, activity: Activity) -> None:
        """Answer, and remember the ids of what was sent, for "erase"; where that was asked for,
        delete first what is known."""
        reply = await aside(self._bot, self._bot.reply_to, message)
        await self._delete(reply.message_ids, activity)
        for payload in render_reply(reply, partial(self._bot.token_for, message=message)):
            sent = await self._send(payload, activity)
            ids = filter(None, [sent])
            await aside(self._bot, self._bot.remember_message, message, *ids)

    async def _send(self, payload: Payload, activity: Activity) -> str:
        """Send a card; where Teams does not take it, its words."""
        send = partial(self._outbound.send, activity.service_url, activity.conversation)
        try:
            return await send(payload)
        except httpx.HTTPStatusError as error:
            if error.response.status_code not in CARD_REFUSED:
                raise
        return await send(in_words(payload))

    async def _delete(self, messages: Iterable[str], activity: Activity) -> None:
        """Delete messages of ours; one that cannot be deleted does not keep the others."""
        for message in messages:
            try:
                await self._outbound.delete(activity.service_url, activity.conversation, message)
            except httpx.HTTPError as error:
                log.warning("message not deleted: %s", type(error).__name__)
