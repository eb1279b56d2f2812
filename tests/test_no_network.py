"""Begun before its network is there, or left by it: each platform waits longer and longer, says so by
class alone, and answers soon after the network is back."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator

import httpx
import pytest

pytest.importorskip("uvicorn", reason='it is not installed: pip install "whereto[server]"')
pytest.importorskip("telegram", reason='it is not installed: pip install "whereto[telegram]"')
pytest.importorskip("slack_bolt", reason='it is not installed: pip install "whereto[slack]"')
pytest.importorskip("jwt", reason='it is not installed: pip install "whereto[teams]"')

from microsoft import APP, Microsoft, playing
from test_server import EndedError

from adapters.connection import Connection
from adapters.metrics import Health
from adapters.server import keep_running
from adapters.slack.link import MISSED, SocketLink, link
from adapters.slack.talk import Talk
from adapters.slack.wiring import Wiring
from adapters.teams.admission import Admission
from adapters.teams.caller import verify_with
from adapters.teams.keys import FIRST_PAUSE, PAUSE, Keys
from adapters.teams.outbound import Credentials, Outbound, Token
from adapters.teams.personal import PersonalBot
from adapters.teams.refusal import RefusedError
from adapters.telegram import connect as connect_telegram
from bot.bot import Bot
from bot.config import Config
from bot.config_values import DEFAULTS
from bot.replays import MemoryReplays

SECRETS = {
    "WHERETO_TELEGRAM_TOKEN": "1:CanaryToken",
    "WHERETO_SLACK_BOT_TOKEN": "xoxb-CanaryToken",
    "WHERETO_SLACK_APP_TOKEN": "xapp-CanaryToken",
    "WHERETO_SLACK_SIGNING_SECRET": "CanarySecret",
}


@pytest.fixture
def nobody(monkeypatch) -> Iterator[str]:
    """An address that refuses every connection, for as long as the test takes."""
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


def config(**changed: object) -> Config:
    values = {name.replace("__", "."): value for name, value in changed.items()}
    return Config({**DEFAULTS, **{f"platforms.{name}": value for name, value in values.items()}})


def platform(name: str, bot: Bot, nobody: str) -> Connection:
    """A platform whose other side is not there."""
    if name == "telegram":
        return connect_telegram(bot, config(telegram__api_url=nobody))
    if name.startswith("slack"):
        mode = name.partition(" ")[2]
        return link(bot, config(slack__api_url=f"{nobody}/api/", slack__mode=mode), SECRETS)
    client = httpx.AsyncClient()
    token = Token(client, Credentials(APP, "CanarySecret", f"{nobody}/token"))
    verify = verify_with(Keys(client, f"{nobody}/keys"), APP)
    return PersonalBot(
        bot, verify, Outbound(client, token), Admission(frozenset()), MemoryReplays()
    )


@pytest.mark.parametrize("name", ["telegram", "slack socket", "slack http", "teams"])
def test_a_platform_that_refuses_is_tried_again_after_growing_pauses(
    name, nobody, knowledge, caplog
):
    waited: list[float] = []
    health = Health()

    async def sleep(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 2:
            raise EndedError

    async def keep() -> None:
        connection = platform(name, Bot(knowledge), nobody)
        try:
            await keep_running(name, connection, sleep, chance=lambda: 1.0, failed=health.failed)
        finally:
            assert not connection.is_connected

    with pytest.raises(EndedError):
        asyncio.run(keep())
    assert waited == [1.0, 2.0]
    assert list(health.failures.values()) == [2]
    ours = [r.getMessage() for r in caplog.records if r.name.startswith("whereto")]
    assert len(ours) == 2
    assert all(text.startswith(f"{name} broke: ") for text in ours)
    assert "Canary" not in "".join(ours) + repr(health)


# ---- Slack's socket


def socket_link(knowledge) -> SocketLink:
    wiring = Wiring(Talk(Bot(knowledge), None), MemoryReplays())  # type: ignore[arg-type]
    return SocketLink(wiring, None, None)  # type: ignore[arg-type]


def test_a_socket_that_stays_closed_is_begun_anew_by_us(knowledge):
    """The SDK tries the same address for ever; Slack takes each only once, and for a minute."""
    ours, states = socket_link(knowledge), [True, *[False] * MISSED]
    seen: list[bool] = []

    async def is_open() -> bool:
        return states.pop(0)

    async def sleep(_: float) -> None:
        seen.append(ours.is_connected)

    with pytest.raises(ConnectionError):
        asyncio.run(ours.stay(is_open, sleep))
    assert seen == [True, *[False] * MISSED]


def test_a_socket_that_is_renewed_in_time_is_left_alone(knowledge):
    ours = socket_link(knowledge)
    states = [*[False] * (MISSED - 1), True] * 3

    async def is_open() -> bool:
        if not states:
            raise EndedError
        return states.pop(0)

    async def sleep(_: float) -> None:
        """Nothing is waited for."""

    with pytest.raises(EndedError):
        asyncio.run(ours.stay(is_open, sleep))


# ---- the keys of Teams


@pytest.fixture
def microsoft() -> Iterator[Microsoft]:
    with playing() as played:
        yield played


def test_keys_that_could_not_be_had_are_had_soon_after_the_network_is_back(microsoft):
    """Calls come every second; what is fetched is counted on the other side."""

    async def use() -> list[int]:
        now = [0.0]
        microsoft.is_down = True
        async with httpx.AsyncClient() as client:
            keys = Keys(client, microsoft.metadata, lambda: now[0])
            tries = []
            for second in range(120):
                now[0] = second
                before = microsoft.fetched("keys"), keys._failures
                with pytest.raises(RefusedError):
                    await keys.find("first")
                if keys._failures > before[1]:
                    tries.append(second)
            microsoft.is_down = False
            now[0] = keys._next_at
            assert await keys.find("first") is not None
            return tries

    assert asyncio.run(use()) == [0, 5, 15, 35, 75]
    assert FIRST_PAUSE < PAUSE


def test_the_pause_between_two_tries_for_keys_has_an_end(nobody):
    async def use() -> float:
        now = [0.0]
        async with httpx.AsyncClient() as client:
            keys = Keys(client, nobody, lambda: now[0])
            for _ in range(30):
                now[0] = max(now[0], keys._next_at)
                with pytest.raises(RefusedError):
                    await keys.find("first")
            return keys._next_at - now[0]

    assert asyncio.run(use()) == PAUSE
