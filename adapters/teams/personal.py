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
from typing import Final
from weakref import WeakValueDictionary

import httpx

from adapters.connection import Call, Response, Webhook
from adapters.replays import Replays
from adapters.teams.activity import (
    PLATFORM,
    Activity,
    message_of,
    name_of,
    parse,
    read_activity,
)
from adapters.teams.admission import Admission
from adapters.teams.caller import Verify
from adapters.teams.drawing import Payload, in_words, render_reply
from adapters.teams.outbound import Outbound
from adapters.teams.refusal import RefusedError
from bot.bot import Bot
from bot.message import Message, Reply

PATH: Final = "/teams/messages"
STALE: Final = "command:menu"
"""What a button does that was made before a restart, or for somebody else."""

CARD_REFUSED: Final = frozenset({400, 413, 415, 422})
"""Statuses after which the same words go out as plain text: no reply is lost for its looks."""

LEAVING: Final = 10.0
"""Seconds that replies on their way get when the program stops."""

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
        self._bot = bot
        self._verify = verify
        self._outbound = outbound
        self._replays = replays
        self._admission = admission
        self._on_the_way: set[asyncio.Task[None]] = set()
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._is_connected = False

    @property
    def is_connected(self) -> bool:
        """See `Connection.is_connected`."""
        return self._is_connected

    @property
    def webhooks(self) -> tuple[Webhook, ...]:
        """See `Connection.webhooks`."""
        return (Webhook(PATH, self.answer),)

    async def run(self) -> None:
        """See that Microsoft takes the bot's password, then wait until told to stop; then let the
        replies go that are on their way."""
        await self._outbound.sign_in()
        self._is_connected = True
        try:
            await asyncio.Event().wait()
        finally:
            self._is_connected = False
            if self._on_the_way:
                await asyncio.wait(self._on_the_way, timeout=LEAVING)
            await self._outbound.close()

    async def answer(self, call: Call) -> Response:
        """An empty 200 to every call that is let in, whether or not it needs a reply."""
        try:
            address = await self._verify(call)
            activity = read_activity(parse(call.body))
            self._admission.check(activity, address)
        except RefusedError as refusal:
            return Response(refusal.status)
        message = self._heard(activity)
        if message is not None and self._replays.is_new(PLATFORM, name_of(activity)):
            task = asyncio.create_task(self._say(activity, message, self._bot.reply_to(message)))
            self._on_the_way.add(task)
            task.add_done_callback(self._on_the_way.discard)
        return Response()

    def _heard(self, activity: Activity) -> Message | None:
        message = message_of(activity)
        if message is None or activity.token is None or message.choose != activity.token:
            return message
        choice = self._bot.choice_of(activity.token, message)
        return replace(message, choose=choice or STALE)

    async def _say(self, activity: Activity, message: Message, reply: Reply) -> None:
        """Send a reply, after the ones before it. Whatever breaks on its way stays with it, and is
        logged by its class alone."""
        async with self._turns.setdefault(activity.conversation, asyncio.Lock()):
            try:
                await self._delete(activity, reply.message_ids)
                for payload in render_reply(reply, lambda id_: self._bot.token_for(id_, message)):
                    sent = await self._send(activity, payload)
                    self._bot.remember_message(message, *filter(None, [sent]))
            except Exception as error:  # noqa: BLE001 - one reply must not end the others
                log.warning("reply not sent: %s", type(error).__name__)

    async def _send(self, activity: Activity, payload: Payload) -> str:
        """Send a card; where Teams does not take it, its words."""
        send, to = self._outbound.send, (activity.service_url, activity.conversation)
        try:
            return await send(*to, payload)
        except httpx.HTTPStatusError as error:
            if error.response.status_code not in CARD_REFUSED:
                raise
        return await send(*to, in_words(payload))

    async def _delete(self, activity: Activity, messages: Iterable[str]) -> None:
        """Delete messages of ours; one that cannot be deleted does not keep the others."""
        for message in messages:
            try:
                await self._outbound.delete(activity.service_url, activity.conversation, message)
            except httpx.HTTPError as error:
                log.warning("message not deleted: %s", type(error).__name__)
