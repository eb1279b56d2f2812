"""The talk on Slack: a payload in, words out through Slack's Web API. Nothing is decided here.

A person's turns are answered one after the other. What Slack refuses is logged by Slack's own word
for it, such as `channel_not_found`, never by what was sent.
"""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final
from weakref import WeakValueDictionary

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.aside import aside
from adapters.slack import reading
from adapters.slack.blocks import Json
from adapters.slack.drawing import (
    Labels,
    TokenFor,
    render_home,
    render_invitation,
    render_notice,
    render_reply,
    render_window,
)
from adapters.slack.reading import Payload, Room, text_at
from bot.bot import Bot
from bot.message import Message, Reply

log = logging.getLogger("whereto.slack")

_CODE: Final = re.compile(r"[a-z_]{1,60}")


class Talk:
    """One workspace's talks. `client` carries the bot's token."""

    def __init__(self, bot: Bot, client: AsyncWebClient) -> None:
        self._bot = bot
        self._client = client
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def on_message(self, payload: Payload) -> None:
        """Answer what was written to the bot alone; what is no words is refused kindly, unread."""
        message, room = reading.read_message(payload), reading.room_of(payload)
        if message is None or room is None:
            return
        if reading.is_external(payload):
            labels = await self._labels(message)
            await self._whisper(payload, render_notice(labels["slack-external"], labels))
            return
        if reading.has_files(payload):
            await self._answer(replace(message, text="", choose="command:attachment"), room)
        if message.text or not reading.has_files(payload):
            await self._answer(message, room)

    async def on_mention(self, payload: Payload) -> None:
        """In a channel: only how to write privately, and only the person who wrote sees it."""
        person = reading.read_person(payload)
        if person is None or reading.is_external(payload):
            return
        await aside(
            self._bot, self._bot.reply_to, replace(person, place="shared")
        )  # the private talk says who read it
        labels = await self._labels(person)
        await self._whisper(payload, render_invitation(labels["slack-mention"], labels))

    async def on_choice(self, payload: Payload) -> None:
        """A quick reply, in the direct messages, in the modal or in the App Home."""
        person = reading.read_person(payload)
        if person is None:
            return
        choice = self._bot.choice_of(reading.pressed(payload)[1], person)
        message = replace(person, choose=choice or "command:menu")
        room = reading.room_of(payload)
        if room is not None:
            await self._answer(message, room)
        elif text_at(payload, "view", "id"):
            await self._answer_in_view(message, payload)

    async def on_window(self, payload: Payload) -> None:
        """Open the modal."""
        person = reading.read_person(payload)
        if person is not None:
            labels = await self._labels(person)
            view = render_window(None, self._token_for(person), labels, _field())
            await self._call("views.open", trigger_id=text_at(payload, "trigger_id"), view=view)

    async def window_after(self, payload: Payload) -> tuple[Json, Reply] | None:
        """The modal with the answer to what was typed in it, and the reply that it shows."""
        message = reading.read_message(payload)
        if message is None:
            return None
        reply = await aside(self._bot, self._bot.reply_to, message)
        return self._window(reply, message), reply

    async def invitation(self, payload: Payload) -> Json | None:
        """What the person sees where they gave the command: that a private talk is open."""
        person = reading.read_person(payload)
        if person is None:
            return None
        labels = await self._labels(person)
        shown = render_invitation(labels["slack-invited"], labels)
        return {**shown, "response_type": "ephemeral"}

    async def on_command(self, payload: Payload) -> None:
        """Open the private talk. What was typed after the command is not read."""
        person = reading.read_person(payload)
        if person is not None:
            person_id = text_at(payload, "user_id") or ""
            await self._answer(replace(person, choose="command:start"), Room(person_id))

    async def on_home(self, payload: Payload) -> None:
        """Draw the App Home, the same whatever was talked about."""
        person = reading.read_person(payload)
        if person is not None and text_at(payload, "event", "tab") == "home":
            await self._publish_home(person, text_at(payload, "event", "user"))

    async def erase(self, reply: Reply) -> None:
        """Delete our messages of the conversation; one that is gone already stops nothing."""
        for message_id in reply.message_ids:
            channel, _, moment = message_id.partition("/")
            try:
                await self._call("chat.delete", channel=channel, ts=moment)
            except SlackApiError as error:
                log.warning("message not deleted: %s", code_of(error))

    async def _answer(self, message: Message, room: Room) -> None:
        async with self._in_order(message):
            reply = await aside(self._bot, self._bot.reply_to, message)
            await self.erase(reply)
            for drawn in render_reply(reply, self._token_for(message)):
                sent = await self._call(
                    "chat.postMessage", channel=room.channel, thread_ts=room.thread, **drawn
                )
                sent_id = f"{sent['channel']}/{sent['ts']}"
                await aside(self._bot, self._bot.remember_message, message, sent_id)

    async def _answer_in_view(self, message: Message, payload: Payload) -> None:
        """Go on in the modal, or open one from the App Home."""
        reply = await aside(self._bot, self._bot.reply_to, message)
        window = self._window(reply, message)
        if text_at(payload, "view", "type") == "modal":
            await self._call("views.update", view_id=text_at(payload, "view", "id"), view=window)
        else:
            await self._call("views.open", trigger_id=text_at(payload, "trigger_id"), view=window)
            await self._publish_home(message, text_at(payload, "user", "id"))
        await self.erase(reply)

    async def _whisper(self, payload: Payload, drawn: Json) -> None:
        """A message for the eyes of the person who wrote, where they wrote."""
        await self._call(
            "chat.postEphemeral",
            channel=text_at(payload, "event", "channel"),
            user=text_at(payload, "event", "user"),
            thread_ts=text_at(payload, "event", "thread_ts"),
            **drawn,
        )

    async def _publish_home(self, person: Message, person_id: str | None) -> None:
        view = render_home(self._token_for(person), await self._labels(person))
        await self._call("views.publish", user_id=person_id, view=view)

    def _window(self, reply: Reply, message: Message) -> Json:
        labels = Labels.of(self._bot.knowledge, reply.language)
        return render_window(reply, self._token_for(message), labels, _field())

    async def _labels(self, person: Message) -> Labels:
        tag = await aside(self._bot, self._bot.language_of, person)
        return Labels.of(self._bot.knowledge, tag)

    def _token_for(self, message: Message) -> TokenFor:
        make: Callable[[str, Message], str] = self._bot.token_for
        return lambda choice: make(choice, message)

    def _in_order(self, message: Message) -> asyncio.Lock:
        return self._turns.setdefault(message.conversation, asyncio.Lock())

    async def _call(self, method: str, **arguments: Any) -> Any:
        given = {name: value for name, value in arguments.items() if value is not None}
        return await self._client.api_call(method, json=given)


def code_of(error: Exception) -> str:
    """Slack's word for what went wrong, or the exception's class where it has none."""
    response = getattr(error, "response", None)
    code = response.get("error") if response is not None else None
    return code if isinstance(code, str) and _CODE.fullmatch(code) else type(error).__name__


def _field() -> str:
    """A new name for the modal's field, so that Slack shows it empty."""
    return secrets.token_hex(8)
