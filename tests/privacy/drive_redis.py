"""Drives the store that replicas share for the canary: a real Redis, the SDK at DEBUG, marked words, ids
and passwords in every path; then shows everything that Redis has, was told, or wrote to a file.
canary.py searches what comes out."""

from __future__ import annotations

import logging
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

written: list[object] = []


def _watch(event: str, args: tuple) -> None:
    if event == "open" and isinstance(args[1], str) and any(c in args[1] for c in "wax+"):
        written.append(args[0])


logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)

from bot.silence import keep_silent

keep_silent(level=logging.DEBUG)
logging.root.setLevel(logging.DEBUG)

import redis

from benchmarks.stage import KEY, Redis, wait_for
from bot.bot import Bot
from bot.config import Config
from bot.config_values import DEFAULTS
from bot.loader import load
from bot.message import Message
from bot.plain import draw
from bot.replicas import shared
from bot.store import MemoryStore
from bot.vault import Vault

for name in list(logging.root.manager.loggerDict):
    logging.getLogger(name).setLevel(logging.DEBUG)

PERSON = "U0CANARYID77"
PASSWORD = "CanarySecret"  # noqa: S105 - a mark


def say(bot: Bot, texts: list[str]) -> None:
    """A marked talk, with ids of messages, and calls that come twice."""
    for text in texts:
        message = Message(text, platform="slack", conversation=PERSON)
        print(draw(bot.reply_to(message)))
        bot.remember_message(message, "770077007700")
        print(bot.replays.is_new("slack", f"{PERSON}-{text}"))
        print(bot.replays.is_new("slack", f"{PERSON}-{text}"))
    print(repr(bot)[:2000], repr(bot.store), repr(bot.replays), repr(bot.store._link))
    print(vars(bot.store).keys())


def drive(folder: Path, texts: list[str]) -> None:
    """The talk with a Redis that answers, hangs, is locked, and is gone."""
    server = Redis(folder)
    knowledge = load([])
    vault = Vault(KEY)
    opened = server.url.replace("://", f"://:{PASSWORD}@")
    with server.up("--requirepass", PASSWORD, "--rdbcompression", "no"):
        told: list[str] = []
        threading.Thread(target=_listen, args=(server, told), daemon=True).start()
        while not told:
            time.sleep(0.01)
        bot = _bot(knowledge, vault, opened)
        say(bot, texts)
        show(server, folder, told)
        server.stop_answering()
        say(bot, texts[:3])
        server.go_on()
        say(_bot(knowledge, vault, opened.replace(PASSWORD, "CanaryToken")), texts[:3])
        client = server.client(PASSWORD)
        for key in client.keys("*"):
            client.delete(key)
            client.lpush(key, "x")
        say(_bot(knowledge, vault, opened), texts[:3])
    say(_bot(knowledge, vault, opened), texts[:3])


def _bot(knowledge: object, vault: Vault, url: str) -> Bot:
    config = Config({**DEFAULTS, "session.store": "redis"})
    store, replays = shared(config, {"WHERETO_REDIS_URL": url}, vault, MemoryStore())
    return Bot(knowledge, store=store, vault=vault, replays=replays)  # type: ignore[arg-type]


def _listen(server: Redis, told: list[str]) -> None:
    """Every command that Redis gets, as its own monitor shows it."""
    with suppress(redis.RedisError), server.client(PASSWORD, None).monitor() as monitor:
        told.append("listening")
        for command in monitor.listen():
            told.append(str(command))


def show(server: Redis, folder: Path, told: list[str]) -> None:
    """Every key and value, what Redis was asked, who is connected, and the file that it saves."""
    client = server.client(PASSWORD)
    keys = client.keys("*")
    assert len(keys) > 1, "nothing was kept"
    for key in keys:
        print(key, client.get(key), client.pttl(key), client.object("encoding", key))
    client.save()
    print((folder / "dump.rdb").read_bytes().decode("latin-1"))
    print(client.client_list(), client.info("commandstats"))
    wait_for(lambda: any("EVAL" in line for line in told))
    print("\n".join(told))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as where:
        sys.addaudithook(_watch)
        drive(Path(where), sys.argv[1:])
    ours = [str(name) for name in written if str(name) != "/dev/null"]
    sys.stderr.write(f"\nWRITTEN {ours!r}\n")
