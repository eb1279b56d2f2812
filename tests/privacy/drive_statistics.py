"""Drives the statistics for the canary: many marked people and words, released and printed; see
canary.py, which searches what comes out."""

from __future__ import annotations

import watch

watch.begin()

import datetime as dt
import logging
import os
import sys
from pathlib import Path

from bot.silence import keep_silent

keep_silent(level=logging.DEBUG)

from canary import MESSAGES

from bot.bot import Bot
from bot.cli.main import main
from bot.loader import load
from bot.message import Message
from bot.releasing import release
from bot.setting import Setting
from bot.statistics import SMALLEST, Tally

ASKED = (*MESSAGES, "who is the ombudsman", "where can I report", "7")


def drive(folder: Path) -> None:
    """So many talks that every number is shown; then the tables, as files and as printed."""
    tally = Tally()
    bot = Bot(load([]), Setting(asks_if_helped=True), tally=tally)
    for number in range(2 * SMALLEST):
        for text in (*reversed(ASKED), *ASKED):
            bot.reply_to(Message(text, platform="slack", conversation=f"U0CANARYID77{number}"))
    print(repr(tally), repr(bot.store))
    tables = tally.close("9999-12")
    print(repr(tables))
    release(tables, folder / "none")
    folder.mkdir()
    release(tables, folder)
    for path in folder.iterdir():
        print(path.name, path.read_text())
    for form in ("text", "json", "csv"):
        main(["statistics", "--folder", str(folder), "--format", form])


if __name__ == "__main__":
    tables = Path(os.environ["HOME"]) / f"tables-{dt.date.today().year}"
    watch.allow(tables)
    drive(tables)
    sys.stdout.flush()
    watch.end()
