"""Long random talks: words, buttons, guides, commands, languages, places, one after the other.

Ten talkers, 50,000 turns between them under `make proof`; no exception, and after each turn what
every turn promises: words, a way on, a session that survives being stored and holds ids only.
"""

from __future__ import annotations

import random

import pytest
from conftest import MANY, NOW, PREVIEW

from bot.choices import every_choice
from bot.message import Message
from bot.plain import draw
from bot.session import Session
from bot.turn import respond

TALKERS = 10
TURNS = 125 * MANY
"""Turns of each talker."""

COUNTRIES = [None, None, None, "ke", "us", "fr"]


@pytest.mark.parametrize("seed", range(TALKERS))
def test_a_long_random_talk_never_gets_stuck(knowledge, seed):
    chance = random.Random(seed)  # noqa: S311 - the same talk each time
    said = _sayings(knowledge)
    buttons = every_choice(knowledge)
    session = Session()
    for _ in range(TURNS):
        message = _message(chance, session, said, buttons)
        turn = respond(knowledge, session, message, NOW, PREVIEW)
        assert draw(turn.reply, 40).strip()
        is_open = message.place == "shared" or turn.reply.topic == "bot-privacy"
        assert turn.reply.choices or is_open
        session = Session.from_dict(turn.session.to_dict())
        assert session == turn.session
        if chance.random() < 0.02:
            session = Session()


def _message(chance, session: Session, said: list[str], buttons: list[str]) -> Message:
    place = "shared" if chance.random() < 0.03 else "private"
    country = chance.choice(COUNTRIES)
    kind = chance.random()
    if kind < 0.35 and session.offered:
        number = str(chance.randint(1, len(session.offered) + 1))
        return Message(number, place=place, country=country)
    if kind < 0.55:
        return Message("", place=place, choose=chance.choice(buttons))
    words = chance.choice(said)
    if kind < 0.7:
        words = " ".join(chance.sample(words.split(), len(words.split())))
    elif kind < 0.8:
        words = "".join(chance.choice(words or " ") for _ in range(chance.randint(0, 30)))
    elif kind < 0.85:
        words = f"{words} {chance.choice(said)}"
    return Message(words, place=place, country=country)


def _sayings(knowledge) -> list[str]:
    """Phrases, labels and commands of every language, and texts that nobody meant."""
    found = [
        "",
        "\x00",
        "٣",
        "👍",
        "???",
        "no",
        "yes",
        "1 2 3",
        "menu",
        "stop",
        "erase",
        "back",
        "help",
    ]
    for tag in knowledge.languages:
        wording = knowledge.wording(tag)
        for phrases in wording.phrases.values():
            found += phrases[:4]
        found += [
            text for entry, text in wording.texts.items() if "/choice-" in entry or len(text) < 30
        ]
    return [text for text in found if len(text) < 200]
