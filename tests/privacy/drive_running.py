"""Drives an instance that runs for years for the canary: talk, edits taken and refused, failures that
quote, a restart, what systemd and a monitor are told; see canary.py, which searches what comes out.

Only below its state folder it may write, and what is there is searched as well.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
import tempfile
from pathlib import Path

HOME = Path(tempfile.gettempdir())
STATE, KNOWLEDGE, CONFIG = HOME / "state", HOME / "small", HOME / "config.yaml"
written: list[object] = []


def _watch(event: str, args: tuple) -> None:
    is_writing = event == "open" and isinstance(args[1], str) and any(c in args[1] for c in "wax+")
    if is_writing and not str(args[0]).startswith(str(STATE)):
        written.append(args[0])


def edit(topic: str) -> None:
    """The knowledge as a focal point leaves it."""
    path = KNOWLEDGE / "en" / "topics" / "parking.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f"# What a person reads.\ntitle: {topic}\nphrases: [where do I park]\n", "utf-8"
    )


edit("Parking")
CONFIG.write_text("knowledge:\n  folders: [small]\nstate_folder: state\n", "utf-8")
sys.addaudithook(_watch)
logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)

from bot.silence import keep_silent

keep_silent(level=logging.DEBUG)

import bot.bot as module
from adapters.living import Living
from adapters.metrics import page
from adapters.systemd import Notifier
from bot.bot import Bot, system_clock
from bot.cli.running import Running
from bot.config import read_config
from bot.message import Message

CHAT = "U0CANARYID77"


class Told(Notifier):
    """systemd's side, shown."""

    def _tell(self, *lines: str) -> None:
        sys.stdout.write("\n".join(lines) + "\n")


def talk(bot: Bot, texts: list[str]) -> None:
    """Every text, once answered and once with a failure that quotes it."""
    real = module.respond

    def broken(_knowledge, _session, message, *_rest):
        raise ValueError(message.text + message.conversation + texts[0])

    for text in texts:
        message = Message(text, platform="telegram", conversation=CHAT)
        for answering in (real, broken):
            module.respond = answering
            bot.reply_to(message)
            bot.remember_message(message, CHAT)
            bot.is_well()
    module.respond = real


async def drive(texts: list[str]) -> None:
    """A start, an edit, a broken edit, a start with the last good."""
    for topics in (("Parking", "Lunch", "["), ("[",)):
        running = Running(
            argparse.Namespace(knowledge=[], config=CONFIG, clock=system_clock), read_config(CONFIG)
        )
        bot = running.serve(["telegram"])["telegram"]
        running.keep()
        living = Living(running, notifier=Told(None))
        for topic in topics:
            edit(topic)
            talk(bot, texts)
            living.hangup.set()
            await living.turn()
            living.health.failed("telegram", "NetworkError")
            shown = page(living.health, {"telegram": True}, running.overdue(), 1)
            sys.stdout.write(shown + living.health.said() + repr(living.health) + repr(running))


asyncio.run(drive(sys.argv[1:]))
own = [str(path) for path in written if not str(path).startswith(str(KNOWLEDGE))]
sys.stderr.write(f"\nWRITTEN {own!r}\n")
