"""An outgoing webhook: a signpost in a channel, where the whole team reads what is asked.

Teams signs each call with the token that it showed when the webhook was made, and waits five
seconds for the answer. Whatever a call says of itself, the place is shared: free text is not
answered, only public topics that are asked for by name (see `shared_place` in bot/rules.py).
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from dataclasses import replace
from typing import Final

from adapters.aside import aside, is_new
from adapters.connection import Call, Response, Webhook
from adapters.teams.activity import PLATFORM, message_of, name_of, parse, read_activity
from adapters.teams.drawing import render_text
from adapters.teams.refusal import NOT_PROVEN, RefusedError
from bot.bot import Bot
from bot.replays import Replays

PATH: Final = "/teams/webhook"


def check_signature(call: Call, secret: bytes) -> None:
    """Raises RefusedError where the call's raw body was not signed with the secret (HMAC-SHA256,
    in base64)."""
    scheme, _, given = call.headers.get("authorization", "").partition(" ")
    expected = base64.b64encode(hmac.new(secret, call.body, hashlib.sha256).digest())
    is_same = hmac.compare_digest(given.encode("utf-8", "replace"), expected)
    if not is_same or scheme.lower() != "hmac":
        raise RefusedError(NOT_PROVEN)


class OutgoingWebhook:
    """The webhook of one team. `secret`: the token that Teams showed, decoded."""

    def __init__(self, bot: Bot, secret: bytes, replays: Replays) -> None:
        self.is_connected = True
        self._bot = bot
        self._secret = secret
        self._replays = replays

    def __repr__(self) -> str:
        return "OutgoingWebhook()"

    @property
    def webhooks(self) -> tuple[Webhook, ...]:
        """See `Connection.webhooks`."""
        return (Webhook(PATH, self.answer),)

    async def run(self) -> None:
        """Everything happens within the call; there is nothing to fetch."""
        await asyncio.Event().wait()

    async def answer(self, call: Call) -> Response:
        """The reply, for Teams to show below the question; nothing to a call that came before."""
        try:
            check_signature(call, self._secret)
            activity = read_activity(parse(call.body))
        except RefusedError as refusal:
            return Response(refusal.status)
        message = message_of(activity)
        if message is None or not await is_new(self._replays, PLATFORM, name_of(activity)):
            return Response()
        asked = replace(message, place="shared", choose=None)
        reply = await aside(self._bot, self._bot.reply_to, asked)
        return Response(body=json.dumps(render_text(reply)).encode())
