"""Drives the turns themselves for the canary: every place, every failure, what libraries do when
something goes wrong; see canary.py, which searches what comes out. With `crash`, it ends in one.
"""

from __future__ import annotations

import watch

watch.begin()

import asyncio
import datetime as dt
import gc
import logging
import sys
import threading
import warnings

logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)

from bot.silence import keep_silent

keep_silent(level=logging.DEBUG)

from canary import MESSAGES

import bot.bot as module
from bot.bot import Bot
from bot.last_resort import read_last_resort
from bot.loader import load, shipped_knowledge
from bot.message import Message
from bot.plain import draw
from bot.session import Session
from bot.turn import respond

logging.root.setLevel(logging.DEBUG)
for logger in list(logging.root.manager.loggerDict):
    logging.getLogger(logger).setLevel(logging.DEBUG)

PERSON = "U0CANARYID77"
FAILURES = (
    *(ValueError, KeyError, OSError, RuntimeError, UnicodeError, RecursionError, MemoryError),
)
out: list[str] = []


class Broken:
    """A store that quotes what it was given."""

    def get(self, *_: object) -> bytes:
        raise OSError(PERSON + MESSAGES[0])

    put = delete = get


class Quoting:
    """Something of a library that breaks while it is cleared away."""

    def __del__(self) -> None:
        raise ValueError(MESSAGES[0])


def talk(bot: Bot) -> None:
    """Every message in every place, and everything that a developer could print of it."""
    for place in ("private", "shared"):
        for text in MESSAGES:
            message = Message(text, place=place, platform="slack", conversation=PERSON)
            reply = bot.reply_to(message)
            out.extend((draw(reply), repr(reply), repr(message), bot.token_for("menu", message)))
            bot.choice_of(PERSON, message)
            bot.remember_message(message, "77")
    for text in MESSAGES:
        turn = respond(bot.knowledge, Session(), Message(text), dt.datetime.now(dt.UTC))
        out.extend(map(repr, (turn, turn.hearing.scored, turn.decision, turn.session)))
    out.extend((repr(bot)[:2000], repr(bot.store), repr(bot.vault)))


def break_it(bot: Bot) -> None:
    """Every failure inside a turn; each quotes the message."""
    real = module.respond
    message = Message(MESSAGES[0], conversation=PERSON)
    for kind in FAILURES:

        def broken(*_: object, kind: type[Exception] = kind) -> None:
            raise kind("failed on " + message.text + message.conversation)

        module.respond = broken
        out.append(draw(bot.reply_to(message)))
    module.respond = real
    bot.store = Broken()
    out.append(draw(bot.reply_to(message)))


async def _forgotten() -> None:
    """A task whose failure nobody asks for."""

    async def quoting() -> None:
        raise ValueError(MESSAGES[0])

    task = asyncio.create_task(quoting())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    del task
    gc.collect()
    asyncio.get_running_loop().call_soon(lambda: 1 / 0, context=None)
    asyncio.get_running_loop().call_exception_handler({"message": MESSAGES[0]})


def libraries() -> None:
    """What other people's code does with words that it holds."""
    other = logging.getLogger("some.sdk")
    other.debug("body: %s", MESSAGES[0])
    other.error("body: %s", MESSAGES[0], exc_info=ValueError(MESSAGES[0]))
    other.error("body: %s %s", MESSAGES[0])
    logging.getLogger("whereto").info("start")
    warnings.warn(MESSAGES[0], stacklevel=1)
    Quoting()
    asyncio.run(_forgotten())
    thread = threading.Thread(target=lambda: int(MESSAGES[0]))
    thread.start()
    thread.join()


if __name__ == "__main__":
    bot = Bot(load([]), last_resort=read_last_resort(shipped_knowledge()))
    talk(bot)
    break_it(bot)
    libraries()
    sys.stdout.write("\n".join(out).encode("utf-8", "replace").decode())
    watch.end()
    if "crash" in sys.argv:
        raise RuntimeError(MESSAGES[0])
