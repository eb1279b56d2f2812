"""Marked words, names and ids through Teams: let in, refused and broken, on real sockets, with every
logger at DEBUG. What comes out is searched by tests/privacy/canary.py, which starts this program."""

from __future__ import annotations

import watch

watch.begin()

import asyncio
import json
import logging
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import httpx
from microsoft import APP, TENANT, Microsoft, claims, playing, token
from test_teams_webhook import SECRET, sign

import bot.bot as turns
from adapters.teams.admission import Admission
from adapters.teams.caller import verify_with
from adapters.teams.keys import Keys
from adapters.teams.outbound import Credentials, Outbound, Token
from adapters.teams.personal import PersonalBot
from adapters.teams.webhook import OutgoingWebhook
from adapters.webhooks import application
from bot.bot import Bot
from bot.last_resort import read_last_resort
from bot.loader import load, shipped_knowledge
from bot.replays import MemoryReplays
from bot.silence import keep_silent

MARKED_ID = "U0CANARYID77"
OUT: list[str] = []


async def no_sleep(_: float) -> None:
    await asyncio.sleep(0)


def activity(microsoft: Microsoft, text: str, number: int, **fields: Any) -> dict[str, Any]:
    """A message whose every place for somebody's data is marked."""
    person = {"id": MARKED_ID, "name": "CanaryQuibblewick", "aadObjectId": MARKED_ID}
    conversation = {"id": MARKED_ID, "conversationType": "personal", "tenantId": TENANT}
    return {
        "type": "message",
        "id": f"{MARKED_ID}-{number}-{len(OUT)}",
        "channelId": "msteams",
        "serviceUrl": f"{microsoft.address}/{MARKED_ID}/",
        "from": person,
        "recipient": {"id": MARKED_ID},
        "conversation": conversation,
        "text": text,
        "value": {"token": "CanaryQuibblewick"} if number % 3 == 2 else None,
        "attachments": [{"name": "canaryzephyrmoor", "content": text}],
        "entities": [{"type": "mention", "text": text, "mentioned": person}],
        **fields,
    }


def calls(microsoft: Microsoft, messages: list[str]) -> list[tuple[str, dict[str, str], bytes]]:
    """Path, headers and body: good ones, and everything that is refused."""
    service = f"{microsoft.address}/{MARKED_ID}/"
    good = f"Bearer {token(claims(serviceurl=service))}"
    group = {"id": MARKED_ID, "conversationType": "groupChat", "tenantId": TENANT}
    made = []
    for number, text in enumerate(messages):
        plain = activity(microsoft, text, number)
        body = json.dumps(plain).encode()
        for changed in (
            plain,
            activity(microsoft, text, number, type="messageUpdate"),
            activity(microsoft, text, number, conversation=group),
            activity(microsoft, text, number, serviceUrl=f"https://{MARKED_ID}.example/"),
            activity(microsoft, text, number, channelId=text),
            activity(microsoft, text, number, type="installationUpdate", action="add"),
        ):
            made.append(("/teams/messages", {"authorization": good}, json.dumps(changed).encode()))
        for header in ("", "Bearer CanaryToken", f"Bearer a.{MARKED_ID}.c", good[:-5]):
            made.append(("/teams/messages", {"authorization": header}, body))
        made.append(("/teams/messages", {"authorization": good}, body[:-9]))
        made.append(("/teams/webhook", {"authorization": sign(body)}, body))
        made.append(("/teams/webhook", {"authorization": sign(body, b"CanarySecret")}, body))
        made.append(("/teams/webhook", {"authorization": sign(body[:-9])}, body[:-9]))
        made.append((f"/{MARKED_ID}", {"authorization": good}, body))
    return made


async def every_way(microsoft: Microsoft, bot: Bot, messages: list[str]) -> None:
    """Every call, through the application that the server carries."""
    service = Admission(frozenset({TENANT}), frozenset({microsoft.address}))
    async with httpx.AsyncClient() as client:
        where = f"{microsoft.address}/{MARKED_ID}/oauth2/v2.0/token"
        outbound = Outbound(
            client, Token(client, Credentials(APP, "CanarySecret", where)), no_sleep
        )
        verify = verify_with(Keys(client, microsoft.metadata), APP)
        personal = PersonalBot(bot, verify, outbound, service, MemoryReplays())
        channel = OutgoingWebhook(bot, SECRET, MemoryReplays())
        app = application({"teams": personal, "channel": channel})
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://bot") as teams:
            for path, headers, body in calls(microsoft, messages):
                response = await teams.post(path, headers=headers, content=body)
                OUT.append(f"{response.status_code} {dict(response.headers)} {response.text}")
                while personal._in_hand:
                    await asyncio.wait(personal._in_hand)
        OUT.extend(map(repr, (personal, channel, outbound, service, app, bot.store)))
    OUT.extend(json.dumps(body, ensure_ascii=False) for _, body in microsoft.of("POST"))


def main() -> None:
    messages = sys.argv[1:]
    keep_silent(level=logging.DEBUG)
    logging.root.setLevel(logging.DEBUG)
    for name in list(logging.root.manager.loggerDict):
        logging.getLogger(name).setLevel(logging.DEBUG)
    bot = Bot(load([]), last_resort=read_last_resort(shipped_knowledge()))
    with playing() as microsoft:
        asyncio.run(every_way(microsoft, bot, messages))
        for status in (400, 403, 429, 500, 504):
            microsoft.statuses = [status] * 400
            asyncio.run(every_way(microsoft, bot, messages[:3]))
        microsoft.statuses = []

        def broken(_: object, __: object, message: Any, *___: object) -> None:
            raise ValueError("failed on " + message.text + message.conversation)

        turns.respond = broken
        asyncio.run(every_way(microsoft, bot, messages[:3]))
        microsoft.is_down = True
        asyncio.run(every_way(microsoft, bot, messages[:3]))
    sys.stdout.write("\n".join(OUT))
    sys.stdout.flush()
    watch.end()


if __name__ == "__main__":
    main()
