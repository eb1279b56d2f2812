"""Slack around our adapter in tests: payloads as Slack makes them, signed by Slack's own signer, and
its Web API as a list of what was asked of it."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from typing import Any, Final
from urllib.parse import urlencode

from slack_sdk.signature import Clock, SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from adapters.connection import Call, Response
from adapters.slack.blocks import visible_text
from adapters.slack.link import HttpLink, Token
from adapters.slack.signature import verifier
from adapters.slack.talk import Talk
from adapters.slack.wiring import Wiring
from bot.bot import Bot
from bot.replays import MemoryReplays

Json = dict[str, Any]

SECRET: Final = "CanarySecret"  # noqa: S105 - of these tests alone; the canary looks for it
TEAM, FIRST, SECOND, GUIDE = "T0OURS", "U0FIRST", "U0SECOND", "U0GUIDE"
_NUMBERS = itertools.count(1)


class SlackApi(AsyncWebClient):
    """What is asked of Slack's Web API, in order."""

    def __init__(self) -> None:
        super().__init__("xoxb-CanaryToken")
        self.calls: list[tuple[str, Json]] = []

    async def api_call(self, api_method: str, **given: Any) -> Any:
        self.calls.append((api_method, given.get("json") or {}))
        room = self.calls[-1][1].get("channel", "")
        direct = f"D{room[1:]}" if room.startswith("U") else room
        return {
            "ok": True,
            "team_id": TEAM,
            "user_id": GUIDE,
            "channel": direct,
            "ts": f"1795{len(self.calls)}.1",
        }


class Desk:
    """Our adapter with Slack on both sides of it."""

    def __init__(
        self, bot: Bot, teams: frozenset[str] = frozenset(), clock: Clock | None = None
    ) -> None:
        self.bot = bot
        self.api = SlackApi()
        self.wiring = Wiring(Talk(bot, self.api), MemoryReplays())
        token = Token(self.api, teams)
        self.link = HttpLink(self.wiring, token, verifier(SECRET, clock))
        self.wiring.identity = asyncio.run(token.identity())
        self.api.calls.clear()

    def take(self, call: Call) -> Response:
        """What the call gets, once all work that it began has ended."""

        async def taken() -> Response:
            response = await self.link.answer(call)
            await self.wiring.finish()
            return response

        return asyncio.run(taken())

    def send(self, payload: Json) -> list[tuple[str, Json]]:
        """Send a payload; what was asked of Slack because of it."""
        before = len(self.api.calls)
        response = self.take(signed(payload))
        assert response.status == 200, response.status
        self.answer = json.loads(response.body) if response.body else None
        return self.api.calls[before:]

    def say(self, text: str, **given: Any) -> str:
        """Write to the bot alone; everything that a person reads in the answer."""
        return shown(self.send(direct(text, **given)))


def shown(calls: list[tuple[str, Json]]) -> str:
    """What people read of what was asked of Slack."""
    drawn = (given.get("view", given).get("blocks", []) for _, given in calls)
    return "\n".join(visible_text(blocks) for blocks in drawn)


def signed(payload: Json, secret: str = SECRET, moment: float | None = None) -> Call:
    """A payload as Slack posts it: events as JSON, interactions and commands as a form."""
    if payload.get("type") in ("event_callback", "url_verification"):
        return sealed(json.dumps(payload), "application/json", secret, moment)
    form = payload if "command" in payload else {"payload": json.dumps(payload)}
    return sealed(urlencode(form), "application/x-www-form-urlencoded", secret, moment)


def sealed(body: str, kind: str, secret: str = SECRET, moment: float | None = None) -> Call:
    """A body with Slack's headers, signed by slack_sdk."""
    stamp = str(int(time.time() if moment is None else moment))
    signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body) or ""
    return Call(
        body.encode(),
        {
            "content-type": kind,
            "x-slack-request-timestamp": stamp,
            "x-slack-signature": signature,
        },
    )


def event(content: Json, team: str = TEAM, **outer: Any) -> Json:
    """An event of the Events API."""
    number = next(_NUMBERS)
    return {
        "type": "event_callback",
        "team_id": team,
        "event_id": f"Ev{number}",
        "event": {"ts": f"1795.{number}", **content},
        **outer,
    }


def direct(text: str, user: str = FIRST, outer: Json | None = None, **content: Any) -> Json:
    """A message to the bot alone."""
    said = {"type": "message", "user": user, "text": text, "team": TEAM}
    room = {"channel": f"D{user[1:]}", "channel_type": "im"}
    return event({**said, **room, **content}, **(outer or {}))


def acted(kind: str, user: str = FIRST, **content: Any) -> Json:
    """An interaction: a button, the modal."""
    person = {"id": user, "team_id": TEAM}
    trigger = f"trigger-{next(_NUMBERS)}"
    return {
        "type": kind,
        "team": {"id": TEAM},
        "user": person,
        "trigger_id": trigger,
        **content,
    }


def pressed(button: Json, user: str = FIRST, **where: Any) -> Json:
    """A button was pressed: in the direct messages unless said otherwise."""
    place = where or {"channel": {"id": f"D{user[1:]}"}, "message": {"ts": "1795.1"}}
    action = {"type": "button", "action_id": button["action_id"], "value": button["value"]}
    return acted("block_actions", user, actions=[action], **place)


def submitted(view: Json, text: str | None, user: str = FIRST) -> Json:
    """The modal was sent, with these words in its field."""
    field = view["blocks"][-1]["block_id"]
    values = {field: {"words": {"type": "plain_text_input", "value": text}}}
    state = {"id": "V1", "type": "modal", "callback_id": "window", "state": {"values": values}}
    return acted("view_submission", user, view=state)


def command(text: str = "", user: str = FIRST) -> Json:
    """The slash command."""
    return {
        "command": "/guide",
        "text": text,
        "team_id": TEAM,
        "user_id": user,
        "channel_id": "C0GENERAL",
        "trigger_id": f"trigger-{next(_NUMBERS)}",
        "response_url": "https://hooks.slack.com/commands/x",
    }


def buttons(node: Any) -> list[Json]:
    """Every button in blocks."""
    if isinstance(node, list):
        return [button for item in node for button in buttons(item)]
    if not isinstance(node, dict):
        return []
    if node.get("type") == "button":
        return [node]
    return [button for value in node.values() for button in buttons(value)]
