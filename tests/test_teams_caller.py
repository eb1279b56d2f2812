"""Who may call the personal bot: every row of the table of tokens and activities, against keys that
are fetched over a real socket; what is refused gets a 4xx of our own and reaches no turn."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from microsoft import (
    APP,
    SERVICE,
    TENANT,
    Microsoft,
    claims,
    playing,
    private_key,
    public_entry,
    token,
)

from adapters.connection import Call
from adapters.teams.admission import Admission
from adapters.teams.caller import verify_with
from adapters.teams.keys import FRESH, PAUSE, VOID, Keys
from adapters.teams.outbound import LOGIN, Credentials, Outbound, Token
from adapters.teams.personal import PersonalBot
from adapters.teams.refusal import RefusedError
from bot.bot import Bot
from bot.replays import MemoryReplays

PAYLOADS = Path(__file__).parent / "payloads" / "teams"
GOOD = json.loads((PAYLOADS / "in-personal-message.json").read_text(encoding="utf-8"))["given"]


TAKEN = httpx.MockTransport(
    lambda _: httpx.Response(200, json={"id": "1", "access_token": "t", "expires_in": 3600})
)
"""The addresses of Teams, which take everything; no call leaves this machine."""


@pytest.fixture
def microsoft() -> Iterator[Microsoft]:
    with playing() as played:
        yield played


@dataclass
class Counting(Bot):
    """A bot that counts its turns."""

    turns: int = 0

    def reply_to(self, message):
        self.turns += 1
        return super().reply_to(message)


def with_bot(
    microsoft: Microsoft, knowledge, use: Callable[[PersonalBot], Awaitable[Any]]
) -> tuple[Any, int]:
    """Runs a talk with a personal bot; what it gave, and how many turns there were."""

    async def run() -> tuple[Any, int]:
        async with httpx.AsyncClient() as client, httpx.AsyncClient(transport=TAKEN) as sending:
            bot = Counting(knowledge)
            outbound = Outbound(sending, Token(sending, Credentials(APP, "password", LOGIN)))
            verify = verify_with(Keys(client, microsoft.metadata), APP)
            admission = Admission(frozenset({TENANT}))
            personal = PersonalBot(bot, verify, outbound, admission, MemoryReplays())
            given = await use(personal)
            while personal._in_hand:
                await asyncio.wait(personal._in_hand)
            return given, bot.turns

    return asyncio.run(run())


def call_with(authorization: str | None, activity: object = GOOD) -> Call:
    body = activity if isinstance(activity, bytes) else json.dumps(activity).encode()
    return Call(body, {} if authorization is None else {"authorization": authorization})


def changed(**fields: Any) -> dict[str, Any]:
    return GOOD | fields


def place(**fields: Any) -> dict[str, Any]:
    return changed(conversation=GOOD["conversation"] | fields)


def minutes(count: int) -> int:
    return int(time.time()) + 60 * count


ELSEWHERE = "https://elsewhere.example/"
TOKENS: dict[str, tuple[int, Callable[[], str | None]]] = {
    "good": (200, token),
    "no header": (401, lambda: None),
    "another scheme": (401, lambda: f"Basic {token()}"),
    "no token": (401, lambda: "Bearer "),
    "not a token": (401, lambda: "Bearer a.b.c"),
    "wrong audience": (401, lambda: token(claims(aud="another"))),
    "a list of audiences": (401, lambda: token(claims(aud=[APP, "another"]))),
    "wrong issuer": (401, lambda: token(claims(iss="https://api.botframework.example"))),
    "no issuer": (401, lambda: token(claims(iss=None))),
    "Entra issuer": (401, lambda: token(claims(iss=f"https://sts.windows.net/{TENANT}/"))),
    "expired ten minutes ago": (401, lambda: token(claims(exp=minutes(-10)))),
    "expired two minutes ago, clocks differ": (200, lambda: token(claims(exp=minutes(-2)))),
    "no end": (401, lambda: token(claims(exp=None))),
    "an end that is no number": (401, lambda: token(claims(exp="tomorrow"))),
    "begins in ten minutes": (401, lambda: token(claims(nbf=minutes(10)))),
    "begins in two minutes, clocks differ": (200, lambda: token(claims(nbf=minutes(2)))),
    "not signed": (401, lambda: jwt.encode(claims(), None, "none", {"kid": "first"})),
    "signed with a shared secret": (
        401,
        lambda: jwt.encode(claims(), "s" * 32, "HS256", {"kid": "first"}),
    ),
    "another key of the same id": (401, lambda: token(key="other", kid="first")),
    "a key id that is not known": (401, lambda: token(key="other")),
    "no key id": (401, lambda: jwt.encode(claims(), private_key("first"), "RS256")),
    "another hash": (
        401,
        lambda: jwt.encode(claims(), private_key("first"), "RS512", {"kid": "first"}),
    ),
    "a key that is not endorsed for Teams": (401, lambda: token(key="webchat")),
    "a key without endorsements": (200, lambda: token(key="plain")),
    "another service address": (401, lambda: token(claims(serviceurl=ELSEWHERE))),
    "no service address": (401, lambda: token(claims(serviceurl=None))),
    "a service address that is no text": (401, lambda: token(claims(serviceurl=[SERVICE]))),
}
ACTIVITIES: dict[str, tuple[int, object, str]] = {
    "not JSON": (400, b"{{{", SERVICE),
    "empty": (400, b"", SERVICE),
    "a list": (400, b"[]", SERVICE),
    "not text at all": (400, b"\xff\xfe\x00", SERVICE),
    "nested without end": (400, b"[" * 100_000, SERVICE),
    "a number without end": (400, b"9" * 10_000, SERVICE),
    "no service address": (401, changed(serviceUrl=None), SERVICE),
    "a service address outside Microsoft": (403, changed(serviceUrl=ELSEWHERE), ELSEWHERE),
    "a service address not encrypted": (
        403,
        changed(serviceUrl="http://smba.trafficmanager.net/emea/"),
        "http://smba.trafficmanager.net/emea/",
    ),
    "a service address that only begins alike": (
        403,
        changed(serviceUrl="https://smba.trafficmanager.net.elsewhere.example/"),
        "https://smba.trafficmanager.net.elsewhere.example/",
    ),
    "a service address with somebody before it": (
        403,
        changed(serviceUrl="https://smba.trafficmanager.net@elsewhere.example/"),
        "https://smba.trafficmanager.net@elsewhere.example/",
    ),
    "a service address that is none": (403, changed(serviceUrl="https://["), "https://["),
    "another channel": (403, changed(channelId="webchat"), SERVICE),
    "no channel": (403, changed(channelId=None), SERVICE),
    "a group chat": (403, place(conversationType="groupChat"), SERVICE),
    "a team's channel": (403, place(conversationType="channel"), SERVICE),
    "a place that is not named": (403, place(conversationType=None), SERVICE),
    "another tenant": (403, place(tenantId="99999999-bbbb-4ccc-8ddd-eeeeeeeeeeee"), SERVICE),
    "no tenant": (403, place(tenantId=None), SERVICE),
    "the tenant in capitals": (200, place(tenantId=TENANT.upper()), SERVICE),
    "no conversation": (403, changed(conversation=None), SERVICE),
    "a conversation that is a number": (403, changed(conversation=7), SERVICE),
}


@pytest.mark.parametrize("case", TOKENS)
def test_a_call_is_let_in_only_with_a_token_that_microsoft_signed_for_this_bot(
    case, microsoft, knowledge
):
    microsoft.keys += [public_entry("plain"), public_entry("webchat", endorsements=["webchat"])]
    expected, made = TOKENS[case]
    header = made()
    if header is not None and " " not in header:
        header = f"Bearer {header}"
    response, turns = with_bot(microsoft, knowledge, lambda bot: bot.answer(call_with(header)))
    assert (response.status, response.body) == (expected, b"")
    assert turns == (1 if expected == 200 else 0)


@pytest.mark.parametrize("case", ACTIVITIES)
def test_a_true_call_is_let_in_only_for_a_private_talk_that_is_served(case, microsoft, knowledge):
    expected, activity, address = ACTIVITIES[case]
    header = f"Bearer {token(claims(serviceurl=address))}"
    call = call_with(header, activity)
    response, turns = with_bot(microsoft, knowledge, lambda bot: bot.answer(call))
    assert (response.status, response.body) == (expected, b"")
    assert turns == (1 if expected == 200 else 0)


def test_a_call_that_came_before_is_taken_and_not_answered_again(microsoft, knowledge):
    async def twice(bot: PersonalBot) -> list[int]:
        call = call_with(f"Bearer {token()}")
        return [(await bot.answer(call)).status for _ in range(3)]

    assert with_bot(microsoft, knowledge, twice) == ([200, 200, 200], 1)


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def with_keys(microsoft: Microsoft, use: Callable[[Keys, Clock], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        clock = Clock()
        async with httpx.AsyncClient() as client:
            return await use(Keys(client, microsoft.metadata, clock), clock)

    return asyncio.run(run())


def test_keys_are_fetched_once_and_read_again_after_half_a_day(microsoft):
    async def use(keys: Keys, clock: Clock) -> list[int]:
        fetched = []
        for seconds in (0, 60, FRESH, 60):
            clock.now += seconds
            assert await keys.find("first") is not None
            fetched.append(microsoft.fetched("keys"))
        return fetched

    assert with_keys(microsoft, use) == [1, 1, 2, 2]


def test_key_ids_that_are_made_up_cause_one_fetch_in_five_minutes(microsoft):
    async def use(keys: Keys, clock: Clock) -> list[int]:
        fetched = []
        for seconds in (0, 1, PAUSE, 1):
            clock.now += seconds
            for number in range(20):
                assert await keys.find(f"made-up-{number}") is None
            fetched.append(microsoft.fetched("keys"))
        return fetched

    assert with_keys(microsoft, use) == [1, 1, 2, 2]


def test_a_new_key_is_found_without_a_restart(microsoft):
    async def use(keys: Keys, clock: Clock) -> bool:
        await keys.find("first")
        microsoft.keys = [public_entry("second")]
        clock.now += PAUSE
        return await keys.find("second") is not None and await keys.find("first") is None

    assert with_keys(microsoft, use)


def test_keys_hold_for_a_day_while_microsoft_cannot_be_reached_and_then_calls_are_put_off(
    microsoft,
):
    async def use(keys: Keys, clock: Clock) -> int:
        await keys.find("first")
        microsoft.is_down = True
        clock.now += VOID - 1
        assert await keys.find("first") is not None
        clock.now += 2
        with pytest.raises(RefusedError) as refused:
            await keys.find("first")
        return refused.value.status

    assert with_keys(microsoft, use) == 503


@pytest.mark.parametrize(
    "broken",
    [
        {"is_down": True},
        {"keys": []},
        {"keys": [{"kty": "RSA", "kid": "first"}]},
        {"keys": ["first"]},
        {"keys": None},
        {"elsewhere": "http://127.0.0.1:1/keys"},
        {"elsewhere": "not an address"},
        {"address": "http://127.0.0.1:1"},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_without_keys_no_call_is_let_in_and_none_is_blamed(microsoft, knowledge, broken):
    played = replace(microsoft)
    for name, value in broken.items():
        setattr(microsoft, name, value)
        setattr(played, name, value)
    call = call_with(f"Bearer {token()}")
    response, turns = with_bot(played, knowledge, lambda bot: bot.answer(call))
    assert (response.status, turns) == (503, 0)
