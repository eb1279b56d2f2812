"""A harmless call that proves the bot's password to Microsoft: one token, which nobody then uses. An
outgoing webhook has nothing to prove: Teams calls it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final

import httpx

from adapters.teams.outbound import LOGIN, Credentials, Token
from adapters.teams.registration import read_app_id, read_tenants
from bot.config import Config, read_secret
from bot.office.probing import Answered, answered, refused

WITHIN: Final = 10.0
"""Seconds that Microsoft may take."""


def probe(config: Config, environment: Mapping[str, str], login: str = LOGIN) -> Answered | None:
    """Ask for a token. Raises as `bot.office.probing` says; no error shows the password."""
    if config.text("platforms.teams.mode") == "webhook":
        return None
    app_id, tenants = read_app_id(config, environment), read_tenants(config)
    password = read_secret(config, "platforms.teams.app_password", environment)
    return asyncio.run(_asked(Credentials(app_id, password, login.format(tenant=tenants[0]))))


async def _asked(credentials: Credentials) -> Answered:
    seen: list[httpx.Headers] = []

    async def note(response: httpx.Response) -> None:
        seen.append(response.headers)

    async with httpx.AsyncClient(timeout=WITHIN, event_hooks={"response": [note]}) as client:
        try:
            await Token(client, credentials).get()
        except httpx.HTTPStatusError as error:
            if error.response.is_server_error:
                raise
            what = "Microsoft takes no such app id, password or tenant."
            mend = "Compare the three with the app registration; make a new client secret if it ran out."
            raise refused("platforms.teams", what, mend) from None
    return answered(seen[-1])
