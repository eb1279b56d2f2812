"""Teams, played by Microsoft's Agents Playground: the personal bot behind the real server.

The Playground signs nothing, so the check of the caller is another one here, given to the
connection as it is made: no setting and no variable can do that. What the check has to refuse,
tests/test_teams_caller.py shows. It deletes no message either ("not implemented yet"); that "erase"
asks for it, tests/test_teams_talk.py shows. `python -m pytest tests/peers/test_teams.py --update` writes the
transcripts anew.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import aiohttp
import httpx
import pytest
from conftest import NOW

from adapters.connection import Call
from adapters.server import listen, run
from adapters.teams.admission import Admission
from adapters.teams.keys import Keys
from adapters.teams.outbound import Credentials, Outbound, Token
from adapters.teams.personal import PATH, PersonalBot
from bot.bot import Bot
from bot.replays import MemoryReplays
from peers.conftest import HERE, INSTALLED, free_port
from peers.dialogues import DIALOGUES, NAMES, button_of, compare

PLAYGROUND = INSTALLED / "@microsoft" / "m365agentsplayground" / "cli.js"
WITHIN = 30.0
MARKS = re.compile("[\u200f\u2066-\u2069]")


@dataclass(frozen=True)
class Place:
    """Where the Playground listens, and where it expects the bot."""

    address: str
    port: int

    @property
    def origin(self) -> str:
        """As the Playground names itself to the bot."""
        return self.address.replace("127.0.0.1", "localhost")


@pytest.fixture(scope="module")
def place(start_peer, tmp_path_factory) -> Place:
    port, own = free_port(), free_port()
    folder = tmp_path_factory.mktemp("playground")  # it writes a log where it is started
    bot = f"http://127.0.0.1:{port}{PATH}"
    command = ["-r", str(HERE / "loopback.cjs"), str(PLAYGROUND), "start", "-e", bot]
    command += ["-c", "msteams", "-p", str(own), "--dt"]
    given = {"port": own, "folder": folder, "TEAMSAPPTESTER_BROWSER": "none"}
    return Place(start_peer(*command, **given), port)


class NoToken:
    """The Playground takes any token."""

    async def get(self) -> str:
        return "none"


async def unsigned(call: Call) -> str:
    """Takes a call at its word."""
    return str(json.loads(call.body)["serviceUrl"])


class Person:
    """Somebody with Teams: what they do, and what they see."""

    def __init__(self, place: Place, bot: PersonalBot, client: httpx.AsyncClient) -> None:
        self.place, self.bot, self.client = place, bot, client
        self.seen: list[dict[str, Any]] = []
        self.config: dict[str, Any] = {}

    async def watch(self) -> None:
        """Take in everything that the bot sends, anywhere."""
        address = f"{self.place.address.replace('http', 'ws')}/_ws_conversation/v1/conversations"
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(f"{address}/stream") as ws,
        ):
            async for event in ws:
                self.seen.append(json.loads(event.data))

    async def post(self, path: str, body: object) -> int:
        return (await self.client.post(f"{self.place.address}{path}", json=body)).status_code

    @property
    def chat(self) -> str:
        return str(self.config["personalChat"]["id"])

    @property
    def group(self) -> str:
        return str(self.config["groupChats"][0]["id"])

    @property
    def channel(self) -> str:
        return str(self.config["teams"][0]["channels"][0]["id"])

    async def say(self, text: str) -> None:
        await self._write(self.chat, text=text, textFormat="plain")

    async def mention(self, conversation: str, text: str) -> None:
        name = "<at>Test Bot</at>"
        mention = {"mentioned": {"id": self.config["bot"]["id"]}, "text": name}
        await self._write(conversation, text=f"{name} {text}", textFormat="xml", mentions=[mention])

    async def _write(self, conversation: str, **fields: Any) -> None:
        body = {"from": {"id": "user-id-0"}, **fields}
        assert (
            await self.post(f"/_conversation/v1/conversations/{conversation}/messages", body) == 200
        )

    async def press(self, number: int) -> None:
        sent = self.messages()[-1]
        body = {
            "conversation": {"id": self.chat},
            "from": {"id": "user-id-0"},
            "replyToId": sent["messageId"],
            "value": buttons(sent)[number - 1]["data"],
        }
        assert await self.post("/_conversation/v1/submit", body) == 200

    async def does(self, kind: str, **fields: Any) -> None:
        """Any other activity of the private chat."""
        path = f"/_internal/v1/customActivities/template?conversationId={self.chat}"
        template = (await self.client.get(f"{self.place.address}{path}")).json()
        activity = template | {"type": kind, **fields}
        assert await self.post("/_internal/v1/customActivities", activity) < 300

    def messages(self) -> list[dict[str, Any]]:
        return [event["message"] for event in self.seen if event["action"] == "createMessage"]

    async def do(self, step: str) -> list[dict[str, Any]]:
        """One step of a dialogue; a number that no button has is typed."""
        before = len(self.messages())
        number = button_of(step)
        if step == "(voice)":
            await self.does("message", attachments=[{"contentType": "audio/mp4"}])
        elif number is not None and before and len(buttons(self.messages()[-1])) >= number:
            await self.press(number)
        else:
            await self.say(step if number is None else str(number))
        await until(lambda: len(self.messages()) > before and not self.bot._in_hand)
        return self.messages()[before:]


async def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + WITHIN
    while not is_so():
        assert time.monotonic() < end, "it did not come to that"
        await asyncio.sleep(0.02)


def elements(message: dict[str, Any]) -> list[dict[str, Any]]:
    """What a card shows, from top to bottom."""
    shown = []
    for part in message["attachments"][0]["content"]["body"]:
        shown += part.get("items") or part.get("actions") or [part]
    return shown


def buttons(message: dict[str, Any]) -> list[dict[str, Any]]:
    return [part for part in elements(message) if part["type"] == "Action.Submit"]


def drawn(step: str, messages: list[dict[str, Any]]) -> str:
    lines = [f"> {step}", ""]
    for message in messages:
        for part in elements(message):
            runs = part.get("inlines", [{"text": f"({part.get('title')})"}])
            lines.append(MARKS.sub("", "".join(run["text"] for run in runs)))
        lines.append("")
    return "\n".join(lines)


def talking(knowledge, place: Place, use: Callable[[Person], Awaitable[None]]) -> None:
    """A bot that serves, and somebody who talks with it, for as long as `use` takes."""

    async def talk() -> None:
        async with httpx.AsyncClient(timeout=WITHIN) as client:
            outbound = Outbound(httpx.AsyncClient(timeout=WITHIN), NoToken())
            tenant = "00000000-0000-0000-0000-0000000000001"
            admission = Admission(frozenset({tenant}), frozenset({place.origin}))
            bot = PersonalBot(
                Bot(knowledge, clock=lambda: NOW), unsigned, outbound, admission, MemoryReplays()
            )
            person, stop = Person(place, bot, client), asyncio.Event()
            with listen("127.0.0.1", place.port) as listener:
                serving = asyncio.create_task(run({"teams": bot}, listener, stop))
                watching = asyncio.create_task(person.watch())
                try:
                    got = await client.get(f"{place.address}/_internal/v1/config")
                    person.config = got.json()["config"]
                    await until(lambda: bot.is_connected)
                    await use(person)
                finally:
                    watching.cancel()
                    stop.set()
                    await serving
                    with suppress(asyncio.CancelledError):
                        await watching

    asyncio.run(talk())


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=NAMES)
def test_a_dialogue_goes_as_it_was_read(knowledge, place, dialogue, request):
    name, language, steps = dialogue
    parts: list[str] = []

    async def use(person: Person) -> None:
        for step in steps:
            parts.append(drawn(step, await person.do(step)))

    talking(knowledge, place, use)
    update = request.config.getoption("--update")
    compare("teams", f"{name}-{language}", "\n".join(parts), update)


def test_in_a_group_and_in_a_channel_nothing_is_said(knowledge, place):
    async def use(person: Person) -> None:
        await person.mention(person.group, "my boss touched me")
        await person.mention(person.channel, "my boss touched me")
        await person.do("menu")
        assert {
            event["actionConversationId"]
            for event in person.seen
            if event["action"] == "createMessage"
        } == {person.chat}

    talking(knowledge, place, use)


def test_who_adds_the_bot_is_welcomed_once(knowledge, place):
    async def use(person: Person) -> None:
        bot = {"id": person.config["bot"]["id"]}
        await person.does("installationUpdate", action="add")
        await until(lambda: bool(person.messages()))
        await person.does("conversationUpdate", membersAdded=[bot])
        await person.do("menu")
        first, second = person.messages()
        texts = knowledge.wording("en").texts
        assert texts["interface/start"] in drawn("", [first])
        assert texts["interface/menu"] in drawn("", [second])

    talking(knowledge, place, use)


@pytest.fixture(scope="module")
def identity(start_peer) -> str:
    """The Microsoft of `emulate`: it gives out tokens, and shows the keys that it signs with."""
    port = free_port()
    command = [str(INSTALLED / "emulate" / "dist" / "index.js"), "start", "-s", "microsoft"]
    return start_peer(*command, "-p", str(port), port=port).replace("127.0.0.1", "localhost")


def test_a_third_partys_keys_are_found_by_its_metadata(identity):
    async def use() -> None:
        async with httpx.AsyncClient() as client:
            shown = (await client.get(f"{identity}/discovery/v2.0/keys")).json()["keys"]
            keys = Keys(client, f"{identity}/.well-known/openid-configuration")
            assert shown
            assert all([await keys.find(entry["kid"]) for entry in shown])
            assert await keys.find("another") is None

    asyncio.run(use())


def test_a_third_party_gives_the_bot_its_token(identity):
    async def use() -> None:
        async with httpx.AsyncClient() as client:
            address = f"{identity}/oauth2/v2.0/token"
            token = Token(client, Credentials("an-app", "a-password", address))
            assert await token.get() == await token.get() != ""

    asyncio.run(use())
