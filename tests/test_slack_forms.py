"""Slack's forms: payloads in, as files; messages, windows and home out, as files; within limits.

`python -m pytest tests/test_slack_forms.py --update` writes what goes out anew.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import NOW, PREVIEW, Talk
from slack_desk import buttons
from slack_sdk.models.blocks import Block as SlackBlock
from slack_sdk.models.views import View

from adapters.slack.blocks import LONGEST_BUTTON, visible_text
from adapters.slack.drawing import (
    LONGEST_MESSAGE,
    MOST_BLOCKS,
    Labels,
    render_home,
    render_invitation,
    render_notice,
    render_reply,
    render_window,
)
from adapters.slack.manifest import manifest
from adapters.slack.reading import pressed, read_message, read_person, room_of, unescaped
from bot.config import Config
from bot.config_values import DEFAULTS
from bot.message import Block, Card, Choice, Message, Piece, Reply, Row
from bot.problem import KnowledgeError
from bot.session import Session
from bot.turn import respond

HERE = Path(__file__).parent
FOLDER = HERE / "payloads" / "slack"
READ = sorted(path.stem for path in FOLDER.glob("in-*.json"))
QUESTIONS = {
    "question": "can I stay anonymous",
    "danger": "he is outside my door",
    "which": "report",
    "menu": "menu",
    "arabic": "من يعرف إذا تكلمت",
}


def _token(choice: str) -> str:
    return f"token-of-{choice}"


def _reply(knowledge, text: str, **given: Any) -> Reply:
    message = Message(text, platform="slack", country="ke", **given)
    return respond(knowledge, Session(), message, NOW, PREVIEW).reply


# --- in ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", READ)
def test_a_payload_of_slack_is_read_as_it_was_meant(name):
    case = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    message, person, room = (read(case["payload"]) for read in (read_message, read_person, room_of))
    assert (message.text if message else None) == case["text"]
    assert (person.conversation if person else None) == case["conversation"]
    assert ([room.channel, room.thread] if room else None) == case["room"]
    assert list(pressed(case["payload"])) == case["pressed"]


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("&amp;lt;", "&lt;"),
        ("see <https://example.org/a|this page>", "see this page"),
        ("see <https://example.org/a>", "see https://example.org/a"),
        ("<@U0GUIDE> help", " help"),
        ("in <#C01|general> and <!here>", "in general and "),
        ("mail <mailto:a@example.org|a@example.org>", "mail a@example.org"),
        ("1 < 2", "1 < 2"),
        *((text, text) for text in ("<" * 50_000, "<@" + "a" * 50_000, "<a|" * 20_000)),
    ],
)
def test_what_was_typed_is_read_without_slacks_marks(sent, typed):
    assert unescaped(sent) == typed


# --- out --------------------------------------------------------------------------------------


def _golden(name: str, made: Any, request: pytest.FixtureRequest) -> None:
    path = FOLDER / f"out-{name}.json"
    text = json.dumps(made, ensure_ascii=False, indent=1) + "\n"
    if request.config.getoption("--update"):
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_reply_is_drawn_as_it_was_read(knowledge, name, request):
    _golden(name, render_reply(_reply(knowledge, QUESTIONS[name]), _token), request)


def test_the_window_and_the_home_are_drawn_as_they_were_read(knowledge, request):
    labels = Labels.of(knowledge, "en")
    reply = _reply(knowledge, QUESTIONS["which"])
    made = {
        "window": render_window(None, _token, labels, "field"),
        "window-answer": render_window(reply, _token, labels, "field"),
        "home": render_home(_token, labels),
        "mention": render_invitation(labels["slack-mention"], labels),
        "external": render_notice(labels["slack-external"], labels),
    }
    _golden("surfaces", made, request)


def _every_view(knowledge):
    for tag in knowledge.languages:
        labels = Labels.of(knowledge, tag)
        yield render_window(None, _token, labels, "field")
        yield render_window(_reply(knowledge, "menu", language=tag), _token, labels, "field")
        yield render_home(_token, labels)


def test_slacks_own_models_accept_every_view(knowledge):
    for view in _every_view(knowledge):
        View(**view).validate_json()
        for block in View(**view).blocks:
            block.validate_json()


def test_every_reply_keeps_slacks_limits_and_loses_no_word(knowledge):
    for tag in knowledge.languages:
        for choice in [*knowledge.topics, "command:more", "command:language"]:
            reply = _reply(knowledge, "", language=tag, choose=choice)
            messages = render_reply(reply, _token)
            _check(messages)
            text = _bare("\n".join(visible_text(m["blocks"]) for m in messages))
            for piece in reply.pieces():
                if not _is_title_of_numbers(reply, piece):
                    assert _bare(piece.text) in text, (tag, choice, piece.entry)


def _is_title_of_numbers(reply: Reply, piece: Piece) -> bool:
    """What the terminal leaves out as well: the name over the numbers of an urgent need."""
    cards = [part for part in reply.body if isinstance(part, Card) and part.channel == "urgent"]
    return any(card.title == piece for card in cards)


def _bare(text: str) -> str:
    marks = dict.fromkeys(map(ord, "\u200f\u2066\u2069"))
    return " ".join(text.translate(marks).split())


def _check(messages: list[dict]) -> None:
    for message in messages:
        assert len(message["blocks"]) <= MOST_BLOCKS
        assert message["blocks"][0]["type"] == "section"
        for block in SlackBlock.parse_all(message["blocks"]):
            block.validate_json()
        for button in buttons(message["blocks"]):
            assert len(button["text"]["text"]) <= LONGEST_BUTTON
            assert len(button["value"]) <= 2000


def test_all_stories_keep_slacks_limits_and_every_choice_has_its_button(knowledge):
    stories = yaml.safe_load((HERE / "conversations" / "en" / "talks.yaml").read_text("utf-8"))
    for story in stories:
        talk = Talk(knowledge)
        for turn in story["turns"]:
            reply = talk.say(turn["person"], platform="slack").reply
            messages = render_reply(reply, _token)
            _check(messages)
            values = [b["value"] for m in messages for b in buttons(m["blocks"])]
            assert values == [_token(choice.id) for choice in reply.choices]


def test_a_long_reply_is_parted_and_no_card_is_torn():
    rows = tuple(Row(None, (Piece("x", f"row {n} " + "word " * 20),)) for n in range(8))
    cards = [Card(f"kind-{n}", Piece("x", f"Office {n}"), rows) for n in range(9)]
    reply = Reply("en", "answer", None, tuple(cards), heading=Piece("interface/heading", "Reply"))
    messages = render_reply(reply, _token)
    assert len(messages) > 1
    for message in messages:
        assert message["text"] == "Reply"
        for text in map(visible_text, message["blocks"][1:]):
            assert text.startswith("Office ")
            assert text.count("row ") == 8
        assert len(visible_text(message["blocks"])) <= LONGEST_MESSAGE + 10


def test_a_text_that_is_too_long_for_a_block_is_parted_between_its_paragraphs():
    text = "\n\n".join(f"Paragraph {n}. " + "word " * 100 for n in range(12))
    reply = Reply("en", "answer", None, (Block("text", (Piece("x", text),)),))
    blocks = [b for m in render_reply(reply, _token) for b in m["blocks"]]
    assert all(len(visible_text(block)) <= 3000 for block in blocks)
    assert all(visible_text(block).startswith("Paragraph ") for block in blocks)
    assert _bare(" ".join(map(visible_text, blocks))) == _bare(text)


def test_nothing_in_the_knowledge_becomes_markup():
    text = "*bold* _slanted_ `code` <!channel> <@U1> :smile: a & b <c>"
    choice = Choice(1, "x", Piece("x", text))
    body = (Block("text", (Piece("x", text),)),)
    ((message),) = render_reply(
        Reply("en", "answer", None, body, (choice,), heading=Piece("x", text)), _token
    )
    assert message["text"].endswith("a &amp; b &lt;c&gt;")
    assert message["blocks"][0]["text"] == {"type": "plain_text", "text": text, "emoji": False}
    assert message["blocks"][1]["elements"][0]["elements"] == [{"type": "text", "text": text}]
    assert "mrkdwn" not in json.dumps(message)


def test_a_label_that_is_too_long_for_a_button_stands_in_full_above_it():
    label = "a very long title of a topic of some office " * 3
    reply = Reply("en", "clarify", None, (), (Choice(1, "x", Piece("x", label)),))
    ((message),) = render_reply(reply, _token)
    assert label.strip() in visible_text(message["blocks"][0])
    assert len(buttons(message)[0]["text"]["text"]) == LONGEST_BUTTON


def test_right_to_left_lines_are_marked_and_addresses_stay_whole(knowledge):
    reply = _reply(knowledge, "", language="ar", choose="ombudsman")
    (message, *_) = render_reply(reply, _token)
    for block in message["blocks"][1:]:
        if block["type"] == "rich_text":
            for line in visible_text(block).split("\n"):
                assert not line.strip() or line.startswith("\u200f")
    links = [e for e in _inline(message) if e["type"] == "link"]
    assert links
    for link in links:
        assert link["url"].startswith(("https://", "mailto:"))
        assert not set(link["url"]) & set("\u2066\u2069\u200f")


def _inline(node: Any) -> list[dict]:
    if isinstance(node, list):
        return [found for item in node for found in _inline(item)]
    if not isinstance(node, dict):
        return []
    own = [node] if node.get("type") in ("text", "link") else []
    return own + [found for value in node.values() for found in _inline(value)]


# --- the manifest -----------------------------------------------------------------------------


def _config(mode: str) -> Config:
    return Config({**DEFAULTS, "platforms.slack.mode": mode})


def test_the_manifest_asks_for_the_smallest_rights(knowledge):
    made = yaml.safe_load(manifest(_config("socket"), knowledge, None, mentions=False))
    assert made["oauth_config"]["scopes"] == {"bot": ["chat:write", "im:history", "commands"]}
    assert made["settings"]["socket_mode_enabled"]
    assert made["settings"]["event_subscriptions"] == {
        "bot_events": ["message.im", "app_home_opened"]
    }
    assert "url" not in made["features"]["slash_commands"][0]


def test_mentions_are_heard_only_where_that_was_asked_for(knowledge):
    made = yaml.safe_load(manifest(_config("socket"), knowledge, None, mentions=True))
    assert made["oauth_config"]["scopes"]["bot"][-1] == "app_mentions:read"
    assert made["settings"]["event_subscriptions"]["bot_events"][-1] == "app_mention"


@pytest.mark.parametrize("given", ["https://guide.example.org", "https://guide.example.org/"])
def test_over_http_everything_comes_to_one_address(knowledge, given):
    made = yaml.safe_load(manifest(_config("http"), knowledge, given, mentions=False))
    address = "https://guide.example.org/slack/events"
    assert made["features"]["slash_commands"][0]["url"] == address
    assert made["settings"]["interactivity"]["request_url"] == address
    assert made["settings"]["event_subscriptions"]["request_url"] == address
    assert not made["settings"]["socket_mode_enabled"]


@pytest.mark.parametrize("given", [None, "http://guide.example.org", "guide.example.org"])
def test_over_http_an_address_that_slack_can_call_is_needed(knowledge, given):
    with pytest.raises(KnowledgeError):
        manifest(_config("http"), knowledge, given, mentions=False)
