"""The same question gets the same words on every platform, and no adapter loses any of them.

Every story goes through every adapter's drawing. A platform may differ in three things alone: the
line that stands first, what its notice says of it, and what "erase" can take away there.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from conftest import Talk
from test_stories import NAMES, STORIES
from test_teams_drawing import texts

from adapters import slack
from adapters.slack.blocks import visible_text
from bot.commands import DELETES_BOTH
from bot.message import Reply
from bot.plain import draw
from bot.turn import Turn

OWN = ("interface/heading", "interface/notice-", "interface/erased")


def _terminal(reply: Reply) -> str:
    return draw(reply)


def _telegram(reply: Reply) -> str:
    telegram = pytest.importorskip("adapters.telegram", exc_type=ImportError)
    sent = telegram.render_reply(reply, lambda choice: choice)
    rows = [row for message in sent for row in _rows(message)]
    texts = [html.unescape(re.sub(r"<[^>]+>", "", message["text"])) for message in sent]
    return "\n".join([*texts, *(button["text"] for row in rows for button in row)])


def _rows(message: dict) -> list[list[dict]]:
    return message.get("reply_markup", {}).get("inline_keyboard", [])


def _slack(reply: Reply) -> str:
    messages = slack.render_reply(reply, lambda choice: choice)
    return "\n".join(visible_text(message["blocks"]) for message in messages)


def _teams(reply: Reply) -> str:
    teams = pytest.importorskip("adapters.teams", exc_type=ImportError)
    return texts(teams.render_reply(reply, lambda choice: choice))


PLATFORMS: dict[str, Callable[[Reply], str]] = {
    "terminal": _terminal,
    "telegram": _telegram,
    "slack": _slack,
    "teams": _teams,
}


def bare(text: str) -> str:
    """The text without what a platform may change: spaces, line breaks, marks of direction."""
    return re.sub(r"[\s\u200f\u2066\u2069]", "", text)


def told(knowledge, story: dict, platform: str) -> list[Turn]:
    talk = Talk(knowledge)
    for step in story["turns"]:
        place = step.get("place", "private")
        is_kept = platform in DELETES_BOTH and step["person"] == "erase"
        choose = {"choose": "command:erase-all"} if is_kept else {}
        talk.say(step["person"], place=place, platform=platform, **choose)
    return talk.turns


def words(reply: Reply) -> list[str]:
    return [piece.text for piece in reply.pieces() if not piece.entry.startswith(OWN)]


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("story", [story for _, story in STORIES], ids=NAMES)
def test_a_story_has_the_same_words_everywhere_and_none_is_lost(knowledge, story, platform):
    here, reference = told(knowledge, story, platform), told(knowledge, story, "terminal")
    assert [words(turn.reply) for turn in here] == [words(turn.reply) for turn in reference]
    for turn in here:
        drawn = bare(PLATFORMS[platform](turn.reply))
        assert [p.text for p in turn.reply.pieces() if bare(p.text) not in drawn] == _unnamed(turn)


def _unnamed(turn: Turn) -> list[str]:
    """Names of cards that stand inside urgent steps, where the row says what the number is for."""
    cards = [part for part in turn.reply.body if getattr(part, "channel", None) == "urgent"]
    names = {card.title.text for card in cards}
    return [piece.text for piece in turn.reply.pieces() if piece.text in names]
