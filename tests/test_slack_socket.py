"""Socket Mode against a stand-in of Slack's documented envelopes: a real socket, the real SDK.

The stand-in also answers 429 once, so that `Retry-After` is seen to be honoured.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from slack_desk import FIRST, TEAM, direct, pressed, shown, submitted

from adapters.slack.link import link
from bot.bot import Bot
from bot.config import Config
from bot.config_values import DEFAULTS

Json = dict[str, Any]
TOKENS = {
    "WHERETO_SLACK_BOT_TOKEN": "xoxb-CanaryToken",
    "WHERETO_SLACK_APP_TOKEN": "xapp-CanaryToken",
}
WITHIN = 20.0
WAIT = 1
"""Seconds that the stand-in asks to wait: the shortest that Slack's whole seconds allow."""


class Envelopes:
    """Slack's side of Socket Mode, and the Web API that our side calls."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str, Json]] = []
        self.received: list[Json] = []
        self.busy = 0
        self.socket: web.WebSocketResponse | None = None
        self.address = ""

    async def api(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        body = await request.text()
        given = json.loads(body) if body.startswith("{") else {}
        self.calls.append((method, request.headers.get("Authorization", ""), given))
        if method == "chat.postMessage" and self.busy:
            self.busy -= 1
            return web.json_response({"ok": False}, status=429, headers={"Retry-After": str(WAIT)})
        known = {"team_id": TEAM, "user_id": "U0GUIDE", "channel": "D0FIRST", "ts": "1795.1"}
        url = self.address.replace("http", "ws") + "/link"
        return web.json_response({"ok": True, "url": url, **known})

    async def link(self, request: web.Request) -> web.WebSocketResponse:
        self.socket = web.WebSocketResponse()
        await self.socket.prepare(request)
        await self.socket.send_json({"type": "hello", "num_connections": 1})
        async for message in self.socket:
            self.received.append(json.loads(message.data))
        return self.socket

    async def send(self, number: str, kind: str, payload: Json) -> Json:
        """Send an envelope; what our side acknowledges it with."""
        assert self.socket is not None
        envelope = {"envelope_id": number, "type": kind, "payload": payload}
        await self.socket.send_json({**envelope, "accepts_response_payload": True})
        await until(lambda: any(got.get("envelope_id") == number for got in self.received))
        return next(got for got in self.received if got.get("envelope_id") == number)

    def asked(self, method: str) -> list[Json]:
        return [given for name, _, given in self.calls if name == method]


async def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + WITHIN
    while not is_so():
        assert time.monotonic() < end, "it did not come to that"
        await asyncio.sleep(0.01)


async def talk(knowledge, use: Callable[[Envelopes], Awaitable[None]]) -> Envelopes:
    """Our side in Socket Mode for as long as `use` takes."""
    slack = Envelopes()
    app = web.Application()
    app.add_routes([web.post("/api/{method}", slack.api), web.get("/link", slack.link)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    values = {**DEFAULTS, "platforms.slack.api_url": f"{slack.address}/api/"}
    connection = link(Bot(knowledge), Config(values), TOKENS)
    running = asyncio.create_task(connection.run())
    try:
        await until(lambda: connection.is_connected and slack.socket is not None)
        await use(slack)
    finally:
        running.cancel()
        await asyncio.wait({running})
        assert not connection.is_connected
        await runner.cleanup()
    return slack


def test_over_the_socket_the_talk_is_the_same_and_a_repeat_is_answered_once(knowledge):
    async def use(slack: Envelopes) -> None:
        asked = direct("can I stay anonymous")
        assert await slack.send("e1", "events_api", asked) == {"envelope_id": "e1"}
        await until(lambda: len(slack.asked("chat.postMessage")) == 1)
        await slack.send("e2", "events_api", {**asked, "retry_attempt": 1})
        given = slack.asked("chat.postMessage")[0]
        assert "reports without a name are accepted" in shown([("", given)])
        button = {"action_id": "window", "value": "window"}
        await slack.send("e3", "interactive", pressed(button, channel={"id": "C0X"}))
        await until(lambda: len(slack.asked("views.open")) == 1)
        view = slack.asked("views.open")[0]["view"]
        answered = await slack.send("e4", "interactive", submitted(view, "menu"))
        assert answered["payload"]["response_action"] == "update"
        assert "Everything I know" in shown([("", answered["payload"])])
        assert len(slack.asked("chat.postMessage")) == 1

    slack = asyncio.run(talk(knowledge, use))
    authorised = {name: token for name, token, _ in slack.calls}
    assert authorised["apps.connections.open"] == "Bearer xapp-CanaryToken"
    assert authorised["chat.postMessage"] == authorised["auth.test"] == "Bearer xoxb-CanaryToken"


def test_when_slack_asks_to_wait_the_answer_waits_and_comes(knowledge):
    async def use(slack: Envelopes) -> None:
        slack.busy = 1
        began = time.monotonic()
        await slack.send("e1", "events_api", direct("menu", user=FIRST))
        assert time.monotonic() - began < WAIT  # acknowledged first
        await until(lambda: len(slack.asked("chat.postMessage")) == 2)
        assert time.monotonic() - began >= WAIT

    asyncio.run(talk(knowledge, use))
