"""Plants one leak a path into a copy of the program, and sees whether the canary catches it.

`python tests/privacy/planted.py` first runs the canary on the copy as it is (no hit), then once for
each plant: a few lines that a tired developer could write, appended to one module. A leak that comes
out unseen fails. Names as arguments choose some plants; `make proof` runs all.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import canary

ROOT = Path(__file__).resolve().parents[2]
AT_ONCE = 2
TRIES = 3


class Plant(NamedTuple):
    """A leak: the path that it takes, the module it is in, its code, and what drives it there."""

    name: str
    module: str
    code: str
    driver: str = "turns"


IN_A_TURN = """
_respond = respond
def respond(knowledge, session, message, *rest):
    {}
    return _respond(knowledge, session, message, *rest)
"""
"""Code at the beginning of every turn."""

UNGUARDED = """
_keep_silent = keep_silent
def keep_silent(*given, **named):
    _keep_silent(*given, **named)
    {}
"""
"""One piece of the log guard taken away; drive_turns.py does what it guards against."""

TALKATIVE = """
import logging, sys
_screen = logging.StreamHandler(sys.stderr)
for _name in {}:
    logging.getLogger(_name).addHandler(_screen)
    logging.getLogger(_name).setLevel(logging.DEBUG)
"""
"""Loggers of an SDK with a handler of their own, which the guard does not stand before."""


def in_turn(name: str, code: str, driver: str = "turns") -> Plant:
    """A leak at the beginning of every turn."""
    return Plant(name, "bot/bot.py", IN_A_TURN.format(code), driver)


def unguarded(name: str, code: str, driver: str = "turns") -> Plant:
    """A leak because a piece of the guard is gone."""
    return Plant(name, "bot/silence.py", UNGUARDED.format(code), driver)


PLANTS = (
    in_turn("log line", 'log.info("turn: %s", message.text)'),
    in_turn("log line with a person", 'log.info("turn of %s", message.conversation)'),
    in_turn(
        "log line in base64",
        "import base64; log.info(base64.b64encode(message.text.encode('utf-8', 'replace')))",
    ),
    in_turn("print", "print(message.text.encode('utf-8', 'replace'))"),
    in_turn("environment", "import os; os.environ['LAST'] = ascii(message.text).replace('\\0', '')"),
    in_turn("thread name", "import threading; threading.current_thread().name = message.text"),
    in_turn(
        "process title",
        "import ctypes; ctypes.CDLL(None).prctl(15, message.text.encode('ascii', 'replace'), 0)",
    ),
    in_turn("file", "from pathlib import Path; (Path.home() / 'last').write_text(ascii(message.text))"),
    in_turn(
        "file by the system's own call",
        "import os; os.close(os.open('last', os.O_CREAT | os.O_WRONLY))",
    ),
    in_turn("temporary file", "import tempfile; tempfile.TemporaryFile().close()"),
    in_turn(
        "folder name",
        "from pathlib import Path; Path.home().joinpath(str(len(message.text))).mkdir(exist_ok=True)",
    ),
    in_turn(
        "address of a stranger",
        "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 9))",
    ),
    Plant(
        "exception text",
        "bot/bot.py",
        """
def _reply_to(self, message):
    try:
        return Bot._answer(self, message)
    except Exception as error:
        log.error("turn failed: %s", error)
        raise
Bot._answer, Bot._reply_to = Bot._reply_to, _reply_to
""",
    ),
    Plant(
        "traceback",
        "bot/bot.py",
        """
def _reply_to(self, message):
    try:
        return Bot._answer(self, message)
    except Exception:
        import traceback
        traceback.print_exc()
        raise
Bot._answer, Bot._reply_to = Bot._reply_to, _reply_to
""",
    ),
    Plant("repr of a message", "bot/message.py", "Message.__repr__ = lambda self: self.text"),
    Plant("repr of a hearing", "bot/hearing.py", "Hearing.__repr__ = lambda self: str(self.words)"),
    Plant("repr of the vault", "bot/vault.py", "Vault.__repr__ = lambda self: 'CanarySecret'"),
    Plant(
        "session that keeps words",
        "bot/turn.py",
        """
_respond = respond
def respond(knowledge, session, message, *rest):
    turn = _respond(knowledge, session, message, *rest)
    return replace(turn, session=replace(turn.session, topic=message.text))
""",
    ),
    Plant(
        "reply that echoes",
        "bot/turn.py",
        """
from bot.message import Block, Piece
_respond = respond
def respond(knowledge, session, message, *rest):
    turn = _respond(knowledge, session, message, *rest)
    echo = Block("text", (Piece("interface/start", message.text),))
    return replace(turn, reply=replace(turn.reply, body=(echo, *turn.reply.body)))
""",
    ),
    Plant(
        "print of a library",
        "bot/normalise.py",
        """
_words_of = words_of
def words_of(text):
    print(text.encode("utf-8", "replace"))
    return _words_of(text)
""",
        "ask",
    ),
    Plant(
        "statistics",
        "bot/counted.py",
        """
def _cells(hearing, decision):
    yield TALK
    yield Cell("topic", ascii(hearing.message.text))
""",
        "statistics",
    ),
    Plant(
        "statistics by person",
        "bot/counted.py",
        """
def _cells(hearing, decision):
    yield TALK
    yield Cell("helped", hearing.message.conversation[:12])
""",
        "statistics",
    ),
    Plant(
        "metric by person",
        "adapters/metrics.py",
        """
import bot.bot as _turns
_page, _respond, _who = page, _turns.respond, set()
def _seen(knowledge, session, message, *rest):
    _who.add(message.conversation)
    return _respond(knowledge, session, message, *rest)
_turns.respond = _seen
def page(*given):
    return _page(*given) + "".join(f'whereto_turns{{who="{who}"}} 1\\n' for who in _who)
""",
        "running",
    ),
    in_turn(
        "file in the state folder",
        "import tempfile; file = open(tempfile.gettempdir() + '/state/last', 'a');"
        " file.write(ascii(message.text)); file.close()",
        "running",
    ),
    Plant(
        "key in Redis",
        "bot/vault.py",
        "Vault.pseudonym = lambda self, platform, conversation: conversation",
        "redis",
    ),
    Plant(
        "value in Redis",
        "bot/vault.py",
        "Vault.seal = lambda self, session, pseudonym: str(session.message_ids).encode()",
        "redis",
    ),
    unguarded("warning of a library", "warnings.showwarning = warnings._showwarning_orig"),
    unguarded("failure while clearing away", "sys.unraisablehook = sys.__unraisablehook__"),
    unguarded("failure of a thread", "threading.excepthook = threading.__excepthook__"),
    unguarded("crash", "sys.excepthook = sys.__excepthook__", "crash"),
    unguarded("log line of a library", "SilentFormatter.format = logging.Formatter.format"),
    unguarded(
        "task that nobody waited for",
        "logging.getLogger('asyncio').addHandler(logging.StreamHandler(sys.stderr))",
    ),
    Plant("core dump", "bot/silence.py", "_without_core_dump = lambda: None"),
    Plant("SDK of Telegram", "adapters/telegram/__init__.py", TALKATIVE.format(["telegram", "httpx"]), "telegram"),
    Plant("SDK of Slack", "adapters/slack/__init__.py", TALKATIVE.format(["slack_bolt", "slack_sdk", "adapters"]), "slack"),
    Plant("libraries of Teams", "adapters/teams/__init__.py", TALKATIVE.format(["httpx", "httpcore"]), "teams"),
    Plant(
        "refusal of Telegram",
        "adapters/telegram/connecting.py",
        """
async def _quietly(work):
    try:
        await work
    except Exception as error:
        log.warning("not sent: %s", error)
""",
        "telegram",
    ),
    Plant(
        "refusal of Slack", "adapters/slack/talk.py", "def code_of(error): return str(error)", "slack"
    ),
    Plant(
        "whom Teams is written to",
        "adapters/teams/outbound.py",
        """
_to = _address
def _address(service_url, conversation):
    import logging
    logging.getLogger("whereto.teams").info("to %s", conversation)
    return _to(service_url, conversation)
""",
        "teams",
    ),
    Plant(
        "error log of the server",
        "adapters/webhooks.py",
        TALKATIVE.format(["uvicorn.error"])
        + """
async def _answered(name, webhook, call):
    raise ValueError(call.body.decode("utf-8", "replace"))
""",
        "telegram",
    ),
    Plant(
        "access log of the server",
        "adapters/server.py",
        """
_uvicorn_for = uvicorn_for
def uvicorn_for(app):
    server = _uvicorn_for(app)
    server.config.access_log = True
    calls = logging.getLogger("uvicorn.access")
    calls.handlers, calls.level = [logging.StreamHandler()], logging.INFO
    return server
""",
        "telegram",
    ),
    Plant(
        "name of a record in Redis",
        "bot/vault.py",
        "Vault.pseudonym = lambda self, platform, conversation: conversation",
        "redis",
    ),
    Plant(
        "record in Redis",
        "bot/vault.py",
        "Vault.seal = lambda self, session, pseudonym: json.dumps(session.to_dict()).encode()",
        "redis",
    ),
    Plant(
        "address of Redis",
        "bot/replicas/address.py",
        """
_open_client = open_client
def open_client(config, environment):
    import logging
    logging.getLogger("whereto.redis").info("at %s", environment["WHERETO_REDIS_URL"])
    return _open_client(config, environment)
""",
        "redis",
    ),
    Plant(
        "call that was seen",
        "bot/replicas/replays.py",
        """
_is_new = SharedReplays.is_new
def is_new(self, platform, event):
    import logging
    logging.getLogger("whereto.redis").info("seen %s", event)
    return _is_new(self, platform, event)
SharedReplays.is_new = is_new
""",
        "redis",
    ),
    Plant(
        "refusal that quotes",
        "adapters/webhooks.py",
        """
async def _bare(request, error):
    return HttpResponse(request.url.path, 404)
""",
        "teams",
    ),
)  # fmt: skip


def main(names: Sequence[str]) -> int:
    """Plant and look; 1 where a leak came out unseen, or the copy was not clean before."""
    chosen = [plant for plant in PLANTS if not names or plant.name in names]
    if not shutil.which("redis-server"):
        print("redis-server is not installed: nothing is planted there")
        chosen = [plant for plant in chosen if plant.driver != canary.SHARED]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        clean = pool.map(_hits_without, sorted({plant.driver for plant in chosen}))
        missed = [f"{driver}: not clean before planting: {n}" for driver, n in clean if n != []]
        for plant, hits in zip(chosen, pool.map(hits_with, chosen), strict=True):
            caught = "caught" if hits else "MISSED" if hits == [] else "BROKE"
            print(f"{caught:8}{plant.name}  ({plant.module})  {(hits or [''])[0][:90]}", flush=True)
            missed += [] if hits else [plant.name]
    print(f"planted: {len(chosen)} leaks, {len(chosen) - len(missed)} caught")
    for name in missed:
        print(f"  {name}")
    return 1 if missed else 0


def hits_with(plant: Plant) -> list[str] | None:
    """The hits that the canary has with a leak; None where the driver did not get to its end."""
    with _copy() as root:
        path = root / plant.module
        path.write_text(path.read_text("utf-8") + "\n" + plant.code, "utf-8")
        return _hits(root, plant.driver)


def _hits_without(driver: str) -> tuple[str, list[str] | None]:
    with _copy() as root:
        return driver, _hits(root, driver)


@contextmanager
def _copy() -> Iterator[Path]:
    """The program and its canary in a folder of their own; the knowledge is the same."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        unwanted = shutil.ignore_patterns("__pycache__")
        for name in ("bot", "adapters", "tests/privacy"):
            shutil.copytree(ROOT / name, root / name, ignore=unwanted)
        for path in (ROOT / "tests").glob("*.py"):
            shutil.copy(path, root / "tests")
        for name in ("knowledge", "tests/payloads"):
            (root / name).symlink_to(ROOT / name)
        yield root


def _hits(root: Path, driver: str) -> list[str] | None:
    """What the canary finds; a driver that did not get to its end, as Redis answers late on a busy
    machine, is begun anew."""
    return next((hits for _ in range(TRIES) if (hits := _hits_of(root, driver)) is not None), None)


def _hits_of(root: Path, driver: str) -> list[str] | None:
    done = subprocess.run(
        [sys.executable, "tests/privacy/canary.py", driver],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    first, *hits = done.stdout.splitlines() or [""]
    return [hit.strip() for hit in hits] if first.endswith(f" {len(hits)} hits") else None


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
