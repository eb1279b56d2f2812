"""The power goes while two hundred people write. The service comes back, answers each as it should,
and on the disk there is nothing: no file was written, and none holds a mark."""

from __future__ import annotations

import asyncio
import itertools
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

pytest.importorskip("telegram", reason='the SDK is not installed: pip install "whereto[telegram]"')

from canary import CANARIES
from conftest import acted_out

from adapters.telegram.drawing import render_reply
from benchmarks.replicas import english
from benchmarks.stage import KEY, Redis, Replica, Telegram, missing, post, pressed, telegram, until
from benchmarks.stage import update as written
from bot.bot import Bot
from bot.choices import every_choice
from bot.message import Message
from bot.session import Session
from bot.setting import Setting
from bot.turn import respond
from bot.vault import Vault

pytestmark = acted_out

PEOPLE = 200
FIRST_CHAT = 770077007700
WITHIN = 90.0
BEFORE = "my boss CanaryQuibblewick touched me, where can I report"
AMID = "1"
WATCH = """
import os, resource, sys
def watch(event, args):
    if event == "open" and any(c in str(args[1] or "") for c in "wax+") or event in CHANGES:
        os.write(2, f"WRITTEN {event} {args[0]}\\n".encode())
    elif event == "open" and not args[1] and args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        os.write(2, f"WRITTEN {args[0]}\\n".encode())
CHANGES = {"os.mkdir", "os.rename", "os.link", "os.symlink", "tempfile.mkstemp", "shutil.copyfile"}
resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY,) * 2)
sys.addaudithook(watch)
"""
"""Names each file that is opened for writing; core dumps are allowed."""

SERVE = f"{WATCH}\nfrom bot.cli.main import main\nraise SystemExit(main())"

posix_only = pytest.mark.skipif(os.name != "posix", reason="signals are those of POSIX")


@dataclass
class Night:
    """Two hundred people and one service: what they wrote, and what they were told."""

    replica: Replica
    side: Telegram
    told: Path
    people: int
    numbers: itertools.count = field(default_factory=lambda: itertools.count(1))

    async def everybody(self, update_of) -> None:
        await asyncio.gather(*(self.deliver(update_of(number)) for number in range(self.people)))

    async def deliver(self, update: dict) -> None:
        """As Telegram does it, until somebody takes it, or the power goes."""
        update["update_id"] = next(self.numbers)
        for place in ("message", "callback_query"):
            if place in update:
                update[place]["from"] = {"id": 770077007700, "first_name": "CanaryQuibblewick"}
        while self.replica.running.poll() is None and await post(self.replica.port, update) != 200:
            await asyncio.sleep(0.2)

    async def heard_by_all(self, messages: int) -> None:
        waits = (self.side.heard(chat, messages, WITHIN) for chat in CHATS[: self.people])
        assert all(await asyncio.gather(*waits))


CHATS = [str(FIRST_CHAT + number) for number in range(PEOPLE)]


def text(words: str):
    return lambda number: written(1, FIRST_CHAT + number, words)


def said(knowledge, session: Session, message: Message) -> str:
    """What one program says that nothing happened to."""
    turn = respond(knowledge, session, message, Bot(knowledge).clock(), Setting(audience="public"))
    return "\n".join(drawn["text"] for drawn in render_reply(turn.reply, lambda choice: choice))


def after(knowledge, *texts: str) -> Session:
    session = Session()
    for words in texts:
        setting = Setting(audience="public")
        session = respond(
            knowledge, session, Message(words), Bot(knowledge).clock(), setting
        ).session
    return session


NEXT = ("he is outside my door", "2", "button")
"""What people write next, in turn: danger, a number of a list that was shown, an old button."""


async def night(
    folder: Path, session: dict, secrets: dict, knowledge, people: int = PEOPLE
) -> list[tuple[str, str, set]]:
    """For each person: what they did next, what they were told, and what they may be told."""
    program = (sys.executable, "-c", SERVE)
    async with telegram() as side:
        replica = Replica(folder / "home", side.address, session, secrets, program)
        here = Night(replica, side, folder / "told", people)
        with replica.up(here.told):
            await until(replica.is_ready)
            await here.everybody(text(BEFORE))
            await here.heard_by_all(1)
            buttons = dict(side.buttons)
            amid = asyncio.create_task(here.everybody(text(AMID)))
            async with side.arrived:
                await side.arrived.wait_for(
                    lambda: sum(map(len, side.sent.values())) >= people * 5 // 4
                )
            replica.kill()
            await amid
        side.sent.clear()
        with replica.up(here.told):
            await until(replica.is_ready)
            await here.everybody(lambda number: following(number, buttons))
            await here.heard_by_all(1)
    shared = session.get("store") == "redis"
    sessions = [Session()]
    if shared:
        sessions = [after(knowledge, BEFORE), after(knowledge, BEFORE, AMID)]
    lost = "WHERETO_KEY" in secrets
    return [
        (
            NEXT[number % 3],
            "\n".join(words for _, words in side.sent[CHATS[number]]),
            {
                said(knowledge, one, message(number, buttons, knowledge, lost=lost))
                for one in sessions
            },
        )
        for number in range(people)
    ]


def following(number: int, buttons: dict[str, list[str]]) -> dict:
    chat = FIRST_CHAT + number
    if NEXT[number % 3] == "button":
        return pressed(1, chat, buttons[str(chat)][0])
    return written(1, chat, NEXT[number % 3])


def message(number: int, buttons: dict[str, list[str]], knowledge, *, lost: bool) -> Message:
    if NEXT[number % 3] != "button":
        return Message(NEXT[number % 3], platform="telegram")
    if lost:
        return Message("", platform="telegram", choose="command:menu")
    vault = Vault(KEY)
    name = vault.pseudonym("telegram", CHATS[number])
    choice = vault.choice(buttons[CHATS[number]][0], name, every_choice(knowledge))
    return Message("", platform="telegram", choose=choice)


def check(folder: Path, rows: list[tuple[str, str, set]]) -> None:
    wrong = [(did, words) for did, words, right in rows if words not in right]
    assert wrong == []
    urgent = [words for did, words, _ in rows if did == NEXT[0]]
    assert all("\n\n1. Get away from the danger" in words for words in urgent)
    assert {path.name for path in (folder / "home").rglob("*")} == {"config.yaml"}
    told = (folder / "told").read_text("utf-8")
    assert "start: telegram" in told
    assert [line for line in told.splitlines() if line.startswith("WRITTEN")] == []
    marked = [
        (path.name, mark)
        for path in folder.rglob("*")
        if path.is_file()
        for mark in CANARIES
        if mark.casefold().encode() in path.read_bytes().lower()
    ]
    assert marked == []


@posix_only
def test_killed_amid_two_hundred_talks_it_answers_anew_and_left_nothing(tmp_path):
    check(tmp_path, asyncio.run(night(tmp_path, {}, {}, english())))


@posix_only
def test_without_a_key_an_old_button_leads_to_the_menu_after_a_restart(tmp_path):
    rows = asyncio.run(night(tmp_path, {}, {"WHERETO_KEY": ""}, english(), PEOPLE // 5))
    check(tmp_path, rows)


def test_the_watch_names_what_is_written(tmp_path):
    """It sees a file that is made in any of the usual ways: the tests above can fail."""
    lines = ["open('a', 'w')", "os.open('b', os.O_CREAT | os.O_WRONLY)", "os.mkdir('c')"]
    code = f"{WATCH}\nimport tempfile\n{'; '.join(lines)}; tempfile.mkstemp(dir='.')"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], cwd=tmp_path, capture_output=True, check=True
    )
    assert done.stderr.count(b"WRITTEN") >= len(lines) + 1


@posix_only
def test_killed_amid_two_hundred_talks_with_redis_it_goes_on_where_they_were(tmp_path):
    reason = missing("redis-server")
    if reason and os.environ.get("WHERETO_PEERS") == "required":
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)
    server = Redis(tmp_path)
    with server.up("--rdbcompression", "no"):
        secrets = {"WHERETO_REDIS_URL": server.url}
        rows = asyncio.run(night(tmp_path, {"store": "redis"}, secrets, english()))
        assert len(server.client().keys("whereto:*")) > PEOPLE
        server.client().save()
    check(tmp_path, rows)
