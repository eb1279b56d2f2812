"""Slack, played by emulate: the real SDK over real sockets as two persons and as the bot, events that
the peer signs, our real server. What the peer cannot send (the command, buttons, the modal) is signed
by slack_sdk's own signer.

`python -m pytest tests/peers/test_slack.py --update` writes the transcripts anew.
"""

from __future__ import annotations

import asyncio
import itertools
import re
import time
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from conftest import NOW
from slack_desk import SECRET, buttons, command, direct, pressed, signed, submitted
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.server import listen, run
from adapters.slack.blocks import visible_text
from adapters.slack.link import HttpLink, link
from adapters.slack.manifest import PATH
from bot.bot import Bot
from bot.config import Config
from bot.config_values import DEFAULTS
from bot.setting import Setting
from peers.conftest import free_port
from peers.dialogues import DIALOGUES, NAMES, button_of, compare

WITHIN = 20.0
SCOPES = "chat:write,im:history,commands"
TEAM = "T000000001"
GENERAL = "C000000001"
Json = dict[str, Any]
PERSONS = itertools.count()


class Slack:
    """The peer and our server beside each other, for one test."""

    def __init__(self, api: str, webhook: str, served: HttpLink) -> None:
        self.api, self.webhook, self.served = api, webhook, served
        self.http = aiohttp.ClientSession()

    async def seen(self) -> Json:
        """Windows, homes and whispers, which only the person's own client would show."""
        async with self.http.get(f"{self.api}/seen") as answer:
            return await answer.json()

    async def post(self, payload: Json) -> Json | None:
        """A payload, signed, to our webhook; what we acknowledge it with."""
        call = signed(payload)
        async with self.http.post(self.webhook, data=call.body, headers=call.headers) as answer:
            assert answer.status == 200
            return await answer.json(content_type=None) if await answer.read() else None

    async def settled(self) -> None:
        await until(lambda: not self.served._wiring._work)


class Person:
    """One person's side: what they send, and what they see."""

    def __init__(self, slack: Slack) -> None:
        self.slack = slack
        token = f"xoxp-person-{next(PERSONS)}"
        self.client = AsyncWebClient(token, base_url=f"{slack.api}/api/")
        self.read_so_far = ""
        self.offered: list[Json] = []

    async def call(self, method: str, **arguments: Any) -> Any:
        return (await self.client.api_call(method, json=arguments)).data

    async def arrive(self) -> Person:
        self.id = (await self.call("auth.test"))["user_id"]
        opened = await self.call("conversations.open", users="U0GUIDE")
        self.room = opened["channel"]["id"]
        return self

    def own(self, payload: Json) -> Json:
        """A payload of this person, in the peer's workspace."""
        mine = {"id": self.id, "team_id": TEAM}
        if "command" in payload:
            return {**payload, "team_id": TEAM, "user_id": self.id}
        if "event" in payload:
            event = {**payload["event"], "user": self.id, "channel": self.room, "team": TEAM}
            return {**payload, "team_id": TEAM, "event": event}
        return {**payload, "team": {"id": TEAM}, "user": mine}

    async def do(self, step: str) -> list[Json]:
        number = button_of(step)
        if number is not None:
            room = {"channel": {"id": self.room}}
            await self.slack.post(self.own(pressed(self.offered[number - 1], **room)))
        elif step == "(voice)":
            file = {"id": "F1", "mimetype": "audio/mp4"}
            await self.slack.post(self.own(direct("", subtype="file_share", files=[file])))
        else:
            await self.call("chat.postMessage", channel=self.room, text=step)
        return await self.read()

    async def history(self) -> list[Json]:
        """Everything in the direct messages, oldest first."""
        found = await self.call("conversations.history", channel=self.room, limit=200)
        return list(reversed(found["messages"]))

    async def read(self) -> list[Json]:
        """What the bot said since the last reading, once it has nothing in hand any more."""
        new: list[Json] = []
        end = time.monotonic() + WITHIN
        while not new and time.monotonic() < end:
            await self.slack.settled()
            said = [m for m in await self.history() if m["user"] == "U0GUIDE"]
            new = [m for m in said if m["ts"] > self.read_so_far]
        assert new, "nothing was answered"
        self.read_so_far = new[-1]["ts"]
        self.offered = buttons(new[-1]["blocks"]) or self.offered
        return new


@pytest.fixture(scope="module")
def peer(start_peer) -> tuple[str, int]:
    """The peer's address, and the port to which it sends events."""
    port = free_port()
    events = f"http://127.0.0.1:{port}{PATH}"
    return start_peer("slack.mjs", EVENTS_URL=events, SECRET=SECRET, SCOPES=SCOPES), port


def talking(knowledge, peer, use: Callable[[Slack], Awaitable[None]]) -> None:
    """A service that answers on Slack for as long as `use` takes."""
    api, port = peer
    config = Config(
        {**DEFAULTS, "platforms.slack.mode": "http", "platforms.slack.api_url": f"{api}/api/"}
    )
    environment = {
        "WHERETO_SLACK_BOT_TOKEN": "xoxb-guide",
        "WHERETO_SLACK_SIGNING_SECRET": SECRET,
    }

    async def talk() -> None:
        served = link(Bot(knowledge, Setting(), clock=lambda: NOW), config, environment)
        stop = asyncio.Event()
        with listen("127.0.0.1", port) as listener:
            serving = asyncio.create_task(run({"slack": served}, listener, stop))
            slack = Slack(api, f"http://127.0.0.1:{port}{PATH}", served)
            try:
                await until(lambda: served.is_connected)
                await use(slack)
            finally:
                stop.set()
                await serving
                await slack.http.close()

    asyncio.run(talk())


async def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + WITHIN
    while not is_so():
        assert time.monotonic() < end, "it did not come to that"
        await asyncio.sleep(0.01)


def drawn(step: str, messages: list[Json]) -> str:
    lines = [f"> {step}", ""]
    for message in messages:
        for block in message["blocks"]:
            text = re.sub(r"[\u2066\u2069\u200f]", "", visible_text(block))
            lines += [text, ""]
    return "\n".join(lines)


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=NAMES)
def test_a_dialogue_goes_as_it_was_read(knowledge, peer, dialogue, request):
    name, language, steps = dialogue
    parts: list[str] = []

    async def use(slack: Slack) -> None:
        person = await Person(slack).arrive()
        for step in steps:
            messages = await person.do(step)
            assert len({message["text"] for message in messages}) == 1
            parts.append(drawn(step, messages))

    talking(knowledge, peer, use)
    update = request.config.getoption("--update")
    compare("slack", f"{name}-{language}", "\n".join(parts), update)


def test_in_a_channel_nothing_is_said_and_nobody_reads_anothers_talk(knowledge, peer):
    async def use(slack: Slack) -> None:
        first = await Person(slack).arrive()
        second = await Person(slack).arrive()
        await first.call("conversations.join", channel=GENERAL)
        await first.call("chat.postMessage", channel=GENERAL, text="my boss touched me")
        await first.do("can I stay anonymous")
        told = await second.do("and for how long")
        assert "reports without a name are accepted" not in str(told)
        with pytest.raises(SlackApiError, match="not_in_channel"):
            await second.call("conversations.history", channel=first.room)
        posted = await first.call("conversations.history", channel=GENERAL)
        assert [m["text"] for m in posted["messages"] if m["user"] == "U0GUIDE"] == []

    talking(knowledge, peer, use)


def test_erase_leaves_of_ours_only_that_it_is_done(knowledge, peer):
    async def use(slack: Slack) -> None:
        person = await Person(slack).arrive()
        await person.do("what does the ombudsman do")
        await person.do("menu")
        await person.do("erase")
        ours = [m for m in await person.history() if m["user"] == "U0GUIDE"]
        assert len(ours) == 1
        assert "Yours only you can delete" in visible_text(ours[0]["blocks"])

    talking(knowledge, peer, use)


def test_the_command_the_window_and_the_home_work_with_the_peers_rights(knowledge, peer):
    async def use(slack: Slack) -> None:
        person = await Person(slack).arrive()
        guide = AsyncWebClient("xoxb-guide", base_url=f"{slack.api}/api/")
        invitation = await slack.post(person.own(command("my boss touched me")))
        assert invitation["response_type"] == "ephemeral"
        (started,) = await person.read()
        assert "In danger, write" in visible_text(started["blocks"])
        made = await guide.api_call("views.generateTriggerId", json={"user_id": person.id})
        window = pressed(buttons(invitation)[0], channel={"id": GENERAL})
        await slack.post(person.own({**window, "trigger_id": made["trigger_id"]}))
        await slack.settled()
        (view,) = [v for v in (await slack.seen())["views"] if v["user_id"] == person.id]
        assert "not posted as a message" in visible_text(view["blocks"])
        answered = await slack.post(person.own(submitted(view, "where can I report")))
        assert "Investigation office" in visible_text(answered["view"]["blocks"])
        choice = pressed(
            buttons(answered["view"])[-1], view={"id": view["view_id"], "type": "modal"}
        )
        await slack.post(person.own(choice))
        opened = person.own({**direct(""), "type": "event_callback"})
        opened["event"] = {"type": "app_home_opened", "tab": "home", "user": person.id}
        await slack.post(opened)
        await slack.settled()
        shown = [v for v in (await slack.seen())["views"] if v["user_id"] == person.id]
        views = {view["type"]: view for view in shown}
        assert len(buttons(views["modal"]["blocks"])) > 1
        assert buttons(views["home"]["blocks"])[0]["action_id"] == "window"
        ours = [m for m in await person.history() if m["user"] == "U0GUIDE"]
        assert len(ours) == 1  # only the private talk that the command opened

    talking(knowledge, peer, use)


def test_a_mention_is_whispered_to_who_wrote_it(knowledge, peer):
    async def use(slack: Slack) -> None:
        person = await Person(slack).arrive()
        await person.call("conversations.join", channel=GENERAL)
        await person.call("conversations.invite", channel=GENERAL, users="U0GUIDE")
        mention = person.own(direct("x", type="app_mention"))
        mention["event"] |= {"channel": GENERAL, "text": "<@U0GUIDE> my boss touched me"}
        await slack.post(mention)
        await slack.settled()
        (whisper,) = (await slack.seen())["whispers"]
        assert whisper["target_user"] == person.id
        assert "touched" not in str(whisper)

    talking(knowledge, peer, use)
