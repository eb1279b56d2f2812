"""Two replicas of `whereto serve` behind nginx, with a real Redis: what people notice when a part of
it is killed while many write at once.

Each conversation is a person with a script: the next message is sent when the last one was answered.
Every reply is compared, word by word, with that of one program that nothing happens to. Telegram's
side repeats a call that was not acknowledged, and every fifth one that was. A message is lost where no
reply comes within `GIVES_UP`; the person then writes it again, as people do.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import random
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from adapters.telegram.drawing import render_reply
from benchmarks.questions import SEED
from benchmarks.stage import OFFICE, Redis, Replica, Telegram, missing, nginx, post, telegram, until
from benchmarks.stage import update as written
from benchmarks.tables import heading, line
from bot.bot import system_clock
from bot.facts import Scope
from bot.knowledge import Knowledge
from bot.loader import load
from bot.message import Message
from bot.session import Session
from bot.setting import Setting
from bot.store import MOST_SESSIONS
from bot.turn import respond

SCRIPTS: Final = (
    ("where can I report", "1", "and without my name?", "menu", "2", "how long does it take"),
    ("what does the ombudsman do", "2", "I am a consultant", "what can I do", "menu", "1"),
    ("my supervisor keeps touching my back", "2", "what if he finds out", "1", "stop", "2"),
    ("he is outside my door", "1", "who can I talk to", "1", "menu", "3"),
)
"""Numbers mean something only to who knows what was offered before: they show a lost memory."""

GIVES_UP: Final = 3.0
"""Seconds until a person writes again."""

REPEATED: Final = 5
"""Every such call comes twice, at once."""

COLUMNS: Final = (
    *("talks", "messages", "wrong", "twice", "lost", "away"),
    *("p50 before", "p99 before", "p50 after", "p99 after"),
)


class Truth:
    """What one program says that nothing happens to."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._setting = Setting(audience="public")

    def after(self, session: Session, text: str) -> tuple[str, Session]:
        """The reply's text on Telegram, and what is remembered."""
        message = Message(text, platform="telegram", conversation="1")
        turn = respond(self._knowledge, session, message, system_clock(), self._setting)
        drawn = render_reply(turn.reply, lambda choice: choice)
        return "\n".join(payload["text"] for payload in drawn), turn.session


@dataclass
class Figures:
    """What happened, message by message; seconds from the first call to the reply."""

    talks: int = 0
    messages: int = 0
    wrong: int = 0
    twice: int = 0
    lost: int = 0
    away: int = 0
    """How often a replica found Redis too slow, or gone."""
    before: list[float] = field(default_factory=list)
    after: list[float] = field(default_factory=list)

    def row(self) -> dict[str, object]:
        """As it is printed; milliseconds."""
        found: dict[str, object] = {name: getattr(self, name) for name in COLUMNS[:6]}
        for name, times in (("before", self.before), ("after", self.after)):
            ordered = sorted(times) or [0.0]
            found[f"p50 {name}"] = round(ordered[len(ordered) // 2] * 1000, 1)
            found[f"p99 {name}"] = round(ordered[len(ordered) * 99 // 100] * 1000, 1)
        return found


@dataclass
class Crowd:
    """Many people who write at once through one port, and what becomes of it."""

    port: int
    side: Telegram
    truth: Truth
    forgives: bool
    """Whether a talk may begin anew after the blow: what it was about is gone then."""
    thinks: float
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))
    struck: float = float("inf")
    figures: Figures = field(default_factory=Figures)
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    async def talk(self, chat: int, script: Sequence[str]) -> None:
        """One person, from the first line of a script to the last."""
        known = [Session()]
        heard = 0
        for text in script:
            await asyncio.sleep(self.chance.uniform(0.5, 1.5) * self.thinks)
            heard = self._told_besides(chat, heard)
            while not await self._is_answered(chat, text, heard):
                self.figures.lost += 1
                known += [self.truth.after(session, text)[1] for session in known]
            heard += 1
            known = self._compared(chat, text, heard, known)
        self.figures.talks += 1
        self._told_besides(chat, heard)

    def _told_besides(self, chat: int, heard: int) -> int:
        """How many replies a person has by now; those that nobody waited for came twice."""
        came = len(self.side.sent.get(str(chat), ()))
        self.figures.twice += came - heard
        return came

    async def _is_answered(self, chat: int, text: str, heard: int) -> bool:
        began = time.perf_counter()
        number = next(self.numbers)
        await self._delivered(written(number, chat, text), again=number % REPEATED == 0)
        if not await self.side.heard(str(chat), heard + 1, GIVES_UP):
            return False
        took = self.side.sent[str(chat)][heard][0] - began
        self.figures.messages += 1
        (self.figures.before if began < self.struck else self.figures.after).append(took)
        return True

    async def _delivered(self, update: dict[str, object], *, again: bool) -> None:
        """As Telegram does it: until somebody says 200."""
        until = time.perf_counter() + GIVES_UP
        while await post(self.port, update) != 200 and time.perf_counter() < until:
            await asyncio.sleep(0.05)
        if again:
            await post(self.port, update)

    def _compared(self, chat: int, text: str, heard: int, known: list[Session]) -> list[Session]:
        """What may be remembered now, by what was said; else counted as wrong."""
        said = self.side.sent[str(chat)][heard - 1][1]
        if self.forgives and time.perf_counter() > self.struck:
            known = [*known, Session()]
        true = [self.truth.after(session, text) for session in known]
        if all(said != reply for reply, _ in true):
            self.figures.wrong += 1
            return [session for _, session in true]
        return [session for reply, session in true if reply == said]


@dataclass(frozen=True)
class Scene:
    """What stands behind nginx, and what falls."""

    name: str
    arrangement: tuple[str, str]
    """nginx's options for each replica."""
    falls: str
    most_sessions: int = MOST_SESSIONS
    talks: int = 200
    at_once: int = 20
    thinks: float = 0.6
    """Seconds that a person takes before each message, on average: together some 40 calls a second,
    below the 50 that a path takes."""

    async def play(self, folder: Path, knowledge: Knowledge) -> Figures:
        """Everything up, everybody writing, one thing killed in the middle."""
        async with telegram() as side:
            with ExitStack() as stack:
                server = Redis(folder)
                stack.enter_context(server.up())
                replicas = [self._replica(folder, side, server, name) for name in ("one", "two")]
                for replica in replicas:
                    stack.enter_context(replica.up(told=folder / replica.folder.name / "told"))
                for replica in replicas:
                    await until(replica.is_ready)
                places = [
                    f"127.0.0.1:{replica.port} {options}"
                    for replica, options in zip(replicas, self.arrangement, strict=True)
                ]
                port = stack.enter_context(nginx(folder, places))
                forgives = self.falls == "redis"
                crowd = Crowd(port, side, Truth(knowledge), forgives, self.thinks)
                blow = {"replica": replicas[0].kill, "redis": server.kill}[self.falls]
                await self._everybody(crowd, blow)
                told = [(replica.folder / "told").read_text("utf-8") for replica in replicas]
                crowd.figures.away = sum(text.count("Redis is away") for text in told)
                return crowd.figures

    def _replica(self, folder: Path, side: Telegram, server: Redis, name: str) -> Replica:
        session = {"store": "redis", "most_sessions": self.most_sessions}
        return Replica(folder / name, side.address, session, {"WHERETO_REDIS_URL": server.url})

    async def _everybody(self, crowd: Crowd, blow: Callable[[], None]) -> None:
        """As many at once as asked for; the blow falls when half of the talks are done."""
        half = asyncio.Event()
        gate = asyncio.Semaphore(self.at_once)

        async def one(chat: int) -> None:
            async with gate:
                await crowd.talk(chat, crowd.chance.choice(SCRIPTS))
                if crowd.figures.talks == self.talks // 2:
                    half.set()

        async def strike() -> None:
            await half.wait()
            crowd.struck = time.perf_counter()
            await asyncio.to_thread(blow)

        people = [one(chat) for chat in range(10_000, 10_000 + self.talks)]
        await asyncio.gather(strike(), *people)


SPREAD: Final = ("", "")
STANDS_BY: Final = ("", "backup")
SCENES: Final = (
    Scene("calls spread, a replica killed", SPREAD, "replica"),
    Scene("one stands by, the other killed", STANDS_BY, "replica"),
    Scene("one stands by, Redis killed", STANDS_BY, "redis"),
    Scene("spread, none in memory, Redis k.", SPREAD, "redis", most_sessions=0),
    Scene("calls spread, Redis killed", SPREAD, "redis"),
)


def english() -> Knowledge:
    """What the replicas know."""
    return load([OFFICE], Scope(None, "ke", None, None, languages=("en",)))


def played(scene: Scene, knowledge: Knowledge) -> Figures:
    """A scene in a folder of its own, which is gone afterwards."""
    with TemporaryDirectory() as folder:
        return asyncio.run(scene.play(Path(folder), knowledge))


def run(_: argparse.Namespace) -> dict[str, object]:
    """Print a row for each scene."""
    reason = missing("redis-server", "nginx")
    if reason:
        raise SystemExit(reason)
    print(f"seed {SEED}; {len(SCRIPTS)} scripts; times in ms, all programs on this machine")
    knowledge = english()
    heading("scene", COLUMNS)
    found: dict[str, object] = {}
    for scene in SCENES:
        found[scene.name] = played(scene, knowledge).row()
        line(scene.name, COLUMNS, found[scene.name])  # type: ignore[arg-type]
    return found
