"""The canary: marked text goes in everywhere, and may come out nowhere. Run as its own CI step.

`python tests/privacy/canary.py` starts the program in processes of their own with logging at DEBUG,
types marked words, names, numbers and ids into every path there is, breaks things on purpose, and
then searches everything that came out: standard output and error, every log line, every file that
was opened for writing (an audit hook sees each), temporary folders. One hit is a failure.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CANARIES = (
    "CanaryQuibblewick",
    "canaryzephyrmoor",
    "canary.person@canary-example.org",
    "+41795550199001",
    "U0CANARYID77",
    "770077007700",
    "CanaryToken",
    "CanarySecret",
)
MESSAGES = (
    "my boss CanaryQuibblewick touched me",
    "canaryzephyrmoor",
    "write to canary.person@canary-example.org or +41795550199001",
    "where can I report CanaryQuibblewick",
    "I am CanaryQuibblewick, he is outside my door",
    "I moved to canaryzephyrmoor",
    "menu",
    "1",
    "report",
    "2",
    "erase",
    "stop",
    "CanaryQuibblewick \ud800 \x00",
)

DRIVER = """
import io, logging, os, sys
written = []
def watch(event, args):
    if event == "open" and isinstance(args[1], str) and any(c in args[1] for c in "wax+"):
        written.append(args[0])
sys.addaudithook(watch)
logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
from bot.silence import keep_silent
keep_silent(level=logging.DEBUG)
for name in list(logging.root.manager.loggerDict):
    logging.getLogger(name).setLevel(logging.DEBUG)
from bot.bot import Bot
from bot.last_resort import read_last_resort
from bot.loader import load, shipped_knowledge
from bot.message import Message
from bot.plain import draw
import bot.bot as module
messages = {messages!r}
knowledge = load([])
bot = Bot(knowledge, last_resort=read_last_resort(shipped_knowledge()))
out = []
for place in ("private", "shared"):
    for text in messages:
        message = Message(text, place=place, platform="slack", conversation="U0CANARYID77")
        reply = bot.reply_to(message)
        out.append(draw(reply)); out.append(repr(reply)); out.append(repr(message))
        token = bot.token_for("ombudsman", message); out.append(token)
        bot.choice_of("U0CANARYID77", message)
        bot.remember_message(message, "77")
from bot.session import Session
from bot.turn import respond
import datetime as dt
for text in messages:
    turn = respond(knowledge, Session(), Message(text), dt.datetime.now(dt.UTC))
    out += [repr(turn), repr(turn.hearing.scored), repr(turn.decision), repr(turn.session)]
out.append(repr(bot)[:2000]); out.append(repr(bot.store)); out.append(repr(bot.vault))
# Every injected failure: the exception itself quotes the message.
real = module.respond
def break_with(kind):
    def broken(knowledge, session, message, now, setting=None):
        raise kind("failed on " + message.text + message.conversation)
    return broken
for kind in (ValueError, KeyError, OSError, RuntimeError, UnicodeError, RecursionError, MemoryError):
    module.respond = break_with(kind)
    out.append(draw(bot.reply_to(Message(messages[0], conversation="U0CANARYID77"))))
module.respond = real
class Broken:
    def get(self, pseudonym, now): raise OSError("U0CANARYID77 " + messages[0])
    put = get
    def delete(self, pseudonym): raise OSError(messages[0])
bot.store = Broken()
out.append(draw(bot.reply_to(Message(messages[0], conversation="U0CANARYID77"))))
logging.getLogger("some.sdk").debug("body: %s", messages[0])
logging.getLogger("some.sdk").error("body: %s", messages[0], exc_info=ValueError(messages[0]))
logging.getLogger("whereto").info("start")
sys.stdout.write("\\n".join(out))
sys.stderr.write("\\nWRITTEN " + repr([str(w) for w in written]) + "\\n")
{crash}
"""


def main() -> int:
    """Run every path, search everything, say what was found."""
    with tempfile.TemporaryDirectory() as home:
        environment = {
            **os.environ,
            "HOME": home,
            "TMPDIR": home,
            "XDG_STATE_HOME": home,
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        seen = dict(_outputs(environment))
        for path in Path(home).rglob("*"):
            if path.is_file():
                seen[f"file {path.name}"] = path.read_text(errors="replace")
    hits = [
        f"{name}: {canary}"
        for name, text in seen.items()
        for canary in CANARIES
        if canary.casefold() in text.casefold()
    ]
    for name, text in seen.items():
        for line in text.splitlines():
            if line.startswith("WRITTEN ") and line != "WRITTEN []":
                hits.append(f"{name}: wrote {line}")
    print(f"canary: {len(seen)} outputs searched for {len(CANARIES)} marks, {len(hits)} hits")
    for hit in hits:
        print(f"  {hit}")
    return 1 if hits else 0


def _outputs(environment: dict[str, str]):
    plain = [m for m in MESSAGES if "\ud800" not in m]
    for name, crash in (("turns", ""), ("crash", "raise RuntimeError(messages[0])")):
        code = DRIVER.format(messages=MESSAGES, crash=crash)
        yield from _run(f"driver {name}", [sys.executable, "-c", code], environment)
    # Marked words reach a platform as arguments, which hold no lone surrogate and no zero byte.
    for platform in ("telegram", "slack", "teams", "running"):
        driver = [sys.executable, f"tests/privacy/drive_{platform}.py", *plain]
        yield from _run(platform, driver, environment, must_end_well=True)
    if shutil.which("redis-server") or os.environ.get("WHERETO_PEERS") == "required":
        driver = [sys.executable, "tests/privacy/drive_redis.py", *plain]
        yield from _run("redis", driver, environment, must_end_well=True)
    else:
        print("redis-server is not installed: what stands in Redis was not searched")
    whereto = [sys.executable, "-c", "from bot.cli.main import main; raise SystemExit(main())"]
    yield from _run("terminal", [*whereto, "chat"], environment, "\n".join(plain) + "\n")
    yield from _run("ask", [*whereto, "ask", MESSAGES[0]], environment)
    rows = [
        json.dumps({"id": i, "text": text, "session": "U0CANARYID77"})
        for i, text in enumerate(plain)
    ]
    rows += ["{not json CanaryQuibblewick", '{"id": 1, "text": 5, "x": "CanaryQuibblewick"}']
    rows += [
        '{"text": "x", "now": "CanaryQuibblewick"}',
        '{"text": "x", "place": "canaryzephyrmoor"}',
    ]
    yield from _run("jsonl", [*whereto, "ask", "--jsonl"], environment, "\n".join(rows) + "\n")


def _run(
    name: str,
    command: list[str],
    environment: dict[str, str],
    given: str = "",
    *,
    must_end_well: bool = False,
):
    done = subprocess.run(
        command,
        input=given.encode("utf-8", "replace"),
        capture_output=True,
        cwd=ROOT,
        env=environment,
        timeout=300,
        check=must_end_well,
    )
    yield f"{name} stdout", done.stdout.decode(errors="replace")
    yield f"{name} stderr", done.stderr.decode(errors="replace")


if __name__ == "__main__":
    raise SystemExit(main())
