"""An outgoing webhook: the table of signatures, and what a whole team may read."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import pytest

from adapters.connection import Call, Response
from adapters.teams.webhook import OutgoingWebhook
from bot.bot import Bot
from bot.replays import MemoryReplays

SECRET = base64.b64decode("vqF0En+Z0ucuRTM/01o2GuhMH3hKKk/N2bOmlM31zaA=")
"""The example of Microsoft's page on outgoing webhooks; nobody's."""

GOOD = json.loads(
    (Path(__file__).parent / "payloads" / "teams" / "in-channel-message.json").read_text("utf-8")
)["given"]


def sign(body: bytes, secret: bytes = SECRET) -> str:
    return "HMAC " + base64.b64encode(hmac.new(secret, body, hashlib.sha256).digest()).decode()


def said(text: str, **fields: Any) -> bytes:
    return json.dumps(GOOD | {"text": f"<at>Guide</at> {text}", "id": text} | fields).encode()


class Team:
    """A channel with the webhook; counts the turns that its calls reach."""

    def __init__(self, knowledge) -> None:
        self.turns = 0

        class Counting(Bot):
            def reply_to(bot, message):  # noqa: N805 - the outer self is the team
                self.turns += 1
                return super().reply_to(message)

        self.webhook = OutgoingWebhook(Counting(knowledge), SECRET, MemoryReplays())

    def calls(self, body: bytes, header: str | None = None) -> Response:
        headers = {"authorization": sign(body) if header is None else header}
        return asyncio.run(self.webhook.answer(Call(body, headers)))

    def reads(self, text: str, **fields: Any) -> str:
        """What the channel sees below a message."""
        return json.loads(self.calls(said(text, **fields)).body)["text"]


@pytest.fixture
def team(knowledge) -> Team:
    return Team(knowledge)


BODY = said("hello")
HEADERS = {
    "nothing": "",
    "no scheme": sign(BODY).removeprefix("HMAC "),
    "another scheme": sign(BODY).replace("HMAC", "Bearer"),
    "another secret": sign(BODY, b"another"),
    "the secret as it is written": sign(BODY, base64.b64encode(SECRET)),
    "of another body": sign(said("other words")),
    "of the words without the rest": sign(b"hello"),
    "in hex": "HMAC " + hmac.new(SECRET, BODY, hashlib.sha256).hexdigest(),
    "cut": sign(BODY)[:-2],
    "with more": sign(BODY) + "A",
    "no base64": "HMAC \u00e9\u00e9",
    "lone surrogate": "HMAC \ud800",
}


@pytest.mark.parametrize("case", HEADERS)
def test_a_call_without_the_teams_signature_is_refused_and_reaches_no_turn(team, case):
    response = team.calls(BODY, HEADERS[case])
    assert (response.status, response.body, team.turns) == (401, b"", 0)


def test_a_call_without_a_header_is_refused(team):
    response = asyncio.run(team.webhook.answer(Call(BODY, {})))
    assert (response.status, team.turns) == (401, 0)


@pytest.mark.parametrize("body", [b"", b"{{{", b"[]", b"null", b"\xff", b"[" * 100_000])
def test_a_signed_call_that_is_no_activity_is_refused_by_a_status_of_our_own(team, body):
    response = team.calls(body)
    assert (response.status, response.body, team.turns) == (400, b"", 0)


def test_a_body_is_not_looked_at_before_its_signature(team):
    assert team.calls(b"{{{", "HMAC x").status == 401


def test_a_signed_call_is_answered_in_the_response(team):
    response = team.calls(BODY)
    assert (response.status, response.content_type) == (200, "application/json")
    assert json.loads(response.body)["type"] == "message"


def test_a_call_that_came_before_reaches_no_second_turn(team):
    assert team.calls(BODY).body
    assert (team.calls(BODY).status, team.calls(BODY).body) == (200, b"")
    assert team.turns == 1


PERSONAL = (
    "my boss touched me, where can I report",
    "he is outside my door",
    "I want to die",
    "menu",
    "erase",
    "danger",
    "what did I tell you before",
    "16",
    "",
)


@pytest.mark.parametrize("text", PERSONAL)
def test_whatever_is_asked_in_a_channel_gets_the_same_entry(team, knowledge, text):
    constant = team.reads("anything at all", id="0")
    assert team.reads(text, id=f"id {text}") == constant
    texts = knowledge.wording("en").texts
    assert texts["interface/shared"] in constant
    assert texts["interface/notice-teams-shared"] in constant
    assert [line for line in constant.split("\n") if line.startswith("[")] == [
        f"[{number}] {texts[f'topic/{topic}/title']}"
        for number, topic in enumerate(knowledge.public_topics(), start=1)
    ]


def test_a_public_topic_is_answered_by_its_exact_name_or_number(team, knowledge):
    texts = knowledge.wording("en").texts
    for number, topic in enumerate(knowledge.public_topics(), start=1):
        answer = texts[f"topic/{topic}/answer"].split("\n")[0]
        assert answer in team.reads(str(number), id=f"number {number}")
        assert answer in team.reads(texts[f"topic/{topic}/title"], id=f"name {number}")


@pytest.mark.parametrize("kind", ["personal", "groupChat", None, "channel"])
def test_a_webhook_is_a_shared_place_whatever_the_call_says_of_itself(team, kind):
    conversation = GOOD["conversation"] | {"conversationType": kind}
    answer = team.reads("my boss touched me", conversation=conversation, id=str(kind))
    assert answer == team.reads("other words", id="other")


def test_a_button_does_nothing_in_a_channel(team):
    pressed = team.reads("", value={"token": "command:erase"}, id="1")
    assert pressed == team.reads("words", id="2")


@pytest.mark.parametrize("kind", ["typing", "messageReaction", "messageUpdate", "invoke", None])
def test_what_is_no_message_is_taken_and_not_answered(team, kind):
    response = team.calls(said("hello", type=kind))
    assert (response.status, response.body, team.turns) == (200, b"", 0)


def test_one_persons_language_does_not_become_anothers(team, knowledge):
    team.reads("français", id="1", **{"from": {"id": "29:one"}})
    other = team.reads("7", id="2", **{"from": {"id": "29:other"}})
    assert knowledge.wording("en").texts["interface/notice-teams-shared"] in other


def test_there_is_nothing_to_reach(team):
    assert team.webhook.is_connected
    (webhook,) = team.webhook.webhooks
    assert webhook.path == "/teams/webhook"
