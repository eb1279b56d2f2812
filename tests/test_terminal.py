"""The terminal on a real screen: a pseudo-terminal, as a person sits before it."""

from __future__ import annotations

import contextlib
import os
import pty
import select
import signal
import subprocess
import sys
from pathlib import Path
from typing import Self

import pytest

from adapters import terminal
from bot.message import Block, Piece, Reply
from bot.plain import columns

ROOT = Path(__file__).parent.parent


def _heeds_ctrl_c() -> None:
    """As at a terminal, also where the tests were started in the background, which ignores it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


class Screen:
    """A program in a pseudo-terminal: type, and read what it shows."""

    def __init__(self, home: Path, **environment: str) -> None:
        self.parent, child = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot.cli"],
            stdin=child,
            stdout=child,
            stderr=child,
            cwd=ROOT,
            env={**os.environ, "TERM": "xterm", "HOME": str(home), "COLUMNS": "60", **environment},
            start_new_session=True,
            preexec_fn=_heeds_ctrl_c,  # noqa: PLW1509 - nothing else runs in this process yet
        )
        os.close(child)
        self.text = ""

    def until(self, wanted: str) -> str:
        while wanted not in self.text:
            ready, _, _ = select.select([self.parent], [], [], 30)
            assert ready, self.text
            try:
                chunk = os.read(self.parent, 65536)
            except OSError:
                chunk = b""
            if not chunk:
                break
            self.text += chunk.decode(errors="replace")
        assert wanted in self.text, self.text
        shown, found, self.text = self.text.partition(wanted)
        return shown + found

    def type(self, text: str) -> None:
        os.write(self.parent, text.encode())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        os.close(self.parent)

    def leave(self) -> None:
        """End of input, once the program waits for the next line: before that a pseudo-terminal
        may lose it."""
        self.until("> ")
        self.type("\x04")

    def close(self) -> int:
        return self.process.wait(timeout=30)


@pytest.fixture
def home(tmp_path):
    return tmp_path


def test_a_person_asks_chooses_and_leaves_with_end_of_input(home):
    with Screen(home) as screen:
        assert "in your own words" in screen.until("> ")
        screen.type("where can I report\n")
        shown = screen.until("Talk to a person")
        assert "\033[1mInvestigation office\033[0m" in shown
        screen.leave()
        assert screen.close() == 0
    assert not [path for path in home.rglob("*") if path.is_file()]


def test_ctrl_c_leaves_cleanly(home):
    with Screen(home) as screen:
        screen.until("> ")
        for _ in range(20):  # one may fall into the moment before the line is read
            os.killpg(screen.process.pid, signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                assert screen.process.wait(timeout=2) == 0
                break
        assert screen.close() == 0


def test_no_colour_is_shown_where_none_is_wanted(home):
    with Screen(home, NO_COLOR="1") as screen:
        screen.until("> ")
        screen.type("what does the ombudsman do\n")
        assert "\033[1m" not in screen.until("Talk to a person")
        screen.leave()
        assert screen.close() == 0


def test_erase_wipes_the_screen_and_what_was_scrolled_away(home):
    with Screen(home) as screen:
        screen.until("> ")
        screen.type("erase\n")
        assert "\033[2J\033[3J" in screen.until("Forgotten")
        screen.leave()
        assert screen.close() == 0


def _reply(text: str, *, is_right_to_left: bool = False) -> Reply:
    block = Block("text", (Piece("x", text),))
    return Reply("ar", "answer", None, (block,), is_right_to_left=is_right_to_left)


def test_right_to_left_text_stays_whole_and_numbers_keep_their_order():
    text = "اتصال على الرقم +41 22 917 1234 في أي وقت"
    drawn = terminal.render_reply(_reply(text, is_right_to_left=True), 60, is_colourful=False)
    assert drawn.startswith("\u200f")
    assert "\u2066+41 22 917 1234\u2069" in drawn
    assert "".join(c for c in drawn if c not in "\u200f\u2066\u2069") == text


def test_chinese_lines_fit_though_each_character_takes_two_columns():
    drawn = terminal.render_reply(_reply("这是一个很长的句子" * 20), 40, is_colourful=False)
    assert all(columns(line) <= 40 for line in drawn.splitlines())
    assert drawn.replace("\n", "") == "这是一个很长的句子" * 20
