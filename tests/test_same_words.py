"""The same question brings the same words on every platform, and no adapter loses any of them.

A platform joins with one line in `SHOWN`: what a person reads of a reply there, in reading order,
without the heading that stands above everything. Every story goes through every adapter. A platform
may differ in three things alone: that heading, what its notice says of it, and what "erase" can take
away there.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Final

import pytest
from conftest import NOW, PREVIEW, Talk
from test_stories import NAMES, STORIES
from test_teams_drawing import texts
from test_transcripts import QUESTIONS

from adapters import slack, teams, telegram
from adapters.slack.blocks import visible_text
from bot.commands import DELETES_BOTH
from bot.message import Message, Reply
from bot.plain import draw
from bot.session import Session
from bot.turn import Turn, respond

MARKS: Final = dict.fromkeys(map(ord, "\u200e\u200f\u2066\u2067\u2068\u2069"))
"""Marks of direction, which nobody reads."""

COMMANDS: Final = ("menu", "language", "role", "more", "danger", "crisis", "erase", "human")


def _on_the_terminal(reply: Reply) -> str:
    return draw(reply, width=100_000)


def _on_telegram(reply: Reply) -> str:
    sent = telegram.render_reply(reply, lambda choice: f"token of {choice}")
    read = "\n".join(html.unescape(re.sub(r"<[^>]+>", "", message["text"])) for message in sent)
    rows = sent[-1].get("reply_markup", {}).get("inline_keyboard", [])
    buttons = [button["text"] for row in rows for button in row]
    heading = reply.heading.text if reply.heading else ""
    return "\n".join([read.translate(MARKS).removeprefix(heading), *buttons])


def _on_slack(reply: Reply) -> str:
    messages = slack.render_reply(reply, lambda choice: f"token of {choice}")
    return "\n".join(visible_text(message["blocks"][1:]) for message in messages)


def _on_teams(reply: Reply) -> str:
    return texts(teams.render_reply(reply, lambda choice: f"token of {choice}")).partition("\n")[2]


SHOWN: Final[dict[str, Callable[[Reply], str]]] = {
    "terminal": _on_the_terminal,
    "telegram": _on_telegram,
    "slack": _on_slack,
    "teams": _on_teams,
}


BUTTONS_LAST: Final = ("telegram",)
"""Where the buttons hang below everything, the footer and the notice too."""

OWN: Final = ("interface/heading", "interface/notice-", "interface/erased")


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.translate(MARKS))


def _replies(knowledge, language: str):
    """Replies to a question of each kind, and to each command."""
    for text in QUESTIONS[language].values():
        yield _reply(knowledge, Message(text, language=language, platform="slack", country="ke"))
    for name in COMMANDS:
        chosen = f"command:{name}"
        yield _reply(knowledge, Message("", language=language, platform="slack", choose=chosen))


def _reply(knowledge, message: Message) -> Reply:
    return respond(knowledge, Session(topic="ombudsman"), message, NOW, PREVIEW).reply


@pytest.mark.parametrize("language", sorted(QUESTIONS))
@pytest.mark.parametrize("platform", [name for name in SHOWN if name != "terminal"])
def test_the_same_question_brings_the_same_words_as_on_the_terminal(knowledge, platform, language):
    for reply in _replies(knowledge, language):
        expected = _words(SHOWN["terminal"](reply))
        assert len(expected) > 5
        found = _words(SHOWN[platform](reply))
        if platform in BUTTONS_LAST:
            expected, found = sorted(expected), sorted(found)
        assert found == expected


@pytest.mark.parametrize("platform", SHOWN)
def test_a_word_that_a_platform_leaves_out_would_be_noticed(knowledge, platform):
    reply = next(iter(_replies(knowledge, "en")))
    assert _words(SHOWN[platform](reply))[:-1] != _words(SHOWN["terminal"](reply))


def told(knowledge, story: dict, platform: str) -> list[Turn]:
    talk = Talk(knowledge)
    for step in story["turns"]:
        place, before = step.get("place", "private"), talk.session
        turn = talk.say(step["person"], place=place, platform=platform)
        if platform in DELETES_BOTH and turn.rule == "erase-offer":
            talk.turns.pop()
            talk.session = before
            talk.say("", place=place, platform=platform, choose="command:erase-all")
    return talk.turns


def shared(reply: Reply) -> list[str]:
    return [piece.text for piece in reply.pieces() if not piece.entry.startswith(OWN)]


def bare(text: str) -> str:
    """The text without what a platform may change: spaces, line breaks, marks of direction."""
    return re.sub(r"\s", "", text.translate(MARKS))


@pytest.mark.parametrize("story", [story for _, story in STORIES], ids=NAMES)
def test_a_story_has_the_same_words_everywhere_and_none_is_lost(knowledge, story):
    reference = [shared(turn.reply) for turn in told(knowledge, story, "terminal")]
    for platform in SHOWN:
        here = told(knowledge, story, platform)
        assert [shared(turn.reply) for turn in here] == reference, platform
        for turn in here:
            heading = turn.reply.heading
            drawn = bare((heading.text if heading else "") + SHOWN[platform](turn.reply))
            lost = [p.text for p in turn.reply.pieces() if bare(p.text) not in drawn]
            assert lost == _unnamed(turn), platform


def _unnamed(turn: Turn) -> list[str]:
    """Names of cards that stand inside urgent steps, where the row says what the number is for."""
    cards = [part for part in turn.reply.body if getattr(part, "channel", None) == "urgent"]
    names = {card.title.text for card in cards}
    return [piece.text for piece in turn.reply.pieces() if piece.text in names]
