"""The personal bot at work: replies go out in order and only to their own conversation; what Teams
asks to be sent again is; a person can erase; nobody sees another's chat."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from microsoft import APP, SERVICE, TENANT, Microsoft, claims, playing, token

from adapters.connection import Call
from adapters.teams.admission import Admission
from adapters.teams.caller import verify_with
from adapters.teams.keys import Keys
from adapters.teams.outbound import (
    ATTEMPTS,
    LOGIN,
    LONGEST_PAUSE,
    Credentials,
    Outbound,
    Token,
    pause,
)
from adapters.teams.personal import PersonalBot
from bot.bot import Bot
from bot.replays import MemoryReplays

Use = Callable[[PersonalBot], Awaitable[Any]]


@pytest.fixture
def microsoft() -> Iterator[Microsoft]:
    with playing() as played:
        yield played


class Talker:
    """A person with Teams: what they do, as the calls that the bot gets."""

    def __init__(self, microsoft: Microsoft, bot: PersonalBot, name: str = "1") -> None:
        self.microsoft = microsoft
        self.bot = bot
        self.conversation = f"a:{name}/é"
        self.count = 0

    async def does(self, **fields: Any) -> int:
        """One activity; the status that Teams gets, once the reply has gone out."""
        self.count += 1
        service = f"{self.microsoft.address}/emea/"
        activity = {
            "type": "message",
            "id": str(self.count),
            "channelId": "msteams",
            "serviceUrl": service,
            "from": {"id": f"29:{self.conversation}"},
            "conversation": {
                "id": self.conversation,
                "conversationType": "personal",
                "tenantId": TENANT,
            },
            "recipient": {"id": f"28:{APP}"},
        }
        header = f"Bearer {token(claims(serviceurl=service))}"
        body = json.dumps(activity | fields).encode()
        status = (await self.bot.answer(Call(body, {"authorization": header}))).status
        await self.silence()
        return status

    async def silence(self) -> None:
        """Wait until every reply has gone out."""
        while self.bot._in_hand:
            await asyncio.wait(self.bot._in_hand)

    @property
    def received(self) -> list[dict[str, Any]]:
        """The messages that this person got."""
        own = f"/emea/v3/conversations/{quote(self.conversation, safe='')}/activities"
        return [body for path, body in self.microsoft.of("POST") if path == own]

    def buttons(self) -> dict[str, str]:
        """The quick replies of the last message: label and token."""
        body = self.received[-1]["attachments"][0]["content"]["body"]
        actions = [part["actions"][0] for part in body if part["type"] == "ActionSet"]
        return {action["title"]: action["data"]["token"] for action in actions}


def words(payload: dict[str, Any]) -> str:
    return payload["attachments"][0]["content"]["fallbackText"]


def talking(microsoft: Microsoft, knowledge, use: Use, slept: list[float] | None = None) -> Any:
    """Runs a talk with a personal bot whose Microsoft is the loopback one."""

    async def sleep(seconds: float) -> None:
        (slept if slept is not None else []).append(seconds)
        await asyncio.sleep(0)

    async def run() -> Any:
        async with httpx.AsyncClient() as client:
            where = f"{microsoft.address}/{TENANT}/oauth2/v2.0/token"
            own = Token(client, Credentials(APP, "a password", where))
            outbound = Outbound(client, own, sleep, lambda: 0.0)
            verify = verify_with(Keys(client, microsoft.metadata), APP)
            admission = Admission(frozenset({TENANT}), frozenset({microsoft.address}))
            return await use(
                PersonalBot(Bot(knowledge), verify, outbound, admission, MemoryReplays())
            )

    return asyncio.run(run())


def test_a_question_is_answered_with_a_card_and_the_notice_comes_once(microsoft, knowledge):
    async def use(bot: PersonalBot) -> None:
        person = Talker(microsoft, bot)
        assert await person.does(text="where can I report") == 200
        assert await person.does(text="can I stay anonymous") == 200
        first, second = map(words, person.received)
        notice = knowledge.wording("en").texts["interface/notice-teams"]
        assert notice in first
        assert notice not in second

    talking(microsoft, knowledge, use)


def test_a_button_does_what_is_on_it_and_so_does_its_number_typed(microsoft, knowledge):
    async def use(bot: PersonalBot) -> None:
        person = Talker(microsoft, bot)
        await person.does(text="menu")
        label, pressed = next(iter(person.buttons().items()))
        await person.does(value={"token": pressed})
        await person.does(text="menu")
        await person.does(text="1")
        assert label.startswith("[1]")
        assert words(person.received[1]) == words(person.received[3])

    talking(microsoft, knowledge, use)


def test_a_button_of_another_person_or_of_nobody_shows_the_menu(microsoft, knowledge):
    async def use(bot: PersonalBot) -> None:
        one, other = Talker(microsoft, bot, "1"), Talker(microsoft, bot, "2")
        await one.does(text="where can I report")
        await other.does(text="menu")
        menu = words(other.received[0])
        for made_up in (next(iter(one.buttons().values())), "ombudsman", "command:erase", "x" * 99):
            await other.does(value={"token": made_up})
            assert words(other.received[-1]) in (menu, menu.partition("\n\nI am a program")[0])

    talking(microsoft, knowledge, use)


def test_a_second_person_never_gets_what_the_first_one_asked_or_told(microsoft, knowledge):
    async def use(bot: PersonalBot) -> None:
        one, other, fresh = (Talker(microsoft, bot, name) for name in ("1", "2", "3"))
        await one.does(text="I am in Kenya, where can I report")
        await other.does(text="and without my name?")
        await fresh.does(text="and without my name?")
        assert len(one.received) == len(other.received) == 1
        assert words(other.received[0]) == words(fresh.received[0])

    talking(microsoft, knowledge, use)


def test_who_adds_the_bot_is_welcomed_once_in_their_language_with_the_notice(microsoft, knowledge):
    async def use(bot: PersonalBot) -> None:
        person = Talker(microsoft, bot)
        added = [{"id": f"28:{APP}"}]
        await person.does(type="installationUpdate", action="add", locale="fr-FR")
        await person.does(type="conversationUpdate", membersAdded=added, locale="fr-FR")
        (welcome,) = person.received
        texts = knowledge.wording("fr").texts
        assert texts["interface/start"] in words(welcome)
        assert texts["interface/notice-teams"] in words(welcome)

    talking(microsoft, knowledge, use)


@pytest.mark.parametrize(
    "fields",
    [
        {"type": "messageUpdate", "text": "other words"},
        {"type": "messageDelete"},
        {"type": "messageReaction", "reactionsAdded": [{"type": "like"}]},
        {"type": "typing"},
        {"type": "invoke", "name": "adaptiveCard/action", "value": {"token": "x"}},
        {"type": "conversationUpdate", "membersAdded": [{"id": "29:somebody"}]},
        {"type": "installationUpdate", "action": "remove"},
        {"type": None},
    ],
    ids=lambda fields: str(fields["type"]),
)
def test_what_is_no_message_is_taken_and_not_answered(microsoft, knowledge, fields):
    async def use(bot: PersonalBot) -> None:
        person = Talker(microsoft, bot)
        assert await person.does(**fields) == 200
        assert person.received == []

    talking(microsoft, knowledge, use)


def test_a_file_is_not_opened_and_the_person_is_told_so(microsoft, knowledge):
    async def use(bot: PersonalBot) -> None:
        person = Talker(microsoft, bot)
        await person.does(
            attachments=[{"contentType": "image/*", "contentUrl": "https://x.example"}]
        )
        assert knowledge.wording("en").texts["interface/attachment"] in words(person.received[0])
        assert {path for _, path, _ in microsoft.calls} & {"https://x.example", "/"} == set()

    talking(microsoft, knowledge, use)


def test_erase_deletes_our_own_messages_and_says_what_stays(microsoft, knowledge):
    async def use(bot: PersonalBot) -> None:
        person = Talker(microsoft, bot)
        await person.does(text="where can I report")
        await person.does(text="menu")
        await person.does(text="erase")
        own = f"/emea/v3/conversations/{quote(person.conversation, safe='')}/activities"
        deleted = [path for path, _ in microsoft.of("DELETE")]
        assert deleted == [f"{own}/sent-1", f"{own}/sent-2"]
        assert knowledge.wording("en").texts["interface/erased-teams"] in words(person.received[-1])
        order = [method for method, path, _ in microsoft.calls if "/v3/" in path]
        assert order == ["POST", "POST", "DELETE", "DELETE", "POST"]

    talking(microsoft, knowledge, use)


def test_a_message_that_cannot_be_deleted_keeps_neither_the_others_nor_the_answer(
    microsoft, knowledge
):
    async def use(bot: PersonalBot) -> None:
        person = Talker(microsoft, bot)
        await person.does(text="where can I report")
        await person.does(text="menu")
        microsoft.statuses = [404]
        await person.does(text="erase")
        assert len(microsoft.of("DELETE")) == 2
        assert len(person.received) == 3

    talking(microsoft, knowledge, use)


@pytest.mark.parametrize("status", [412, 429, 502, 504])
def test_what_teams_asks_to_be_sent_again_is_sent_again_after_growing_pauses(
    microsoft, knowledge, status
):
    slept: list[float] = []

    async def use(bot: PersonalBot) -> None:
        person = Talker(microsoft, bot)
        microsoft.statuses = [status] * 3
        await person.does(text="menu")
        assert len(person.received) == 4
        assert person.received[0] == person.received[3]

    talking(microsoft, knowledge, use, slept)
    assert slept == ([7.0] * 3 if status == 429 else [1.0, 2.0, 4.0])


def test_sending_ends_after_some_attempts_and_the_next_reply_goes_out(microsoft, knowledge):
    async def use(bot: PersonalBot) -> None:
        person = Talker(microsoft, bot)
        microsoft.statuses = [504] * ATTEMPTS
        await person.does(text="menu")
        assert len(person.received) == ATTEMPTS
        await person.does(text="where can I report")
        assert len(person.received) == ATTEMPTS + 1

    talking(microsoft, knowledge, use)


@pytest.mark.parametrize("failures", [2, ATTEMPTS])
def test_where_nobody_can_be_reached_it_is_tried_again_as_often(failures):
    slept: list[float] = []
    tried: list[str] = []

    def unreachable(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/token"):
            return httpx.Response(200, json={"access_token": "t", "expires_in": 3600})
        tried.append(request.url.path)
        if len(tried) <= failures:
            raise httpx.ConnectError("no route")
        return httpx.Response(200, json={"id": "7"})

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    async def use() -> str:
        async with httpx.AsyncClient(transport=httpx.MockTransport(unreachable)) as client:
            own = Token(client, Credentials(APP, "a password", LOGIN))
            return await Outbound(client, own, sleep, lambda: 0.0).send(SERVICE, "a:1", {})

    if failures < ATTEMPTS:
        assert asyncio.run(use()) == "7"
    else:
        with pytest.raises(httpx.ConnectError):
            asyncio.run(use())
    assert len(slept) == min(failures, ATTEMPTS - 1)


def test_a_pause_is_made_unequal_by_chance_and_never_longer_than_anybody_waits():
    assert pause(1, None, 0.0) == 1.0
    assert pause(3, None, 1.0) == 6.0
    assert pause(1, "30", 0.5) == 37.5
    assert pause(1, "86400", 0.0) == LONGEST_PAUSE
    assert pause(2, "Fri, 20 Nov 2026 10:00:00 GMT", 0.0) == 2.0


def test_where_a_card_is_not_taken_the_same_words_go_out(microsoft, knowledge):
    async def use(bot: PersonalBot) -> None:
        person = Talker(microsoft, bot)
        microsoft.statuses = [400]
        await person.does(text="where can I report")
        card, plain = person.received
        assert (plain["text"], plain["textFormat"]) == (words(card), "plain")

    talking(microsoft, knowledge, use)


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_a_reply_that_teams_refuses_is_not_sent_again(microsoft, knowledge, status):
    async def use(bot: PersonalBot) -> None:
        person = Talker(microsoft, bot)
        microsoft.statuses = [status]
        assert await person.does(text="menu") == 200
        assert len(person.received) == 1

    talking(microsoft, knowledge, use)


def test_replies_to_one_person_keep_their_order_and_nobody_waits_for_another(microsoft, knowledge):
    async def use(bot: PersonalBot) -> None:
        first, second, other = (Talker(microsoft, bot, name) for name in ("1", "1", "2"))
        second.count = 10
        microsoft.statuses = [504]
        await asyncio.gather(
            first.does(text="menu"), second.does(text="where can I report"), other.does(text="menu")
        )
        sent = [words(payload) for payload in first.received]
        assert "Everything I know" in sent[0]
        assert "investigation office" in sent[-1]
        assert other.received

    talking(microsoft, knowledge, use)


def test_the_token_for_sending_is_asked_for_once_and_stays_out_of_the_payload(microsoft, knowledge):
    async def use(bot: PersonalBot) -> None:
        person = Talker(microsoft, bot)
        for text in ("menu", "1", "erase"):
            await person.does(text=text)
        assert microsoft.fetched("/token") == 1
        asked = next(body for _, path, body in microsoft.calls if path.endswith("/token"))
        assert "grant_type=client_credentials" in asked
        assert "scope=https%3A%2F%2Fapi.botframework.com%2F.default" in asked
        assert f"/{TENANT}/oauth2/v2.0/token" in [path for _, path, _ in microsoft.calls]
        sent = [
            headers["authorization"]
            for (_, path, _), headers in zip(microsoft.calls, microsoft.headers, strict=True)
            if "/v3/" in path
        ]
        assert set(sent) == {"Bearer an.outbound.token"}
        assert "an.outbound.token" not in json.dumps(person.received)

    talking(microsoft, knowledge, use)


def test_it_is_connected_once_microsoft_takes_its_password_and_leaves_in_good_order(
    microsoft, knowledge
):
    async def use(bot: PersonalBot) -> None:
        assert not bot.is_connected
        running = asyncio.create_task(bot.run())
        while not bot.is_connected:
            await asyncio.sleep(0)
        person = Talker(microsoft, bot)
        answering = asyncio.create_task(person.does(text="menu"))
        while not bot._in_hand:
            await asyncio.sleep(0)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        await answering
        assert len(person.received) == 1
        assert not bot.is_connected

    talking(microsoft, knowledge, use)


def test_it_breaks_where_microsoft_does_not_take_its_password(microsoft, knowledge):
    async def use(bot: PersonalBot) -> None:
        microsoft.is_down = True
        with pytest.raises(httpx.HTTPStatusError):
            await bot.run()
        assert not bot.is_connected

    talking(microsoft, knowledge, use)


def test_nothing_of_a_talk_shows_in_a_repr(microsoft, knowledge):
    async def use(bot: PersonalBot) -> str:
        person = Talker(microsoft, bot, "secret")
        await person.does(text="menu")
        return repr(bot) + repr(bot._outbound) + repr(bot.webhooks) + repr(bot._admission)

    shown = talking(microsoft, knowledge, use)
    assert not [mark for mark in ("secret", "password", TENANT) if mark in shown]
