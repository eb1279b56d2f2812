"""Broken calls to Slack's webhook, by the thousand: never a crash, never a word that leaks, and no
memory that grows. `make proof` sends 20,000.
"""

from __future__ import annotations

import asyncio
import copy
import gc
import io
import json
import logging
import random
import string
import sys
import threading
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from conftest import MANY
from slack_desk import (
    SECRET,
    Desk,
    acted,
    command,
    direct,
    event,
    pressed,
    sealed,
    shown,
    signed,
    submitted,
)

from adapters.connection import Call
from bot.bot import Bot
from bot.silence import keep_silent

CALLS = 500 * MANY
MARK = "Zanzibarella"
GROWTH = 4_000_000
"""Bytes that the second half of all calls may add: ids against repeats, sessions in memory."""

ODD: tuple[Any, ...] = (
    None, True, 0, -1, 1e308, "", MARK, f"{MARK} \ud800"[:13], "💥" * 50, "D0FIRST", "im", [], {}, [[]],
    {"id": MARK}, [{"id": 1}], {"type": "modal"}, "view_submission", "x" * 5000, "<" * 300,
)  # fmt: skip


def _payloads() -> list[dict[str, Any]]:
    button = {"action_id": "choice-1", "value": MARK}
    view = {"blocks": [{"block_id": "f"}]}
    home = {"type": "app_home_opened", "tab": "home", "user": "U0FIRST"}
    mention = {"type": "app_mention", "user": "U0FIRST", "channel": "C0X", "text": MARK}
    return [
        direct(f"my boss {MARK} touched me"),
        direct("", subtype="file_share", files=[{"id": MARK}]),
        event(home),
        event(mention),
        pressed(button),
        pressed(button, view={"id": "V1", "type": "modal", "callback_id": "window"}),
        submitted(view, MARK),
        command(MARK),
        acted("view_closed", view={"id": MARK, "type": "modal"}),
    ]


def _nodes(node: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a payload: its container and its key."""
    places = node.items() if isinstance(node, dict) else enumerate(node)
    for key, value in places:
        yield node, key
        if isinstance(value, (dict, list)):
            yield from _nodes(value)


def _broken(payload: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """The payload with some of its places taken away or replaced."""
    payload = copy.deepcopy(payload)
    for _ in range(chance.randrange(4)):
        places = list(_nodes(payload))
        if places:
            container, key = chance.choice(places)
            if isinstance(container, dict) and chance.random() < 0.3:
                del container[key]
            else:
                container[key] = copy.deepcopy(chance.choice(ODD))
    for name in ("event_id", "trigger_id"):
        if name in payload and chance.random() < 0.9:
            payload[name] = f"{chance.random()}"
    return payload


def _call(payloads: list[dict[str, Any]], chance: random.Random) -> Call:
    kind = chance.random()
    if kind < 0.7:
        return signed(_broken(chance.choice(payloads), chance))
    if kind < 0.8:
        text = json.dumps(chance.choice(payloads))
        start = chance.randrange(len(text))
        content_type = chance.choice(["application/json", "application/x-www-form-urlencoded", ""])
        return sealed(text[start : start + chance.randrange(200)], content_type)
    call = signed(chance.choice(payloads))
    if kind < 0.9:
        name = chance.choice([*call.headers])
        value = "".join(chance.choices(string.printable + "é٣", k=chance.randrange(40)))
        return Call(call.body, {**call.headers, name: value})
    return Call(chance.randbytes(chance.randrange(300)), call.headers)


class Operator(io.TextIOBase):
    """Who reads the log: what they must not see, they would see here."""

    def __init__(self) -> None:
        self.lines, self.leaks = 0, 0

    def write(self, text: str) -> int:
        self.lines += 1
        self.leaks += MARK in text or SECRET in text
        return len(text)


@contextmanager
def served_to(operator: Operator) -> Iterator[None]:
    """The log as the service writes it, in the place of pytest's own, which would keep every line."""
    root, ours = logging.getLogger(), logging.getLogger("whereto")
    before = (root.handlers[:], root.level, ours.level, sys.excepthook, threading.excepthook)
    keep_silent(operator, level=logging.DEBUG)
    try:
        yield
    finally:
        root.handlers[:] = before[0]
        root.setLevel(before[1])
        ours.setLevel(before[2])
        sys.excepthook, threading.excepthook = before[3:]
        logging.raiseExceptions = True


def test_no_broken_call_crashes_leaks_or_is_kept(knowledge):
    desk, operator = Desk(Bot(knowledge)), Operator()
    chance, payloads = random.Random(6), _payloads()  # noqa: S311 - the same calls each time
    statuses: set[int] = set()
    answers = 0

    async def send(calls: int) -> None:
        nonlocal answers
        for _ in range(calls):
            response = await desk.link.answer(_call(payloads, chance))
            await desk.wiring.finish()
            statuses.add(response.status)
            assert MARK.encode() not in response.body
            assert SECRET.encode() not in response.body
            assert MARK not in shown(desk.api.calls)
            answers += len(desk.api.calls)
            desk.api.calls.clear()

    with served_to(operator):
        asyncio.run(send(CALLS // 2))
        before = _memory()
        asyncio.run(send(CALLS - CALLS // 2))
        grown = _memory() - before
        tracemalloc.stop()
    assert statuses == {200, 400, 401}
    assert answers > CALLS // 10
    assert grown < GROWTH
    assert operator.lines > 0
    assert operator.leaks == 0


def _memory() -> int:
    """Bytes in use, counted from the first time on."""
    gc.collect()
    if not tracemalloc.is_tracing():
        tracemalloc.start()
    return tracemalloc.get_traced_memory()[0]
