"""A marked text goes through a turn, and through failures that quote it, while every logger is at
DEBUG: nothing of it may come out. An edge: it puts the log guard anew while it looks.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import Final, NoReturn

from bot.bot import Bot
from bot.knowledge import Knowledge
from bot.message import Message
from bot.office.finding import Finding
from bot.silence import keep_silent

MARK: Final = "quibblewick-zephyrmoor"
"""Two words that stand nowhere else."""


def look(knowledge: Knowledge) -> Finding:
    """Whether the log guard holds here, with what is installed here."""
    with _everything_captured() as captured:
        message = Message(f"my boss {MARK} touched me", platform="slack", conversation=MARK)
        Bot(knowledge).reply_to(message)
        Bot(knowledge, clock=_broken).reply_to(message)
        log = logging.getLogger("some.sdk")
        log.debug("body: %s", message.text)
        log.error("body: %s", message.text, exc_info=ValueError(message.text))
    if any(word in captured.getvalue() for word in MARK.split("-")):
        what = "A text that was typed came out in a log line."
        mend = "Do not serve. Tell the maintainers which Python and which packages run here."
        return Finding("log-leak", "red", what, mend)
    if "RuntimeError" not in captured.getvalue():
        what = "A failure left no line in the log, so whether it keeps silent is not known."
        return Finding("log-unseen", "red", what, "Tell the maintainers which Python runs here.")
    return Finding(
        "log", "green", "A marked text went through at DEBUG, and nothing of it came out."
    )


def _broken() -> NoReturn:
    """A clock that fails, and quotes what was typed."""
    raise RuntimeError(MARK)


@contextmanager
def _everything_captured() -> Iterator[io.StringIO]:
    """Both streams and the log, with our guard before it and every logger at DEBUG."""
    captured = io.StringIO()
    root, began = logging.getLogger(), dict(logging.root.manager.loggerDict)
    levels = {name: log.level for name, log in began.items() if isinstance(log, logging.Logger)}
    try:
        with redirect_stdout(captured), redirect_stderr(captured):
            keep_silent(captured, logging.DEBUG)
            for name in ("", *levels):
                logging.getLogger(name).setLevel(logging.DEBUG)
            yield captured
    finally:
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
        root.setLevel(logging.WARNING)
        keep_silent()
