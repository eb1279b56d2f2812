"""The two ways to Slack: calls that it makes to our webhook, or a socket that we open to it."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
)
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from adapters.connection import Call, Connection, Response, Webhook
from adapters.slack.manifest import PATH
from adapters.slack.signature import is_signed, verifier
from adapters.slack.talk import Talk
from adapters.slack.wiring import Identity, Wiring
from bot.bot import Bot
from bot.config import Config, read_secret

log = logging.getLogger("whereto.slack")

SLACK: Final = "https://slack.com/api/"
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
TRIES_WHEN_BUSY: Final = 3
"""How often a call is repeated that Slack answered with 429, each time after its `Retry-After`."""


OPENS_WITHIN: Final = 30.0
"""Seconds until the socket has to be open; then it is begun anew, after a pause."""
LOOK_EVERY: Final = 5.0
"""Seconds between two looks whether it still is."""
MISSED: Final = 12
"""Looks in a row that may find it closed. Slack renews its sockets every few hours."""

Sleep = Callable[[float], Awaitable[None]]


def link(bot: Bot, config: Config, environment: Mapping[str, str]) -> Connection:
    """The way that the configuration names. Raises KnowledgeError where a secret is missing."""
    address = config.text("platforms.slack.api_url") or SLACK
    token = read_secret(config, "platforms.slack.bot_token", environment)
    client = _client(token, address)
    wiring = Wiring(Talk(bot, client), bot.replays)
    teams = frozenset(config.texts("platforms.slack.teams"))
    if config.text("platforms.slack.mode") == "socket":
        app_token = read_secret(config, "platforms.slack.app_token", environment)
        return SocketLink(wiring, Token(client, teams), _client(app_token, address))
    secret = read_secret(config, "platforms.slack.signing_secret", environment)
    return HttpLink(wiring, Token(client, teams), verifier(secret))


def _client(token: str, address: str) -> AsyncWebClient:
    patient = [
        AsyncConnectionErrorRetryHandler(),
        AsyncRateLimitErrorRetryHandler(max_retry_count=TRIES_WHEN_BUSY),
    ]
    return AsyncWebClient(token=token, base_url=address, retry_handlers=patient)


@dataclass(frozen=True, slots=True)
class Token:
    """The bot's token, as a client that carries it, and the workspaces that it may answer; none
    named: its own."""

    client: AsyncWebClient = field(repr=False)
    teams: frozenset[str] = field(repr=False)

    async def identity(self) -> Identity:
        """Prove the token to Slack, and learn who we are. Raises what Slack refuses."""
        answer = await self.client.api_call("auth.test")
        return Identity(self.teams or frozenset({str(answer["team_id"])}), str(answer["user_id"]))


class HttpLink:
    """Slack calls us. Nothing is read before its signature is right."""

    def __init__(self, wiring: Wiring, token: Token, verify: SignatureVerifier) -> None:
        self._wiring = wiring
        self._token = token
        self._verify = verify
        self._app = wiring.application()
        self.is_connected = False
        self.webhooks: tuple[Webhook, ...] = (Webhook(PATH, self.answer),)

    async def run(self) -> None:
        """Learn the workspace, then wait: Slack calls."""
        self._wiring.identity = await self._token.identity()
        self.is_connected = True
        try:
            await asyncio.Event().wait()
        finally:
            self.is_connected = False
            await self._wiring.finish()

    async def answer(self, call: Call) -> Response:
        """One call: 401 where it is not Slack's, 400 where it is no payload, 503 until the
        workspace is known (Slack comes again), else acknowledged."""
        if not is_signed(call, self._verify):
            return Response(401)
        request = _request(call)
        if request is None:
            return Response(400)
        if self._wiring.identity is None and request.body.get("type") != "url_verification":
            return Response(503)
        return await _dispatched(self._app, request)


class SocketLink:
    """We call Slack: no open port, and every payload comes over a socket that only Slack can use."""

    webhooks: tuple[Webhook, ...] = ()

    def __init__(self, wiring: Wiring, token: Token, app_client: AsyncWebClient) -> None:
        self._wiring = wiring
        self._token = token
        self._app_client = app_client
        self._app = wiring.application()
        self.is_connected = False

    async def run(self) -> None:
        """Learn the workspace, open the socket, and keep it until cancelled."""
        self._wiring.identity = await self._token.identity()
        socket = AsyncSocketModeHandler(
            self._app, self._app_client.token, web_client=self._app_client
        )
        try:
            async with asyncio.timeout(OPENS_WITHIN):
                await socket.connect_async()  # type: ignore[no-untyped-call]
            await self.stay(socket.client.is_connected)
        finally:
            self.is_connected = False
            await self._wiring.finish()
            await socket.close_async()  # type: ignore[no-untyped-call]

    async def stay(
        self, is_open: Callable[[], Awaitable[bool]], sleep: Sleep = asyncio.sleep
    ) -> None:
        """Until the socket has been closed for so many looks that the SDK does not get over it: it
        would try one address for ever, which Slack has long given up. Raises ConnectionError."""
        missed = 0
        while missed < MISSED:
            self.is_connected = await is_open()
            missed = 0 if self.is_connected else missed + 1
            await sleep(LOOK_EVERY)
        raise ConnectionError


def _request(call: Call) -> AsyncBoltRequest | None:
    """The call as Bolt reads it, or None where it is no payload of Slack's."""
    try:
        request = AsyncBoltRequest(body=_json_of(call), headers={"content-type": JSON})
    except Exception:  # noqa: BLE001 - whatever shape it has, it is not Slack's
        return None
    return request if isinstance(request.body, dict) and request.body else None


def _json_of(call: Call) -> str:
    """The payload as JSON. A form is read here: Bolt loses one in which the word "payload" stands
    anywhere, and what was typed after the command is to go no further."""
    text = call.body.decode()
    if not call.headers.get("content-type", "").startswith(FORM):
        return text
    form = dict(parse_qsl(text, keep_blank_values=True))
    if "payload" in form:
        return form["payload"]
    return json.dumps({name: value for name, value in form.items() if name != "text"})


async def _dispatched(app: AsyncApp, request: AsyncBoltRequest) -> Response:
    """What Bolt answers. What nobody waits for is acknowledged; where Bolt breaks on a shape that
    Slack does not send, it is a refusal."""
    try:
        answer: BoltResponse = await app.async_dispatch(request)
    except Exception as error:  # noqa: BLE001 - Bolt must not answer a stranger with a traceback
        log.error("payload not handled: %s", type(error).__name__)  # noqa: TRY400 - it quotes
        return Response(400)
    if answer.status >= 400:
        return Response(200 if answer.status == 404 else 400)
    body = answer.body if isinstance(answer.body, str) else json.dumps(answer.body)
    kind = (answer.headers.get("content-type") or ["application/json"])[0]
    return Response(answer.status, body.encode(), kind)
