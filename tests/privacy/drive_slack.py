"""Drives Slack for the canary: Bolt and Slack's client at DEBUG, marked words, names, ids, token and
secret in every path, failures that quote them; see canary.py, which searches what comes out.
"""

from __future__ import annotations

import watch

watch.begin()

import asyncio
import logging
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent))
logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)

from bot.silence import keep_silent

keep_silent(level=logging.DEBUG)
logging.root.setLevel(logging.DEBUG)

import slack_desk as slack
import test_slack_socket as socket_mode
from slack_sdk.errors import SlackApiError

import bot.bot
from adapters.slack import read_message
from bot.bot import Bot
from bot.last_resort import read_last_resort
from bot.loader import load, shipped_knowledge
from bot.message import Message

PERSON = "U0CANARYID77"


def every(text: str) -> list[dict]:
    """Every kind of payload, with a marked text in it."""
    room = {"channel": f"C{PERSON}", "channel_type": "channel"}
    view = {"blocks": [{"block_id": "f"}]}
    button = {"action_id": "choice-1", "value": text}
    modal = {"id": "V1", "type": "modal", "callback_id": "window", "private_metadata": text}
    return [
        slack.direct(text, PERSON),
        slack.direct(text, PERSON, subtype="file_share", files=[{"name": text}]),
        slack.direct(text, PERSON, subtype="message_changed", previous_message={"text": text}),
        slack.direct(text, PERSON, outer={"is_ext_shared_channel": True}),
        slack.direct(text, PERSON, **room),
        slack.direct(text, PERSON, team=f"T{PERSON}"),
        slack.event({"type": "app_mention", "user": PERSON, "text": text, **room}),
        slack.event({"type": "app_home_opened", "tab": "home", "user": PERSON}),
        slack.event({"type": text, "user": PERSON}),
        slack.submitted(view, text, PERSON),
        slack.command(text, PERSON),
        slack.pressed(button, PERSON),
        slack.pressed(button, PERSON, view=modal),
        slack.acted("view_submission", PERSON, view={"text": text}),
        slack.acted("shortcut", PERSON, callback_id=text),
    ]


def drive(texts: list[str]) -> None:
    """All of it over HTTP: as it should go, refused by Slack, and with a turn that breaks; then over
    the socket, with Slack's own client."""
    knowledge = load([])
    talking = Bot(knowledge, last_resort=read_last_resort(shipped_knowledge()))
    desk = slack.Desk(talking)
    through(desk, texts)
    print(repr(desk.link), repr(desk.wiring), repr(desk.wiring.identity), repr(talking.store))
    asyncio.run(over_the_socket(knowledge, texts))

    async def refusing(method: str, **given: object) -> None:
        raise SlackApiError(f"{method} {given}", {"ok": False, "error": str(given)})

    desk.api.api_call = refusing
    through(desk, texts)

    def broken(_knowledge: object, _session: object, message: Message, *_: object) -> None:
        raise ValueError(message.text + message.conversation)

    bot.bot.respond = broken
    through(desk, texts)


def through(desk: slack.Desk, texts: list[str]) -> None:
    """Everything by webhook, with what strangers send; shows what people and Slack get."""
    for text in texts:
        for payload in every(text):
            response = desk.take(slack.signed(payload))
            print(slack.shown(desk.api.calls), repr(response), response.body)
            print(repr(read_message(payload)), repr(slack.signed(payload)))
            desk.api.calls.clear()
        for call in (
            slack.sealed(text, "application/json"),
            slack.sealed(f"payload={text}", "application/x-www-form-urlencoded"),
            slack.signed(slack.direct(text, PERSON), "another"),
        ):
            print(repr(desk.take(call)))


async def over_the_socket(knowledge: object, texts: list[str]) -> None:
    """The same through Socket Mode; Slack's client writes at DEBUG what it sends."""

    async def use(stand_in: socket_mode.Envelopes) -> None:
        stand_in.busy = 1
        for number, text in enumerate(texts):
            for kind, payload in enumerate(every(text)):
                if "event" in payload:
                    await stand_in.send(f"{number}.{kind}", "events_api", payload)
            window = slack.submitted({"blocks": [{"block_id": "f"}]}, text, PERSON)
            await stand_in.send(f"{number}.window", "interactive", window)

    await socket_mode.talk(knowledge, use)


if __name__ == "__main__":
    drive(sys.argv[1:])
    watch.end()
