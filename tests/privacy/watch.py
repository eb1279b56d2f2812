"""What a driver of the canary may not leave behind, seen from inside its process.

`begin()` stands before everything else is imported; `end()` tells on standard error which files were
opened for writing or made, which addresses were reached, whether a core dump would be written,
whether the process took another name, and what changed in its environment. canary.py reads that.
"""

from __future__ import annotations

import os
import resource
import sys
import threading
from pathlib import Path

WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC
MAKES = {
    *("os.mkdir", "os.link", "os.symlink", "os.rename", "os.truncate", "os.setxattr"),
    *("os.system", "os.exec", "os.posix_spawn", "sqlite3.connect", "syslog.syslog"),
}
REACHES = {"socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo"}
HERE = ("127.0.0.1", "::1", "localhost", "", None)

written: list[str] = []
reached: list[str] = []
_allowed: list[str] = []
_before: dict[str, object] = {}


def begin() -> None:
    """Look at everything from here on; core dumps are allowed, for the program to forbid them."""
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))
    _before.update(os.environ, title=_title())
    sys.addaudithook(_watch)


def allow(folder: Path) -> None:
    """A folder that may be written to: its files are searched by the driver itself."""
    _allowed.append(str(folder))


def end() -> None:
    """Tell what was seen."""
    threads = sorted(thread.name for thread in threading.enumerate())
    changed = {name: value for name, value in os.environ.items() if value != _before.get(name)}
    title = "kept" if _title() == _before["title"] else "changed"
    sys.stderr.write(f"\nWRITTEN {written!r}\nREACHED {reached!r}\n")
    sys.stderr.write(f"CORE {resource.getrlimit(resource.RLIMIT_CORE)[0]}\nTITLE {title}\n")
    sys.stderr.write(f"environment {changed!r}\nthreads {threads!r}\n")


def _watch(event: str, args: tuple) -> None:
    if event == "open":
        _on_open(*args)
    elif event in MAKES:
        _note(event, args[0])
    elif event in REACHES:
        _on_reach(event, args)


def _on_open(path: object, mode: object, flags: object) -> None:
    """A number is a file that was opened before; what opened it was seen."""
    is_written = isinstance(mode, str) and any(sign in mode for sign in "wax+")
    is_written = is_written or (isinstance(flags, int) and bool(flags & WRITES))
    if is_written and not isinstance(path, int) and path != os.devnull:
        _note("open", path)


def _note(event: str, path: object) -> None:
    name = os.fsdecode(path) if isinstance(path, (str, bytes, os.PathLike)) else repr(path)
    if not any(name.startswith(folder) for folder in _allowed):
        written.append(f"{event} {name}")


def _on_reach(event: str, args: tuple) -> None:
    address = args[0] if event == "socket.getaddrinfo" else args[1] if len(args) > 1 else None
    host = address[0] if isinstance(address, tuple) else address
    if (host.decode() if isinstance(host, bytes) else host) not in HERE:
        reached.append(f"{event} {host!r}")


def _title() -> list[bytes]:
    """What other programs of this machine are shown as the name of this process."""
    paths = [Path("/proc/self/comm"), Path("/proc/self/cmdline")]
    return [path.read_bytes() for path in paths if path.exists()]
