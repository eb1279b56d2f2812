"""The terminal: a person types, the reply is drawn. Nothing is written to disk, no history is kept.

Draws, does not decide: whatever the reply holds is shown as it comes.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from dataclasses import replace
from typing import Final

from bot.bot import Bot
from bot.message import Message, Reply
from bot.plain import WIDTH, draw

PROMPT: Final = "> "
WIDEST: Final = 100
_BOLD, _PLAIN = "\033[1m", "\033[0m"
_WIPE: Final = "\033[2J\033[3J\033[H"
"""Clears the screen and what was scrolled away."""


def read_message(text: str, language: str | None = None) -> Message:
    """A typed line as a message."""
    return Message(text=text, platform="terminal", conversation="terminal", language=language)


def render_reply(reply: Reply, width: int, *, is_colourful: bool) -> str:
    """The reply as the terminal shows it."""
    strong = (lambda text: f"{_BOLD}{text}{_PLAIN}") if is_colourful else None
    return draw(reply, width, strong)


def serve(bot: Bot, language: str | None = None) -> int:
    """Talk until end of input or Ctrl-C; 0 always, as leaving is no mistake."""
    _prepare()
    _show_welcome(bot, language)
    with contextlib.suppress(KeyboardInterrupt, EOFError):
        while True:
            _turn(bot, replace(read_message(_read()), language=language))
            language = None
    if sys.stdout.isatty():
        sys.stdout.write("\n")
    return 0


def tell(text: str) -> None:
    """Show a note on the screen while a line may be being typed, and where to go on typing."""
    prompt = PROMPT if sys.stdin.isatty() else ""
    sys.stdout.write(f"\n{text.rstrip()}\n\n{prompt}")
    sys.stdout.flush()


def _turn(bot: Bot, message: Message) -> None:
    reply = bot.reply_to(message)
    if reply.erase and sys.stdout.isatty():
        sys.stdout.write(_WIPE)
    text = render_reply(reply, _width(), is_colourful=_is_colourful())
    sys.stdout.write(f"\n{text}\n\n".encode("utf-8", "replace").decode("utf-8"))
    sys.stdout.flush()


def _show_welcome(bot: Bot, language: str | None) -> None:
    wording = bot.knowledge.wording(language or bot.knowledge.default_language)
    welcome = wording.texts.get("interface/welcome")
    if welcome and sys.stdin.isatty():
        sys.stdout.write(f"{welcome}\n\n")
        sys.stdout.flush()


def _read() -> str:
    """The next line. Raises EOFError at the end of input."""
    if sys.stdin.isatty():
        return input(PROMPT)
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.rstrip("\n")


def _prepare() -> None:
    """Line editing without history, and streams that take any character."""
    with contextlib.suppress(ImportError):
        import readline

        readline.set_auto_history(False)
    for stream in (sys.stdin, sys.stdout):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]


def _width() -> int:
    return min(shutil.get_terminal_size((WIDTH, 24)).columns, WIDEST)


def _is_colourful() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
