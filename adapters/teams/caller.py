"""Who calls the bot's address: proven by the token that Microsoft's Bot Connector signs.

The law: a bearer token signed with RS256 by a key that Microsoft publishes and endorses for Teams;
its issuer is the Bot Connector, its audience this bot; it says until when it holds, give or take
five minutes; and it names the address that replies go to. Source: Microsoft's "Authentication with
the Bot Connector API", read on 2026-11-20. That a token has to have an end, and its key to be
endorsed for Teams, Microsoft's own SDKs do not ask.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

import jwt

from adapters.connection import Call
from adapters.teams.keys import Keys
from adapters.teams.refusal import NOT_PROVEN, RefusedError

CHANNEL: Final = "msteams"
ISSUER: Final = "https://api.botframework.com"
SKEW: Final = 300
"""Seconds by which clocks may differ."""

Verify = Callable[[Call], Awaitable[str]]
"""Gives the address that the call's token says replies go to. Raises RefusedError."""


def verify_with(keys: Keys, app_id: str) -> Verify:
    """The check of every call for the bot of this id."""

    async def verify(call: Call) -> str:
        token = _bearer(call.headers.get("authorization", ""))
        try:
            key = await keys.find(_key_id(token))
            if key is None or (key.endorsements is not None and CHANNEL not in key.endorsements):
                raise RefusedError(NOT_PROVEN)
            claims = jwt.decode(
                token,
                key.public,
                algorithms=["RS256"],
                audience=app_id,
                issuer=ISSUER,
                leeway=SKEW,
                options={"require": ["exp", "iss", "aud"], "strict_aud": True},
            )
        except jwt.PyJWTError:
            raise RefusedError(NOT_PROVEN) from None
        address = claims.get("serviceurl")
        if not isinstance(address, str) or not address:
            raise RefusedError(NOT_PROVEN)
        return address

    return verify


def _bearer(header: str) -> str:
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise RefusedError(NOT_PROVEN)
    return token


def _key_id(token: str) -> str:
    """The id of the key that a token names. Raises PyJWTError, or RefusedError where the token is
    not signed as it has to be."""
    header = jwt.get_unverified_header(token)
    key_id = header.get("kid")
    if header.get("alg") != "RS256" or not isinstance(key_id, str):
        raise RefusedError(NOT_PROVEN)
    return key_id
