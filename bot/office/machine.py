"""The machine below an instance: its port, its clock, its disk, what it writes of memory to the disk,
who may change the files. An edge: it looks at the machine, and changes nothing.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import socket
import stat
import urllib.request
from collections.abc import Iterable, Iterator
from http.client import HTTPException
from pathlib import Path
from typing import Final

from bot.config_values import LOOPBACK
from bot.knowledge import Knowledge
from bot.office.finding import Finding
from bot.office.instance import Instance

SWAPS: Final = Path("/proc/swaps")
UNIT: Final = "whereto.service"
ROOM: Final = 50_000_000
"""Bytes: room for the weighing of an overlay's phrases and for an upgrade."""
LONG_AFTER: Final = dt.timedelta(days=5 * 365)
"""After the newest day that the files name, a clock that says so is rather wrong than right."""
ANSWERS_WITHIN: Final = 2.0
LAST_GOOD: Final = b"last good"
"""How `/readyz` begins where the present knowledge is broken; see `adapters.metrics`."""
NOTHING: Final = b"\0"


def look(instance: Instance, knowledge: Knowledge | None) -> Iterator[Finding]:
    """Everything of the machine."""
    config = instance.config
    yield from port(str(config.text("server.host")), config.number("server.port"))
    yield clock(instance.today, _newest_day(instance, knowledge))
    yield room(shutil.disk_usage(config.folder).free)
    yield memory(config.folder / UNIT, SWAPS)
    yield from changeable([Path(instance.where), *config.folders()])


def port(host: str, number: int) -> Iterator[Finding]:
    """Whether the port can be had, or is had by an instance that answers."""
    where = f"[{host}]:{number}" if ":" in host else f"{host}:{number}"
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, number), family=family).close()
        yield Finding("port", "green", "The port is free.", "", where)
    except (OSError, OverflowError):
        if _is_alive(where):
            yield Finding("port", "green", "An instance answers there already.", "", where)
            yield from _served(where)
        else:
            what = "Nothing can listen there: the port is taken, or not for this user."
            mend = 'Stop what listens there, or change "host:" and "port:" under "server:".'
            yield Finding("port-taken", "red", what, mend, where)
    if host not in LOOPBACK:
        what = "Other machines can call this port, and nothing is encrypted there."
        mend = (
            "Write host: 127.0.0.1, and put a server with TLS before it (in a container: as it is)."
        )
        yield Finding("port-open", "yellow", what, mend, where)


def _is_alive(where: str) -> bool:
    return _said(where, "/healthz") == b""


def _served(where: str) -> Iterator[Finding]:
    """Whether what answers there had to go back to the last good knowledge."""
    if _said(where, "/readyz").startswith(LAST_GOOD):
        what = (
            "What answers there serves the last good knowledge, since it found the present broken."
        )
        mend = "Mend what is red; it is taken by itself then. The log says what was refused."
        yield Finding("last-good-served", "yellow", what, mend, where)


def _said(where: str, path: str) -> bytes:
    """The beginning of what is said there; of one that does not answer, a sign that nobody says."""
    try:
        with urllib.request.urlopen(f"http://{where}{path}", timeout=ANSWERS_WITHIN) as answer:
            return bytes(answer.read(len(LAST_GOOD))) if answer.status == 200 else NOTHING
    except (OSError, ValueError, HTTPException):
        return NOTHING


def clock(today: dt.date, newest: dt.date) -> Finding:
    """Whether the clock can be right, given the newest day that the files name."""
    if today < newest:
        what = f"The clock says {today.isoformat()}; a file here is of {newest.isoformat()}."
        mend = "Set the clock and keep it set: timedatectl set-ntp true"
        return Finding("clock", "red", what, mend)
    if today > newest + LONG_AFTER:
        what = (
            f"The clock says {today.isoformat()}; nothing here is newer than {newest.isoformat()}."
        )
        return Finding("clock", "yellow", what, "Check the clock, or upgrade: this is very old.")
    return Finding("clock", "green", f"The clock says {today.isoformat()}.")


def _newest_day(instance: Instance, knowledge: Knowledge | None) -> dt.date:
    days = [c.read for c in knowledge.contacts if c.read] if knowledge else []
    try:
        changed = Path(instance.where).stat().st_mtime
    except OSError:
        return max(days, default=dt.date.min)
    return max(*days, dt.datetime.fromtimestamp(changed, dt.UTC).date(), dt.date.min)


def room(free: int) -> Finding:
    """Whether there is room on the disk. The service itself needs none: it serves on when it is full."""
    if free < ROOM:
        what = f"The disk has {free // 1_000_000} MB left."
        mend = "It goes on serving; make room before you change or upgrade anything."
        return Finding("disk", "yellow", what, mend)
    return Finding("disk", "green", "There is room on the disk.")


def memory(unit: Path, swaps: Path) -> Finding:
    """Whether what is in memory can come to lie on the disk: by swapping, or by a core dump."""
    try:
        lines = unit.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        lines = []
    if {"MemorySwapMax=0", "LimitCORE=0"} <= set(lines):
        return Finding("memory", "green", "The unit keeps memory off the disk.", "", unit.name)
    try:
        is_swapping = len(swaps.read_text("ascii").splitlines()) > 1
    except OSError:
        is_swapping = False
    what = "Memory can come to lie on the disk" + (": this machine swaps." if is_swapping else ".")
    mend = f"Run it by a unit with MemorySwapMax=0 and LimitCORE=0, such as the {UNIT} of whereto init."
    return Finding("memory", "yellow", what, mend)


def changeable(paths: Iterable[Path]) -> Iterator[Finding]:
    """Files that anybody on this machine may change: whoever does, changes a number that somebody in
    danger calls. That anybody may read them is meant: no secret stands there."""
    if os.name != "posix":
        return
    found = [path for folder in paths for path in (folder, *sorted(folder.rglob("*")))]
    for path in found:
        try:
            is_open = bool(path.stat().st_mode & stat.S_IWOTH)
        except OSError:
            continue
        if is_open:
            what = "Everybody on this machine can change this."
            yield Finding("changeable", "red", what, f"Run: chmod o-w {path}", str(path))
