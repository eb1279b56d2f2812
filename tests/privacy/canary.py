"""The canary: marked text goes in everywhere, and may come out nowhere. Run as its own CI step.

`python tests/privacy/canary.py` starts the program in processes of their own with logging at DEBUG,
types marked words, names, numbers and ids into every path there is, breaks things on purpose, and
then searches everything that came out: standard output and error, every log line, files and
temporary folders. What watch.py sees inside each process (a file opened for writing, an address that
is not this machine's, a changed environment, a core dump) is a hit as well. One hit is a failure.
Names as arguments run some of the paths: `python tests/privacy/canary.py turns telegram`.
planted.py plants leaks and sees whether this catches them.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

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

PLATFORMS = ("telegram", "slack", "teams")
TALKED = (*PLATFORMS, "running")
COMMANDS = ("terminal", "ask", "jsonl")
NAMES = ("turns", "crash", "statistics", *TALKED, *COMMANDS)
"""Everything that is driven; names given as arguments choose some."""

SHARED = "redis"
"""Driven where a Redis server is installed, and where everything has to be."""

SEEN = ("WRITTEN ", "REACHED ", "CORE ", "TITLE ")
"""What watch.py tells of a process."""
CLEAN = {"WRITTEN []", "REACHED []", "CORE 0", "TITLE kept"}


def main() -> int:
    """Run every path, search everything, say what was found."""
    names = sys.argv[1:] or _all_names()
    with tempfile.TemporaryDirectory() as home:
        environment = {
            **os.environ,
            "HOME": home,
            "TMPDIR": home,
            "XDG_STATE_HOME": home,
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        seen = dict(_outputs(environment, names))
        for path in Path(home).rglob("*"):
            if path.is_file():
                seen[f"file {path.name}"] = path.read_text(errors="replace")
    hits = [
        f"{name}: {canary}"
        for name, text in seen.items()
        for canary in CANARIES
        if _is_in(canary, text)
    ]
    for name, text in seen.items():
        for line in text.splitlines():
            if line.startswith(SEEN) and line not in CLEAN:
                hits.append(f"{name}: {line}")
    print(f"canary: {len(seen)} outputs searched for {len(CANARIES)} marks, {len(hits)} hits")
    for hit in hits:
        print(f"  {hit}")
    return 1 if hits else 0


def _all_names() -> Sequence[str]:
    if shutil.which("redis-server") or os.environ.get("WHERETO_PEERS") == "required":
        return (*NAMES, SHARED)
    print("redis-server is not installed: what stands in Redis was not searched")
    return NAMES


def _is_in(canary: str, text: str) -> bool:
    """Whether a mark stands in a text: in any case, or as base64, hexadecimal or in an address."""
    if canary.casefold() in text.casefold() or quote(canary, safe="") in text:
        return True
    return any(form in text for written in {canary, canary.casefold()} for form in _forms(written))


def _forms(mark: str):
    """A mark as it stands inside something longer that was encoded."""
    raw = mark.encode()
    yield raw.hex()
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + raw).decode().rstrip("=")
        yield encoded[(0, 2, 3)[shift] : -1]


def _outputs(environment: dict[str, str], names: Sequence[str]):
    """What comes out of each: its streams, by name."""
    plain = [m for m in MESSAGES if "\ud800" not in m]
    lines = "\n".join(plain) + "\n"
    rows = "\n".join(_rows(plain)) + "\n"
    given = {
        "turns": ("drive_turns", [], ""),
        "crash": ("drive_turns", ["crash"], ""),
        "statistics": ("drive_statistics", [], ""),
        "terminal": ("drive_command", ["chat"], lines),
        "ask": ("drive_command", ["ask", MESSAGES[0]], ""),
        "jsonl": ("drive_command", ["ask", "--jsonl"], rows),
        # Marked words reach a platform as arguments, which hold no lone surrogate and no zero byte.
        **{name: (f"drive_{name}", plain, "") for name in (*TALKED, SHARED)},
    }
    for name in names:
        driver, arguments, text = given[name]
        command = [sys.executable, f"tests/privacy/{driver}.py", *arguments]
        yield from _run(name, command, environment, text, must_end_well=name != "crash")


def _rows(texts: Sequence[str]):
    """JSON lines, good and bad."""
    for number, text in enumerate(texts):
        yield json.dumps({"id": number, "text": text, "session": "U0CANARYID77"})
    yield "{not json CanaryQuibblewick"
    yield '{"id": 1, "text": 5, "x": "CanaryQuibblewick"}'
    yield '{"text": "x", "now": "CanaryQuibblewick"}'
    yield '{"text": "x", "place": "canaryzephyrmoor"}'


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
