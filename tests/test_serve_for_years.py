"""`whereto serve` as systemd keeps it: read anew, broken, full disks, ended in the middle."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import urllib.request
from pathlib import Path

import pytest

pytest.importorskip("uvicorn", reason='it is not installed: pip install "whereto[server]"')
pytest.importorskip("telegram", reason='the SDK is not installed: pip install "whereto[telegram]"')

from conftest import acted_out
from test_serve import OFFICE, ROOT, WITHIN, port_of_nobody, posix_only, started

from adapters.living import LAST_GOOD, PRESENT

pytestmark = [posix_only, acted_out]

FULL = ("sh", "-c", 'ulimit -f 0; exec "$@"', "sh")
"""Runs a command that cannot write a byte into any file."""

READING = ["RELOADING=1", "MONOTONIC_USEC="]
READY, BROKEN = ["READY=1", f"STATUS={PRESENT}"], ["READY=1", f"STATUS={LAST_GOOD}"]


class Systemd:
    """The socket of systemd: what the service says there is waited for, nothing is slept for."""

    def __init__(self, folder: Path) -> None:
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(folder / "notify"))
        self.socket.settimeout(WITHIN)
        self.environment = {
            "WHERETO_TELEGRAM_TOKEN": "1:T",
            "NOTIFY_SOCKET": str(folder / "notify"),
        }

    def waits_for(self, expected: list[str]) -> None:
        """Until these lines came, whatever number stands behind the last."""
        while not self.socket.recv(4096).decode().startswith("\n".join(expected)):
            pass


@pytest.fixture
def systemd(tmp_path):
    service = Systemd(tmp_path)
    yield service
    service.socket.close()


@pytest.fixture
def office(tmp_path) -> Path:
    return Path(shutil.copytree(OFFICE, tmp_path / "office"))


@pytest.fixture
def folders(tmp_path, office) -> dict[str, list[str]]:
    """The office's layer over a base of one language, which is read in a sixth of the time."""
    others = shutil.ignore_patterns("overlays", "ar", "es", "fr", "ru", "zh")
    base = shutil.copytree(ROOT / "knowledge", tmp_path / "base", ignore=others)
    return {"folders": [str(base), str(office)]}


def ended(process: subprocess.Popen) -> str:
    """The log of a service that ended in good order."""
    out, err = process.communicate(timeout=WITHIN)
    assert (process.returncode, out) == (0, "")
    assert "Traceback" not in err
    return err


def test_a_broken_edit_is_refused_survives_a_restart_and_is_mended(
    tmp_path, systemd, office, folders
):
    port = port_of_nobody()
    changed = {
        "knowledge": folders,
        "state_folder": str(tmp_path / "state"),
        "server": {"port": str(port_of_nobody()), "metrics_port": str(port)},
    }
    first = started(tmp_path, systemd.environment, **changed)
    systemd.waits_for(READY)
    contacts = office / "contacts" / "ke.yaml"
    whole = contacts.read_text("utf-8")
    contacts.write_text(whole + "\nke-emergency: [\n", "utf-8")
    first.send_signal(signal.SIGHUP)
    systemd.waits_for(READING)
    systemd.waits_for(BROKEN)
    first.send_signal(signal.SIGTERM)
    systemd.waits_for(["STOPPING=1"])
    assert "refused, the last good goes on" in ended(first)

    second = started(tmp_path, systemd.environment | {"WATCHDOG_USEC": "600000"}, **changed)
    systemd.waits_for(BROKEN)
    systemd.waits_for(["WATCHDOG=1"])
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as page:
        assert b"whereto_knowledge_is_last_good 1\n" in page.read()
    contacts.write_text(whole, "utf-8")
    systemd.waits_for(READY)
    second.send_signal(signal.SIGHUP)
    systemd.waits_for(READING)
    second.send_signal(signal.SIGTERM)
    systemd.waits_for(["STOPPING=1"])
    log = ended(second)
    assert "contacts/ke.yaml, line" in log
    assert "broken, so begun with the last good" in log
    assert "taken; changed: " in log


def test_a_full_disk_keeps_nobody_from_being_served(tmp_path, systemd, office, folders):
    changed = {
        "knowledge": folders,
        "state_folder": str(tmp_path / "state"),
    }
    process = started(tmp_path, systemd.environment, FULL, **changed)
    systemd.waits_for(READY)
    (office / "contacts" / "ke.yaml").touch()
    process.send_signal(signal.SIGHUP)
    systemd.waits_for(READING)
    systemd.waits_for(READY)
    process.send_signal(signal.SIGTERM)
    log = ended(process)
    assert log.count("not kept for the next start") == 1
    assert [path for path in (tmp_path / "state").rglob("*") if path.is_file()] == []
    assert list((tmp_path / "state" / "last-good").iterdir()) == []
