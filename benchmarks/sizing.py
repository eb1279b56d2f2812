"""What an instance needs: processor time of a message, memory of the program and of ten thousand
sessions, in the program and in Redis, with one language and with six.

Times are those of the processors, so that what else the machine does counts for little; what the
platform costs is measured by `python -m benchmarks serve`.
"""

from __future__ import annotations

import argparse
import gc
import random
import shutil
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.questions import LANGUAGES, SEED, development
from benchmarks.replicas import SCRIPTS
from benchmarks.stage import KEY, Redis, missing
from benchmarks.tables import heading, line
from bot.bot import Bot, system_clock
from bot.config import Config
from bot.config_values import DEFAULTS
from bot.loader import load, shipped_knowledge
from bot.message import Message
from bot.replays import Replays
from bot.replicas import shared
from bot.store import MemoryStore, Store
from bot.vault import Vault

SESSIONS: Final = 10_000
PROBE: Final = """
import resource, sys
from pathlib import Path
from bot.bot import Bot
from bot.loader import load
Bot(load([Path(sys.argv[1])])).preload()
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
COLUMNS: Final = ("one language", "six languages")


@contextmanager
def folders() -> Iterator[dict[str, tuple[Path, tuple[str, ...]]]]:
    """The knowledge with English alone, and whole; and the languages that people write there."""
    with TemporaryDirectory() as folder:
        others = shutil.ignore_patterns(*(tag for tag in LANGUAGES if tag != "en"))
        alone = Path(shutil.copytree(shipped_knowledge(), Path(folder) / "base", ignore=others))
        whole = shipped_knowledge(), tuple(LANGUAGES)
        yield dict(zip(COLUMNS, ((alone, ("en",)), whole), strict=True))


@contextmanager
def sharing() -> Iterator[tuple[Redis, Bot]]:
    """A Redis of our own, and a bot that keeps its sessions there."""
    with TemporaryDirectory() as folder:
        server, vault = Redis(Path(folder)), Vault(KEY)
        config = Config({**DEFAULTS, "session.store": "redis"})
        with server.up():
            environment = {"WHERETO_REDIS_URL": server.url}
            store, replays = shared(config, environment, vault, MemoryStore())
            yield server, Bot(load([]), store=store, vault=vault, replays=replays)


def megabytes_of_the_program(folder: Path) -> float:
    """At its most, every language loaded."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE, str(folder)], capture_output=True, text=True, check=True
    )
    return round(int(done.stdout) / 1024)


def milliseconds_of_a_message(bot: Bot, languages: tuple[str, ...]) -> float:
    """Processor time: taken in hand once, answered, and the ids of both sides remembered."""
    texts = [row.text for language in languages for row in development(language)]
    random.Random(SEED).shuffle(texts)
    bot.preload()
    for text in texts[:50]:
        _message(bot, 0, text)
    began = time.process_time()
    for number, text in enumerate(texts, 1):
        _message(bot, number, text)
    return (time.process_time() - began) / len(texts) * 1000


def _message(bot: Bot, number: int, text: str) -> None:
    """One message of one person in five who come back."""
    message = Message(text, platform="telegram", conversation=str(number % 200))
    bot.replays.is_new("telegram", f"{number}-{text}")
    bot.reply_to(message)
    bot.remember_message(message, str(1000 + number), str(2000 + number))


def fill(store: Store, sealed: list[tuple[str, bytes]]) -> None:
    """Put every session."""
    now = system_clock()
    for name, session in sealed:
        store.put(name, session, now)


def sessions(bot: Bot) -> list[tuple[str, bytes]]:
    """Ten thousand talks of our scripts, each at some turn, under names of their own."""
    chance, sealed = random.Random(SEED), []
    states = [state for script in SCRIPTS for state in _states(bot, script)]
    for number in range(SESSIONS):
        name = bot.vault.pseudonym("telegram", str(number))
        sealed.append((name, bot.vault.seal(chance.choice(states), name)))
    return sealed


def _states(bot: Bot, script: tuple[str, ...]) -> Iterator:
    for number, text in enumerate(script):
        message = Message(text, platform="telegram", conversation=script[0])
        bot.reply_to(message)
        bot.remember_message(message, str(700_000 + 2 * number), str(700_001 + 2 * number))
        name = bot.vault.pseudonym("telegram", script[0])
        yield bot._session(bot._kept(name, bot.clock()), name)  # noqa: SLF001 - as a store sees it


def megabytes_in_memory(sealed: list[tuple[str, bytes]]) -> float:
    """What the interpreter keeps for the sessions; each put with copies of its own."""
    gc.collect()
    tracemalloc.start()
    store = MemoryStore()
    fill(store, [(name[:-1] + name[-1], bytes(bytearray(session))) for name, session in sealed])
    kept = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return round(kept / 1e6, 1)


def megabytes_in_redis(server: Redis, keep: Callable[[], None]) -> float:
    """What Redis says that it uses more than before."""
    client = server.client()
    before = client.info("memory")["used_memory"]
    keep()
    return round((client.info("memory")["used_memory"] - before) / 1e6, 1)


def claim(replays: Replays) -> None:
    """Take as many calls in hand."""
    for number in range(SESSIONS):
        replays.is_new("telegram", f"call-{number}")


def seconds_of_redis(server: Redis) -> float:
    """Processor time that Redis used since its start."""
    used = server.client().info("cpu")
    return float(used["used_cpu_user"] + used["used_cpu_sys"])


def run(_: argparse.Namespace) -> dict[str, object]:
    """Print the table; the figures by name."""
    reason = missing("redis-server")
    if reason:
        raise SystemExit(reason)
    print(f"seed {SEED}; questions of the development set; {SESSIONS:,} sessions of our scripts")
    found: dict[str, dict[str, object]] = {}
    memory, own = {}, {}
    with folders() as choices, sharing() as (server, bot):
        for name, (folder, tags) in choices.items():
            found.setdefault("program, MB", {})[name] = megabytes_of_the_program(folder)
            knowledge, messages = load([folder]), sum(len(development(tag)) for tag in tags)
            memory[name] = milliseconds_of_a_message(Bot(knowledge), tags)
            began = seconds_of_redis(server)
            own[name] = milliseconds_of_a_message(replace(bot, knowledge=knowledge), tags)
            spent = (seconds_of_redis(server) - began) / messages * 1000
            found.setdefault("Redis itself, ms a message", {})[name] = round(spent, 3)
        sealed = sessions(Bot(load([]), vault=bot.vault))
        kept = {"10,000 sessions in memory, MB": megabytes_in_memory(sealed)}
        put = partial(fill, bot.store, sealed)
        kept["10,000 sessions in Redis, MB"] = megabytes_in_redis(server, put)
        take = partial(claim, bot.replays)
        kept["10,000 seen calls in Redis, MB"] = megabytes_in_redis(server, take)
    found |= {name: {COLUMNS[1]: megabytes} for name, megabytes in kept.items()}
    for name, times in (("in memory", memory), ("with Redis", own)):
        found[f"turn {name}, ms"] = {n: round(ms, 2) for n, ms in times.items()}
        found[f"turns a second and core, {name}"] = {n: round(1000 / ms) for n, ms in times.items()}
    heading("sizing", COLUMNS)
    for name, row in found.items():
        line(name, COLUMNS, row)
    return dict(found)
