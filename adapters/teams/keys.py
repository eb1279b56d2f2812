"""The keys that Microsoft's Bot Connector signs with, as its OpenID metadata names them.

Fetched when first needed, read again after half a day, void after a day. A key id that is not known
has them fetched anew, but not more often than every five minutes: a stranger who makes up key ids
causes no traffic. Where they cannot be had, calls are refused as "not now", and it is tried again
after longer and longer pauses: a service that began before its network answers soon after it is there.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
import jwt

from adapters.teams.refusal import NOT_NOW, RefusedError

METADATA: Final = "https://login.botframework.com/v1/.well-known/openidconfiguration"
FRESH: Final = 12 * 3600.0
"""Seconds after which the keys are read again."""
VOID: Final = 24 * 3600.0
"""Seconds after which keys that could not be read again count no more; Microsoft asks for a refresh
at least daily."""
PAUSE: Final = 300.0
"""Seconds between two fetches for whatever reason, once the keys could be had."""
FIRST_PAUSE: Final = 5.0
"""Seconds to the next fetch after one that failed; doubled each time, up to `PAUSE`."""

log = logging.getLogger("whereto.teams")


@dataclass(frozen=True, slots=True)
class Key:
    """A public key, and the channels that may be signed for with it; None: not said."""

    public: jwt.PyJWK
    endorsements: frozenset[str] | None


class Keys:
    """The keys by their ids. `clock` gives seconds that only grow."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        metadata: str = METADATA,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._metadata = metadata
        self._clock = clock
        self._keys: Mapping[str, Key] = {}
        self._read_at: float | None = None
        self._next_at = float("-inf")
        self._failures = 0
        self._lock = asyncio.Lock()

    async def find(self, key_id: str) -> Key | None:
        """The key of an id, or None where Microsoft has none of that id. Raises RefusedError where
        the keys cannot be had."""
        async with self._lock:
            if self._age() > FRESH or key_id not in self._keys:
                await self._refresh()
            if self._age() > VOID:
                raise RefusedError(NOT_NOW)
            return self._keys.get(key_id)

    def _age(self) -> float:
        return VOID + 1 if self._read_at is None else self._clock() - self._read_at

    async def _refresh(self) -> None:
        now = self._clock()
        if now < self._next_at:
            return
        try:
            self._keys = await self._fetch()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError) as error:
            log.warning("signing keys not read: %s", type(error).__name__)
            self._next_at = now + min(PAUSE, FIRST_PAUSE * 2.0 ** min(self._failures, 20))
            self._failures += 1
        else:
            self._read_at, self._next_at, self._failures = now, now + PAUSE, 0

    async def _fetch(self) -> dict[str, Key]:
        """The keys as they are now. Raises ValueError, KeyError, TypeError or an HTTP error for
        whatever is not as it has to be."""
        named = str((await self._get(self._metadata))["jwks_uri"])
        if urlsplit(named)[:2] != urlsplit(self._metadata)[:2]:
            raise ValueError("keys elsewhere")
        found = {}
        for entry in (await self._get(named))["keys"]:
            if isinstance(entry, dict) and entry.get("kty") == "RSA" and "kid" in entry:
                found[str(entry["kid"])] = _key(entry)
        if not found:
            raise ValueError("no keys")
        return found

    async def _get(self, address: str) -> Any:
        response = await self._client.get(address)
        return response.raise_for_status().json()


def _key(entry: Mapping[str, Any]) -> Key:
    said = entry.get("endorsements")
    endorsements = frozenset(map(str, said)) if isinstance(said, list) else None
    try:
        return Key(jwt.PyJWK.from_dict(dict(entry), "RS256"), endorsements)
    except jwt.PyJWTError:
        raise ValueError("key") from None
