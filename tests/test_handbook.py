"""The handbook, acted out: its commands, in its order, in a folder of the tests, until the terminal and
a webhook answer; then a withdrawal, a look ahead before an upgrade, and the end.

What installs the program is run where `.ci/run` says so (WHERETO_HANDBOOK=installed), since it fetches
some thirty packages; else the program is the one that is tested.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("slack_bolt", reason='the SDK is not installed: pip install "whereto[slack]"')
pytest.importorskip("telegram", reason='the SDK is not installed: pip install "whereto[telegram]"')

from conftest import acted_out
from test_faults import PROOF, Platform, until, write
from test_serve import WITHIN, port_of_nobody, status

pytestmark = [
    acted_out,
    pytest.mark.skipif(os.name != "posix", reason="the handbook is for Linux"),
]

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "handbook.md").read_text("utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
COMMANDS = [line.strip() for block in BLOCKS for line in block.splitlines() if line.strip()]
(CONFIRM,) = [line for line in COMMANDS if " confirm " in line]
FIRST = BLOCKS[0].splitlines()
MOST = 10
"""A running instance in under ten commands; changing into a folder is none."""

NOT_HERE = {
    "apt-get": "the machine of the tests has it",
    "systemctl": "systemd does not run in a test; the unit's own line is started instead",
}
INSTALLS = (".venv/bin/python -m pip", "python3 -m venv")
IS_INSTALLED = os.environ.get("WHERETO_HANDBOOK") == "installed"
SIGNED = '{by: security focal point, on: "2026-11-20"}'
TAKEN_BACK = "has taken back its answer"
TOKEN = "12345:" + "A" * 30


class Machine:
    """Where the handbook is acted out: its absolute paths lie below a folder of the tests."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.program = folder / "opt" / "whereto"
        self.instance = folder / "etc" / "whereto"
        self.ran: list[str] = []
        if IS_INSTALLED:
            ignored = shutil.ignore_patterns(".venv", ".git", "_compiled", "__pycache__", "tests")
            shutil.copytree(ROOT, self.program, ignore=ignored)
        else:
            self.program.mkdir(parents=True)

    def here(self, text: str) -> str:
        """A command or a file of the handbook, with its paths as they are here."""
        text = text.replace("/opt/whereto-new", str(ROOT))
        text = re.sub(
            r"(?<![\w.])/(opt|etc|var/lib|var/lib/private)/whereto",
            rf"{self.folder}/\1/whereto",
            text,
        )
        if not IS_INSTALLED:
            text = text.replace(".venv/bin/whereto", f"{sys.executable} -m bot.cli")
        return text

    def run(self, line: str) -> subprocess.CompletedProcess[str] | None:
        """Run a command of the handbook; None where it is none for a test."""
        self.ran.append(line)
        first = line.split(maxsplit=1)[0]
        if first in NOT_HERE or first == "cd" or (line.startswith(INSTALLS) and not IS_INSTALLED):
            return None
        return subprocess.run(
            shlex.split(self.here(line)),
            cwd=self.program if IS_INSTALLED else ROOT,
            env={k: v for k, v in os.environ.items() if not k.startswith("WHERETO_")},
            input="stop\n",
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )

    def edit(self, path: str, *changes: tuple[str, str]) -> None:
        text = (self.instance / path).read_text("utf-8")
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new)
        (self.instance / path).write_text(text, "utf-8")

    def by_hand(self, platform: Platform) -> None:
        """What the handbook says is done by hand; and the platform and port of the tests."""
        path = "overlay/contacts/ke.yaml"
        assert self.run(CONFIRM).returncode == 0
        text = (self.instance / path).read_text("utf-8")
        for channel in ("medical-service", "security"):
            start = text.index(f"nairobi-{channel}:")
            end = text.find("\n\n", start)
            filled = text[start:end]
            for old, new in {
                "phone: []": 'phone: ["000"]',
                'quality: "none"': "quality: official",
                "confirmed: null": f"confirmed: {SIGNED}",
                "read: null": 'read: "2026-11-20"',
                "sources: []": "sources: [this-program]",
            }.items():
                assert old in filled
                filled = filled.replace(old, new)
            text = text[:start] + filled + text[end:]
        (self.instance / path).write_text(text, "utf-8")
        self.edit("secrets.env", ("WHERETO_TELEGRAM_TOKEN=", f"WHERETO_TELEGRAM_TOKEN={TOKEN}"),
                  ("WHERETO_TELEGRAM_SECRET=", f"WHERETO_TELEGRAM_SECRET={PROOF}"))  # fmt: skip
        self.port = port_of_nobody()
        self.edit("config.yaml",
                  ("webhook_url: null", "webhook_url: https://guide.example.org/telegram"),
                  ("    mode: webhook\n", f"    mode: webhook\n    api_url: {platform.url}\n"),
                  ("/var/lib/whereto", f"{self.folder}/var/lib/whereto"),
                  ("port: 8080", f"port: {self.port}"))  # fmt: skip

    def serve(self) -> subprocess.Popen[str]:
        """The service, by the line of its unit, with the secrets that the unit hands to it."""
        unit = (self.instance / "whereto.service").read_text("utf-8")
        (line,) = re.findall(r"^ExecStart=(.*)$", unit, re.MULTILINE)
        assert re.findall(r"^EnvironmentFile=(.*)$", unit, re.MULTILINE) == [
            str(self.instance / "secrets.env")
        ]
        secrets = (self.instance / "secrets.env").read_text("utf-8").splitlines()
        given = dict(row.split("=", 1) for row in secrets if not row.startswith("#"))
        return subprocess.Popen(
            shlex.split(line),
            env={"PATH": os.environ["PATH"], **given},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def ask(self, question: str) -> str:
        command = f"{self.here('.venv/bin/whereto')} ask --config {self.instance}/config.yaml"
        done = subprocess.run(
            [*shlex.split(command), question],
            cwd=self.program if IS_INSTALLED else ROOT,
            capture_output=True,
            text=True,
            timeout=WITHIN,
            check=True,
        )
        return done.stdout


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    with Platform().running() as found:
        chat = {"id": 5, "type": "private"}
        found.results["sendMessage"] = {"message_id": 9, "date": 0, "chat": chat, "text": "x"}
        yield found


def test_a_running_instance_takes_fewer_than_ten_commands():
    assert len([line for line in FIRST if not line.startswith("cd ")]) < MOST
    assert any("whereto init" in line for line in FIRST)
    assert FIRST[-1].startswith("systemctl enable --now")


def test_the_handbook_is_acted_out_until_people_are_answered_and_to_its_end(tmp_path, platform):
    machine = Machine(tmp_path)
    doctor, started = FIRST[-2:]
    for line in FIRST[:-2]:
        done = machine.run(line)
        assert done is None or done.returncode == 0, (line, done.stderr)
    early = machine.run(doctor)
    assert (early.returncode, "Not ready" in early.stdout) == (1, True)

    machine.by_hand(platform)
    done = machine.run(doctor)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "Ready." in done.stdout

    machine.run(started)
    process = machine.serve()
    try:
        until(lambda: status(machine.port, "/readyz") == 200, process)
        assert write(machine.port, "he is outside my door") == 200
        until(lambda: "sendMessage" in platform.called, process)
        assert any("999" in body for body in platform.called["sendMessage"])
    finally:
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=WITHIN)
    assert process.returncode == 0, err
    assert TOKEN not in err
    assert "Investigation office" in machine.ask("where can I report")

    for line in COMMANDS[len(FIRST) :]:
        if " withdraw " in line:
            assert TAKEN_BACK not in machine.ask("what is clearcheck")
        done = machine.run(line)
        assert done is None or done.returncode == 0, (line, done.stdout, done.stderr)
        if " check " in line:
            assert TAKEN_BACK in machine.ask("what is clearcheck")
    assert machine.ran[-1].startswith("rm -rf ")
    assert not [path for path in tmp_path.rglob("*") if path.name == "whereto"]
    assert {line.split()[0] for line in machine.ran} >= set(NOT_HERE)
    assert set(machine.ran) == set(COMMANDS)


def test_every_name_of_the_agreement_is_a_link_that_leads_there():
    for target in re.findall(r"\]\(#([\w-]+)\)", PAGE):
        headings = re.findall(r"^## (.*)$", PAGE, re.MULTILINE)
        assert target in {re.sub(r"[^\w ]", "", h).lower().replace(" ", "-") for h in headings}
