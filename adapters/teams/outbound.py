"""What goes out to Teams: replies, and the deletion of our own messages, with the bot's own token.

The token is sent to addresses of Microsoft only. What Teams asks to be sent again is sent again,
each time after a longer pause that chance makes unequal; a pause that Teams names is kept.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final
from urllib.parse import quote, urlsplit

import httpx

LOGIN: Final = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"
"""Where a bot that is registered in one tenant gets its token."""

SCOPE: Final = "https://api.botframework.com/.default"
ORIGINS: Final = frozenset({"https://smba.trafficmanager.net"})
"""Where Teams takes messages of bots: the only addresses that see the bot's token."""

AGAIN: Final = frozenset({412, 429, 502, 504})
"""Statuses after which Microsoft asks to try again with growing pauses. The same is done where
nobody could be reached: nothing was sent then that could arrive twice."""
ATTEMPTS: Final = 6
LONGEST_PAUSE: Final = 60.0
"""Seconds; who waited longer for a reply has gone."""
EARLY: Final = 300.0
"""Seconds before its end from which a token is not used any more."""

Sleep = Callable[[float], Awaitable[None]]


def is_allowed(service_url: str, origins: frozenset[str] = ORIGINS) -> bool:
    """Whether replies may be sent to an address: scheme, host and port are on the list."""
    try:
        scheme, place = urlsplit(service_url)[:2]
    except ValueError:
        return False
    return f"{scheme}://{place}" in origins


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who the bot is, and the address that gives it its token."""

    app_id: str
    password: str = field(repr=False)
    address: str = field(repr=False)


class Token:
    """The bot's own token, by client credentials; fetched when needed and kept until shortly
    before its end."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        credentials: Credentials,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._credentials = credentials
        self._clock = clock
        self._lock = asyncio.Lock()
        self._kept: tuple[str, float] = ("", float("-inf"))

    async def get(self) -> str:
        """A token that holds. Raises an HTTP error, or whatever an answer of another shape gives."""
        async with self._lock:
            token, until = self._kept
            if self._clock() >= until:
                token = await self._fetch()
            return token

    async def _fetch(self) -> str:
        asked = {
            "grant_type": "client_credentials",
            "client_id": self._credentials.app_id,
            "client_secret": self._credentials.password,
            "scope": SCOPE,
        }
        response = await self._client.post(self._credentials.address, data=asked)
        given = response.raise_for_status().json()
        token = str(given["access_token"])
        self._kept = (token, self._clock() + int(given["expires_in"]) - EARLY)
        return token


class Outbound:
    """Sends to Teams. `sleep` and `chance` (a number from 0 to 1) make the pauses."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        token: Token,
        sleep: Sleep = asyncio.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._client = client
        self._token = token
        self._sleep = sleep
        self._chance = chance

    async def sign_in(self) -> None:
        """See that there is a token to be had. Raises as `Token.get`."""
        await self._token.get()

    async def send(self, service_url: str, conversation: str, payload: Mapping[str, Any]) -> str:
        """Send one message; its id, or nothing where Teams names none. Raises an HTTP error where
        it cannot be sent, and as `Token.get`."""
        response = await self._request("POST", _address(service_url, conversation), payload)
        try:
            return str(response.json()["id"])
        except (ValueError, KeyError, TypeError):
            return ""

    async def delete(self, service_url: str, conversation: str, message: str) -> None:
        """Delete a message of ours. Raises as `send` does."""
        address = f"{_address(service_url, conversation)}/{quote(message, safe='')}"
        await self._request("DELETE", address, None)

    async def close(self) -> None:
        """Send nothing more."""
        await self._client.aclose()

    async def _request(
        self, method: str, address: str, payload: Mapping[str, Any] | None
    ) -> httpx.Response:
        for attempt in count(1):
            asked = None
            try:
                headers = {"Authorization": f"Bearer {await self._token.get()}"}
                sent = await self._client.request(method, address, json=payload, headers=headers)
                if sent.status_code not in AGAIN or attempt == ATTEMPTS:
                    return sent.raise_for_status()
                asked = sent.headers.get("retry-after")
            except httpx.ConnectError:
                if attempt == ATTEMPTS:
                    raise
            await self._sleep(pause(attempt, asked, self._chance()))
        raise AssertionError


def pause(attempt: int, asked: str | None, chance: float) -> float:
    """Seconds before the next attempt: as Teams asks, else twice as long each time; up to half as
    much again, so that many do not come back at once."""
    seconds = float(asked) if asked and asked.isdecimal() else float(2 ** (attempt - 1))
    return min(seconds * (1 + chance / 2), LONGEST_PAUSE)


def _address(service_url: str, conversation: str) -> str:
    return f"{service_url.rstrip('/')}/v3/conversations/{quote(conversation, safe='')}/activities"
