"""The same question brings the same words, in the same order, on every platform.

A platform joins with one line in `SHOWN`: what a person reads of a reply there, in reading order,
without the heading that stands above everything.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import pytest
from conftest import NOW, PREVIEW
from test_teams_drawing import texts
from test_transcripts import QUESTIONS

from adapters import slack, teams
from adapters.slack.blocks import visible_text
from bot.message import Message, Reply
from bot.plain import draw
from bot.session import Session
from bot.turn import respond

MARKS: Final = dict.fromkeys(map(ord, "\u200e\u200f\u2066\u2067\u2068\u2069"))
"""Marks of direction, which nobody reads."""

COMMANDS: Final = ("menu", "language", "role", "more", "danger", "crisis", "erase", "human")


def _on_the_terminal(reply: Reply) -> str:
    return draw(reply, width=100_000)


def _on_slack(reply: Reply) -> str:
    messages = slack.render_reply(reply, lambda choice: f"token of {choice}")
    return "\n".join(visible_text(message["blocks"][1:]) for message in messages)


def _on_teams(reply: Reply) -> str:
    return texts(teams.render_reply(reply, lambda choice: f"token of {choice}")).partition("\n")[2]


SHOWN: Final[dict[str, Callable[[Reply], str]]] = {
    "terminal": _on_the_terminal,
    "slack": _on_slack,
    "teams": _on_teams,
}


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
        assert _words(SHOWN[platform](reply)) == expected


@pytest.mark.parametrize("platform", SHOWN)
def test_a_word_that_a_platform_leaves_out_would_be_noticed(knowledge, platform):
    reply = next(iter(_replies(knowledge, "en")))
    assert _words(SHOWN[platform](reply))[:-1] != _words(SHOWN["terminal"](reply))
