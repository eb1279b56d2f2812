"""Teams' payloads: the same activities in, the same cards out. That no word is lost between,
tests/test_same_words.py shows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Talk

from adapters.teams import read_message, render_reply
from adapters.teams.drawing import MOST_BYTES, in_words, render_text, size_of
from bot.bot import Bot
from bot.message import Block, Card, Choice, Message, Piece, Reply, Row

HERE = Path(__file__).parent
PAYLOADS = HERE / "payloads" / "teams"
RECEIVED = sorted(PAYLOADS.glob("in-*.json"))
SAID = {
    "out-question": ("en", "private", "where can I report"),
    "out-danger": ("en", "private", "he is outside my door right now"),
    "out-right-to-left": ("ar", "private", "أين أبلغ"),
    "out-menu": ("zh", "private", "菜单"),
    "out-channel": ("fr", "shared", "mon chef m'a touchée"),
}
MARKS = re.compile("[\u200f\u2066-\u2069]")


def tokens(choice: str) -> str:
    return f"token of {choice}"


def walk(node: Any) -> Iterator[dict[str, Any]]:
    """Every object of a payload, in reading order."""
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from walk(value)
    elif isinstance(node, list):
        for value in node:
            yield from walk(value)


def texts(payloads: list[dict[str, Any]]) -> str:
    """Everything that is read, in order, without the marks of direction; one line an element."""
    lines = []
    for node in walk([payload["attachments"] for payload in payloads]):
        if node.get("type") == "RichTextBlock":
            lines.append("".join(run["text"] for run in node["inlines"]))
        elif node.get("type") == "Action.Submit":
            lines.append(node["title"])
    return MARKS.sub("", "\n".join(lines))


@pytest.mark.parametrize("path", RECEIVED, ids=lambda path: path.stem)
def test_an_activity_is_read_as_it_always_was(path):
    payload = json.loads(path.read_text(encoding="utf-8"))
    expected = payload["message"]
    assert read_message(payload["given"]) == (
        None if expected is None else Message(platform="teams", **expected)
    )


@pytest.mark.parametrize("name", SAID)
def test_a_reply_is_drawn_as_it_was_read(name, knowledge, request):
    language, where, text = SAID[name]
    reply = Talk(knowledge).say(text, platform="teams", language=language, place=where).reply
    drawn = [render_text(reply)] if where == "shared" else render_reply(reply, tokens)
    path = PAYLOADS / f"{name}.json"
    if request.config.getoption("--update"):
        path.write_text(json.dumps(drawn, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    assert json.loads(path.read_text(encoding="utf-8")) == drawn


def test_no_text_is_read_as_markdown(knowledge):
    block = Block("steps", (Piece("x", "Dial *1195# or _2_\n1. [a](https://b.example)"),))
    reply = Reply("en", "answer", None, (block,), heading=Piece("h", "Reply"))
    (payload,) = render_reply(reply, tokens)
    assert not [node for node in walk(payload) if node.get("type") in ("TextBlock", "FactSet")]
    assert "Dial *1195# or _2_\n1. [a](https://b.example)" in texts([payload])
    assert render_text(reply)["textFormat"] == "plain"


def test_an_address_can_be_opened_and_nothing_else_can(knowledge):
    reply = Talk(knowledge).say("where can I report", platform="teams").reply
    opened = [
        (node["text"], node["selectAction"]["url"])
        for node in walk(render_reply(reply, tokens))
        if "selectAction" in node
    ]
    assert opened
    assert all(text == url and url.startswith("https://") for text, url in opened)


def test_a_notification_shows_the_same_neutral_line_whatever_was_asked(knowledge):
    first = set()
    for text in ("where can I report", "he is outside my door", "hi", "erase", "menu"):
        reply = Talk(knowledge).say(text, platform="teams").reply
        (payload,) = render_reply(reply, tokens)
        card = payload["attachments"][0]["content"]
        first.add((payload["summary"], card["body"][0]["inlines"][0]["text"]))
        assert card["fallbackText"].startswith(payload["summary"])
    assert first == {("Reply from the guide", "Reply from the guide")}


def test_a_quick_reply_has_its_number_and_tells_nothing_of_its_topic(knowledge):
    bot = Bot(knowledge)
    message = Message("where can I report", platform="teams", conversation="a:1")
    reply = bot.reply_to(message)
    payloads = render_reply(reply, lambda choice: bot.token_for(choice, message))
    buttons = [node for node in walk(payloads) if node.get("type") == "Action.Submit"]
    assert [button["title"] for button in buttons] == [
        f"[{choice.number}] {choice.label.text}" for choice in reply.choices
    ]
    for button, choice in zip(buttons, reply.choices, strict=True):
        assert set(button["data"]) == {"token"}
        assert choice.id not in json.dumps(button["data"])
        assert bot.choice_of(button["data"]["token"], message) == choice.id


def test_only_elements_of_the_schema_version_are_used_that_phones_draw(knowledge):
    for language, version in (("en", "1.2"), ("ar", "1.5")):
        reply = Talk(knowledge).say("1", platform="teams", language=language).reply
        (payload,) = render_reply(reply, tokens)
        card = payload["attachments"][0]["content"]
        kinds = {node["type"] for node in walk(card) if "type" in node}
        assert kinds <= {
            "AdaptiveCard", "Container", "RichTextBlock", "TextRun", "ActionSet", "Action.Submit",
            "Action.OpenUrl",
        }  # fmt: skip
        assert (card["version"], card.get("rtl", False)) == (version, language == "ar")


def test_a_reply_that_is_too_large_goes_out_in_parts_and_no_card_is_cut():
    def card(number: int) -> Card:
        row = Row(Piece("l", "Reach?"), (Piece("r", f"row {number} " + "x" * 3000),))
        return Card("ombudsman", Piece("t", f"card {number}"), (row,))

    choice = Choice(1, "menu", Piece("c", "Menu"))
    closing = Block("note", (Piece("n", "the end"),))
    heading = Piece("h", "Reply")
    body = tuple(map(card, range(20)))
    reply = Reply("en", "answer", None, body, (choice,), (closing,), heading=heading)
    payloads = render_reply(reply, tokens)
    assert len(payloads) > 1
    assert all(size_of(payload) <= MOST_BYTES for payload in payloads)
    for number in range(20):
        (whole,) = [payload for payload in payloads if f"row {number} x" in texts([payload])]
        assert f"card {number}\nReach?" in texts([whole])
    assert ["[1] Menu" in texts([payload]) for payload in payloads] == [
        *[False] * (len(payloads) - 1),
        True,
    ]
    assert texts(payloads).endswith("the end")


def test_a_message_without_its_card_has_the_same_words(knowledge):
    reply = Talk(knowledge).say("where can I report", platform="teams").reply
    (payload,) = render_reply(reply, tokens)
    assert in_words(payload) == render_text(reply)
