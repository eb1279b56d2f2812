"""What many tests share: the shipped knowledge, loaded once, and a fixed moment."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable

import pytest

from bot.knowledge import Knowledge
from bot.loader import load
from bot.message import Message
from bot.session import Session
from bot.setting import Setting
from bot.turn import Turn, respond

MANY = 40 if os.environ.get("WHERETO_PROOF") else 1
"""How many times as many generated talks `make proof` tries."""

IS_WHOLE = bool(os.environ.get("WHERETO_PROOF")) or os.environ.get("WHERETO_PEERS") == "required"
acted_out = pytest.mark.skipif(
    not IS_WHOLE, reason="acted out whole, half a minute each: .ci/run and make proof do it"
)

NOW = dt.datetime(2026, 11, 20, 10, 0, tzinfo=dt.UTC)
PREVIEW = Setting(audience="preview")


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load([])


@pytest.fixture
def now() -> dt.datetime:
    return NOW


class Talk:
    """A conversation: every turn's session goes through its stored form."""

    def __init__(self, knowledge: Knowledge, setting: Setting = PREVIEW) -> None:
        self.knowledge = knowledge
        self.setting = setting
        self.session = Session()
        self.turns: list[Turn] = []

    def say(self, text: str, **given: str) -> Turn:
        turn = respond(self.knowledge, self.session, Message(text, **given), NOW, self.setting)
        self.session = Session.from_dict(turn.session.to_dict())
        self.turns.append(turn)
        return turn


@pytest.fixture
def talk(knowledge: Knowledge) -> Callable[..., Talk]:
    def begin(setting: Setting = PREVIEW, **session: object) -> Talk:
        conversation = Talk(knowledge, setting)
        conversation.session = Session(**session)  # type: ignore[arg-type]
        return conversation

    return begin


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write the transcripts anew")
