"""Broken calls to both webhooks of Teams, by the thousand: never a crash, never a word that leaks,
and no memory that grows. `make proof` sends 20,000 to each.
"""

from __future__ import annotations

import asyncio
import copy
import json
import logging
import random
import tracemalloc
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from conftest import MANY
from microsoft import APP, TENANT, Microsoft, public_entry, token
from test_teams_webhook import SECRET, sign

from adapters.connection import Call, Response
from adapters.teams.admission import Admission
from adapters.teams.caller import verify_with
from adapters.teams.keys import Keys
from adapters.teams.outbound import LOGIN, Credentials, Outbound, Token
from adapters.teams.personal import PersonalBot
from adapters.teams.webhook import OutgoingWebhook
from bot.bot import Bot
from bot.replays import MemoryReplays

CALLS = 500 * MANY
MARK = "Zanzibarella"
GROWTH = 4_000_000
"""Bytes that the second half of all calls may add: ids against repeats, sessions in memory."""

GIVEN = [
    json.loads(path.read_text(encoding="utf-8"))["given"]
    for path in sorted((Path(__file__).parent / "payloads" / "teams").glob("in-*.json"))
]
ODD: tuple[Any, ...] = (
    None, True, 0, -1, 1e308, "", MARK, f"{MARK} \ud800", "💥" * 50, "a:1-conversation", "personal",
    [], {}, [[]], {"id": MARK}, [{"id": 1}], {"token": MARK}, "message", "installationUpdate", "add",
    "x" * 5000, "<at>" * 300, "&" * 300, "https://[", TENANT,
)  # fmt: skip
HEADERS = ("", "Bearer", "Bearer a.b.c", "Bearer " + "." * 50, "HMAC", "HMAC é", f"Basic {MARK}")

Answer = Callable[[Call], Awaitable[Response]]
SignBody = Callable[[bytes], str]


def _places(node: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a payload: its container and its key."""
    for key, value in node.items() if isinstance(node, dict) else enumerate(node):
        yield node, key
        if isinstance(value, (dict, list)):
            yield from _places(value)


def _broken(chance: random.Random) -> dict[str, Any]:
    """A payload with some of its places taken away or replaced."""
    payload = copy.deepcopy(chance.choice(GIVEN))
    payload["id"] = str(chance.random())
    payload["text"] = chance.choice(("menu", "1", "erase", f"where can I report {MARK}", "stop"))
    for _ in range(chance.randrange(4)):
        container, key = chance.choice([*_places(payload)])
        if isinstance(container, dict) and chance.random() < 0.3:
            del container[key]
        else:
            container[key] = copy.deepcopy(chance.choice(ODD))
    return payload


def _call(chance: random.Random, signed: SignBody) -> Call:
    kind = chance.random()
    body = json.dumps(_broken(chance)).encode()
    if kind < 0.1:
        start = chance.randrange(len(body))
        body = body[start : start + chance.randrange(200)]
    elif kind < 0.2:
        body = chance.randbytes(chance.randrange(300))
    if kind > 0.9:
        return Call(body, {"authorization": chance.choice(HEADERS)})
    header = signed(body)
    if kind > 0.8:
        at = chance.randrange(len(header))
        header = header[:at] + chance.choice("Aé. =") + header[at + 1 :]
    return Call(body, {"authorization": header})


def _break(answer: Answer, signed: SignBody, settle: Callable[[], Awaitable[None]]) -> set[int]:
    """Send them all; the statuses that came back. Memory stays as it is in the second half."""
    chance = random.Random(6)  # noqa: S311 - the same calls each time
    statuses: set[int] = set()

    async def send(calls: int) -> None:
        for _ in range(calls):
            response = await answer(_call(chance, signed))
            await settle()
            statuses.add(response.status)
            assert MARK.encode() not in response.body

    async def both_halves() -> int:
        await send(CALLS // 2)
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        await send(CALLS - CALLS // 2)
        grown = tracemalloc.get_traced_memory()[0] - before
        tracemalloc.stop()
        return grown

    assert asyncio.run(both_halves()) < GROWTH
    return statuses


def _personal_bot(knowledge, sent: list[bytes]) -> PersonalBot:
    """A bot whose Microsoft answers everything and keeps what was sent to a conversation."""
    microsoft = Microsoft("https://login.botframework.com", [public_entry("first")])

    def take(request: httpx.Request) -> httpx.Response:
        status, given = microsoft.answer(request.method, request.url.path)
        if "/v3/" in request.url.path:
            sent.append(request.content)
        return httpx.Response(status, json=given)

    client = httpx.AsyncClient(transport=httpx.MockTransport(take))
    outbound = Outbound(client, Token(client, Credentials(APP, "password", LOGIN)))
    verify, admission = verify_with(Keys(client), APP), Admission(frozenset({TENANT}))
    return PersonalBot(Bot(knowledge), verify, outbound, admission, MemoryReplays())


@pytest.fixture
def nothing_leaks(caplog) -> Iterator[None]:
    caplog.set_level(logging.INFO, logger="whereto")  # of others, pytest would keep each line
    yield
    assert not [record for record in caplog.records if MARK in record.getMessage()]
    assert not [record for record in caplog.records if record.levelno > logging.WARNING]


@pytest.mark.usefixtures("nothing_leaks")
def test_no_broken_call_to_the_personal_bot_crashes_leaks_or_is_kept(knowledge):
    sent: list[bytes] = []
    personal, good, replies = _personal_bot(knowledge, sent), f"Bearer {token()}", 0

    async def settle() -> None:
        nonlocal replies
        while personal._in_hand:
            await asyncio.wait(personal._in_hand)
        replies += len(sent)
        assert not [body for body in sent if MARK.encode() in body]
        sent.clear()

    statuses = _break(personal.answer, lambda _: good, settle)
    assert statuses == {200, 400, 401, 403}
    assert replies > CALLS // 10


@pytest.mark.usefixtures("nothing_leaks")
def test_no_broken_call_to_the_outgoing_webhook_crashes_leaks_or_is_kept(knowledge):
    async def settle() -> None:
        pass

    webhook = OutgoingWebhook(Bot(knowledge), SECRET, MemoryReplays())
    assert _break(webhook.answer, sign, settle) == {200, 400, 401}
