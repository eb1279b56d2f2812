"""Seeded faults, one a line of docs/faults.md: named by the doctor, refused or survived by the service,
and nothing of the office is lost."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

pytest.importorskip("uvicorn", reason='it is not installed: pip install "whereto[server]"')
pytest.importorskip("telegram", reason='the SDK is not installed: pip install "whereto[telegram]"')
pytest.importorskip("slack_bolt", reason='the SDK is not installed: pip install "whereto[slack]"')
pytest.importorskip("redis", reason='it is not installed: pip install "whereto[redis]"')

import yaml
from conftest import NOW, acted_out
from replicas.conftest import needed
from test_cli import run
from test_serve import WITHIN, port_of_nobody, status

from benchmarks.stage import Redis
from bot.last_good import identity_of, kept_in
from bot.office import machine, program
from bot.office.finding import Finding

pytestmark = pytest.mark.skipif(os.name != "posix", reason="rights and signals are those of POSIX")

ROOT = Path(__file__).parent.parent
DATA = ROOT / "tests" / "data" / "upgrade"
TOKEN = "12345:" + "A" * 30
PROOF = "0123456789abcdef"
ROW = re.compile(
    r"^\| (?P<fault>[^|]+) \| (?:(?P<light>red|yellow) `(?P<id>[\w-]+)`(?P<online>, online)?|[^|]+)"
    r" \| (?P<outcome>refuses|goes on|starts)[^|]* \| (?P<driven>[^|]+) \|$",
    re.MULTILINE,
)
ROWS = {
    found["fault"]: found for found in ROW.finditer((ROOT / "docs/faults.md").read_text("utf-8"))
}


class Platform:
    """A server that stands where Telegram's does: takes every call, unless told otherwise."""

    def __init__(self) -> None:
        self.status = {"getMe": 200}
        self.seconds_ahead = 0.0
        self.extra: dict[str, object] = {}
        bot = {"id": 1, "is_bot": True, "first_name": "Guide", "username": "guide_bot"}
        self.results: dict[str, object] = {"getUpdates": [], "getMe": bot}
        self.called: dict[str, list[str]] = {}
        platform = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                method = self.path.rpartition("/")[2]
                code = platform.status.get(method, 200)
                result = platform.results.get(method, True)
                body = {
                    "ok": code == 200,
                    "result": result,
                    "error_code": code,
                    "description": "no",
                }
                text = json.dumps(body | platform.extra).encode()
                self.send_response_only(code)
                self.send_header("Date", formatdate(time.time() + platform.seconds_ahead))
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                method = self.path.rpartition("/")[2]
                platform.called.setdefault(method, []).append(body.decode())
                self.do_GET()

            def log_message(self, *_: object) -> None:
                """Nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,))

    @contextmanager
    def running(self) -> Iterator[Platform]:
        self.thread.start()
        try:
            yield self
        finally:
            self.server.shutdown()
            self.thread.join()
            self.server.server_close()


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    with Platform().running() as found:
        yield found


@dataclass
class Ready:
    """An instance that is ready, to be broken."""

    folder: Path
    platform: Platform
    secrets: dict[str, str] = field(default_factory=dict)
    settings: dict[str, dict] = field(default_factory=dict)
    before: tuple[str, ...] = ()
    """What the service is started by; nothing: it is started as it is."""
    taken: list[socket.socket] = field(default_factory=list)

    @property
    def overlay(self) -> Path:
        return self.folder / "overlay"

    @property
    def port(self) -> int:
        return self.settings["server"]["port"]

    def set(self, **sections: object) -> None:
        for name, values in sections.items():
            found = self.settings.setdefault(name, {})
            found.update(values) if isinstance(values, dict) else self.settings.update(
                {name: values}
            )

    def edit(self, path: str, old: str, new: str) -> None:
        text = (self.overlay / path).read_text("utf-8")
        assert old in text
        (self.overlay / path).write_text(text.replace(old, new), "utf-8")

    def write(self) -> None:
        """Write what was not written by a fault itself."""
        config, secrets = self.folder / "config.yaml", self.folder / "secrets.env"
        config.write_text(yaml.safe_dump(self.settings), "utf-8")
        secrets.write_text("".join(f"{k}={v}\n" for k, v in self.secrets.items()), "utf-8")
        secrets.chmod(0o600)

    def findings(self, capsys, *more: str) -> tuple[int, list[Finding]]:
        given = ("--config", str(self.folder / "config.yaml"))
        given += ("--secrets", str(self.folder / "secrets.env"), "--format", "json", *more)
        code, out, err = run(capsys, "doctor", *given)
        assert err == ""
        return code, [Finding(**found) for found in json.loads(out)["findings"]]

    def serve(self) -> subprocess.Popen:
        given = {k: v for k, v in os.environ.items() if not k.startswith("WHERETO_")}
        return subprocess.Popen(
            [*self.before, sys.executable, "-m", "bot.cli", "serve", "--config",
             str(self.folder / "config.yaml")],
            cwd=ROOT,
            env={**given, **self.secrets, "PYTHONDONTWRITEBYTECODE": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )  # fmt: skip


@pytest.fixture
def ready(tmp_path, platform) -> Iterator[Ready]:
    platform.status.clear()
    platform.seconds_ahead = 0.0
    found = Ready(tmp_path / "etc", platform)
    shutil.copytree(DATA / "office", found.overlay)
    found.secrets = {
        "WHERETO_KEY": base64.b64encode(bytes(range(32))).decode(),
        "WHERETO_TELEGRAM_TOKEN": TOKEN,
    }
    found.set(
        knowledge={"folders": [str(DATA / "before"), "overlay"]},
        instance={"country": "ke", "city": "nairobi", "languages": ["en"]},
        platforms={"telegram": {"enabled": "yes", "api_url": platform.url}},
        server={"port": port_of_nobody()},
    )
    shutil.copyfile(ROOT / "bot" / "office" / "templates" / "whereto.service",
                    found.folder / "whereto.service")  # fmt: skip
    yield found
    for listener in found.taken:
        listener.close()


def slack(ready: Ready, **secrets: str) -> None:
    ready.set(platforms={"slack": {"enabled": "yes", "api_url": f"{ready.platform.url}/"}})
    good = {
        "WHERETO_SLACK_BOT_TOKEN": "xoxb-" + "1" * 20,
        "WHERETO_SLACK_APP_TOKEN": "xapp-" + "2" * 20,
    }
    ready.secrets |= good | secrets


# ---- the faults, each a function that breaks one thing of an instance that is ready

Seed = Callable[[Ready], None]
SEEDS: dict[str, Seed] = {}


def fault(name: str) -> Callable[[Seed], Seed]:
    def named(seed: Seed) -> Seed:
        SEEDS[name] = seed
        return seed

    return named


@fault("a setting that does not exist")
def _(ready: Ready) -> None:
    ready.set(grace_day=3)


@fault("no platform switched on")
def _(ready: Ready) -> None:
    ready.settings["platforms"] = {}


@fault("a secret is missing")
def _(ready: Ready) -> None:
    del ready.secrets["WHERETO_TELEGRAM_TOKEN"]


@fault("a secret of another kind")
def _(ready: Ready) -> None:
    slack(ready, WHERETO_SLACK_APP_TOKEN="xoxp-" + "2" * 20)


@fault("one secret in two places")
def _(ready: Ready) -> None:
    ready.set(platforms={"teams": {"enabled": "yes"}})
    slack(ready)
    ready.set(platforms={"slack": ready.settings["platforms"]["slack"] | {"mode": "http"}})
    same = "0123456789abcdef" * 2
    ready.secrets |= {"WHERETO_SLACK_SIGNING_SECRET": same, "WHERETO_TEAMS_SECRET": same}


@fault("a secret that the platform does not take")
def _(ready: Ready) -> None:
    ready.platform.status |= {"getMe": 401, "setMyCommands": 401}


@fault("two instances with one token")
def _(ready: Ready) -> None:
    ready.platform.status |= {"getUpdates": 409}


@fault("a secrets file that others can read")
def _(ready: Ready) -> None:
    ready.write()
    (ready.folder / "secrets.env").chmod(0o644)


@fault("a secret's own file that others can read")
def _(ready: Ready) -> None:
    (ready.folder / "token").write_text(TOKEN, "utf-8")
    (ready.folder / "token").chmod(0o640)
    ready.set(platforms={"telegram": {"enabled": "yes", "token_file": "token"}})


@fault("the key is too short")
def _(ready: Ready) -> None:
    ready.secrets["WHERETO_KEY"] = base64.b64encode(bytes(16)).decode()


@fault("no key")
def _(ready: Ready) -> None:
    del ready.secrets["WHERETO_KEY"]


@fault("a tenant id that is none")
def _(ready: Ready) -> None:
    ready.set(platforms={"teams": {"enabled": "yes", "mode": "bot", "tenants": ["contoso"]}})
    ready.secrets |= {
        "WHERETO_TEAMS_APP_ID": "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee",
        "WHERETO_TEAMS_APP_PASSWORD": "a-client-secret",
    }


@fault("what the platform needs is not installed")
def _(ready: Ready) -> None:
    hidden = ready.folder.parent / "hidden" / "telegram"
    hidden.mkdir(parents=True)
    (hidden / "__init__.py").write_text("raise ModuleNotFoundError(name='telegram')", "utf-8")
    ready.secrets["PYTHONPATH"] = str(hidden.parent)


@fault("no settings at that place")
def _(ready: Ready) -> None:
    ready.write()
    (ready.folder / "config.yaml").unlink()


@fault("the overlay's folder is not there")
def _(ready: Ready) -> None:
    ready.set(knowledge={"folders": [str(DATA / "before"), "overlaid"]})


@fault("a broken file in the overlay")
@fault("a broken file while it runs")
def _(ready: Ready) -> None:
    ready.edit("overlay.yaml", "office: Test office", 'office: "Test office')


@fault("a broken file at a restart")
def _(ready: Ready) -> None:
    state, layers = ready.folder.parent / "state", [DATA / "before", ready.overlay]
    kept_in(state).keep(layers, identity_of(layers), NOW.date(), lambda: True)
    ready.set(state_folder=str(state))
    SEEDS["a broken file in the overlay"](ready)


@fault("a language that nobody wrote")
def _(ready: Ready) -> None:
    ready.set(instance={"languages": ["en", "fr"]})


@fault("no confirmed emergency route")
def _(ready: Ready) -> None:
    ready.edit("contacts/ke.yaml", '{by: staff counsellor, on: "2026-11-01"}', "null")


@fault("a number of danger whose call is overdue")
def _(ready: Ready) -> None:
    ready.edit("contacts/ke.yaml", '{by: staff counsellor, on: "2026-11-01"}',
               '{by: staff counsellor, on: "2024-01-01"}')  # fmt: skip


@fault("anybody on the machine may change a number")
def _(ready: Ready) -> None:
    (ready.overlay / "contacts" / "ke.yaml").chmod(0o666)


@fault("the port is taken")
def _(ready: Ready) -> None:
    ready.taken.append(socket.create_server(("127.0.0.1", ready.port)))


@fault("the clock is behind")
def _(ready: Ready) -> None:
    ready.write()
    tomorrow = time.time() + 3 * 24 * 3600
    os.utime(ready.folder / "config.yaml", (tomorrow, tomorrow))


@fault("the clock is off")
def _(ready: Ready) -> None:
    ready.platform.seconds_ahead = 400.0


@fault("Redis is gone")
def _(ready: Ready) -> None:
    ready.set(session={"store": "redis"})
    ready.secrets["WHERETO_REDIS_URL"] = f"redis://127.0.0.1:{port_of_nobody()}/0"


@fault("Redis over an open line")
def _(ready: Ready) -> None:
    ready.set(session={"store": "redis"})
    ready.secrets["WHERETO_REDIS_URL"] = "redis://redis.example.org:6379/0"


@fault("replicas without a key")
def _(ready: Ready) -> None:
    ready.set(session={"store": "redis"})
    ready.secrets["WHERETO_REDIS_URL"] = f"redis://127.0.0.1:{port_of_nobody()}/0"
    del ready.secrets["WHERETO_KEY"]


@fault("Redis's certificates are not there")
def _(ready: Ready) -> None:
    ready.set(session={"store": "redis", "redis_ca_file": "nowhere.pem"})
    ready.secrets["WHERETO_REDIS_URL"] = "rediss://redis.example.org:6379/0"


@fault("statistics without a folder")
def _(ready: Ready) -> None:
    ready.set(statistics={"release": "monthly", "folder": "nowhere"})


@fault("a layer that no trusted key signed")
def _(ready: Ready) -> None:
    ready.set(knowledge={"trusted_keys": [base64.b64encode(bytes(range(32))).decode()]})


@fault("no network")
def _(ready: Ready) -> None:
    nobody = f"http://127.0.0.1:{port_of_nobody()}"
    ready.set(platforms={"telegram": {"enabled": "yes", "api_url": nobody}})


@fault("the disk is full")
def _(ready: Ready) -> None:
    ready.before = ("prlimit", "--fsize=0")


@fault("the disk is read-only")
def _(ready: Ready) -> None:
    remount = (
        'mount --make-rprivate / && mount --bind / / && mount -o remount,ro,bind / && exec "$@"'
    )
    ready.before = ("unshare", "--mount", "sh", "-c", remount, "sh")


@fault("memory can come to lie on the disk")
def _(ready: Ready) -> None:
    (ready.folder / "whereto.service").unlink()


@fault("an unsupported Python")
def _(_: Ready) -> None:
    """There is none on this machine; see the test of its own."""


# ---- what is said, and what is done

ELSEWHERE = {
    "an unsupported Python": "the doctor's rule is tried by itself",
    "the disk is full": "the doctor's rule is tried by itself",
    "what the platform needs is not installed": "the doctor's rule is tried by itself",
}
"""Rows that a machine of the tests cannot be brought to; the doctor's rule is a test of its own."""

NAMED = [name for name, row in ROWS.items() if row["id"] and name not in ELSEWHERE]


def test_each_line_of_the_page_is_a_fault_that_is_seeded():
    assert set(ROWS) == set(SEEDS)
    assert len(ROWS) >= 20


def test_what_is_ready_has_nothing_red_and_is_said_to_be_ready(ready, capsys):
    ready.write()
    code, found = ready.findings(capsys, "--online")
    assert (code, [finding for finding in found if finding.light == "red"]) == (0, [])
    named = {row["id"] for row in ROWS.values() if row["light"]}
    assert not {finding.id for finding in found if finding.light != "green"} & named


def seeded(name: str, ready: Ready) -> None:
    SEEDS[name](ready)
    if not (ready.folder / "secrets.env").exists():
        ready.write()


@pytest.mark.parametrize("name", NAMED)
def test_the_doctor_names_it(name, ready, capsys):
    seeded(name, ready)
    row = ROWS[name]
    if row["online"]:
        assert row["id"] not in {f.id for f in ready.findings(capsys)[1] if f.light != "green"}
    code, found = ready.findings(capsys, *(["--online"] if row["online"] else []))
    named = [
        finding for finding in found if (finding.id, finding.light) == (row["id"], row["light"])
    ]
    assert named
    assert all(finding.mend for finding in named)
    assert code == (1 if row["light"] == "red" else 0)
    shown = json.dumps([[f.what, f.mend, f.where] for f in found])
    assert not [value for value in ready.secrets.values() if len(value) > 8 and value in shown]


def test_a_python_that_is_too_old_is_named_and_one_that_nobody_tried_too():
    assert program.python((3, 10, 14)).light == "red"
    assert program.python((3, 99, 0)).light == "yellow"
    assert {program.python((3, minor, 1)).light for minor in (11, 12, 13)} == {"green"}
    assert 'requires-python = ">=3.11"' in (ROOT / "pyproject.toml").read_text("utf-8")


def test_what_is_not_installed_is_named_with_the_command_that_installs_it():
    missing = program.installed("telegram", lambda module: module != "telegram")
    assert (missing.id, missing.light) == ("missing-extra", "red")
    assert missing.mend == 'Run: pip install "whereto[telegram]"'
    assert not program.is_installed("module_of_nobody")


def test_a_disk_without_room_is_named():
    assert (machine.room(1).id, machine.room(1).light) == ("disk", "yellow")
    assert machine.room(machine.ROOM).light == "green"


def files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


REFUSED = [
    n for n, row in ROWS.items() if row["outcome"] == "refuses" and n != "an unsupported Python"
]


@acted_out
@pytest.mark.parametrize("name", REFUSED)
def test_the_service_refuses_says_why_and_touches_nothing(name, ready):
    seeded(name, ready)
    before = files(ready.folder)
    out, err = (process := ready.serve()).communicate(timeout=WITHIN)
    assert process.returncode in (1, 2)
    assert out == ""
    assert err.rstrip().endswith(("file.", "files."))
    assert "Traceback" not in err
    assert files(ready.folder) == before


AMID = {
    "a broken file while it runs": "the service, broken and mended amid it",
    "Redis is gone": "the service with a real Redis, killed amid a talk and started again",
}
"""What breaks while the service runs: each is a test of its own."""

LOGGED = {
    "a secret that the platform does not take": "Telegram does not know this token.",
    "two instances with one token": "telegram broke: Conflict",
    "no network": "telegram broke: NetworkError",
    "a broken file at a restart": "broken, so begun with the last good",
}
"""What the service's log says of what it goes on without."""

SURVIVED = [name for name, row in ROWS.items() if row["outcome"] != "refuses" and name not in AMID]


def read_until(wanted: str, process: subprocess.Popen) -> str:
    """The log up to the line that holds what is wanted; the process is ended where none comes."""
    watch = threading.Timer(WITHIN, process.kill)
    watch.start()
    lines = []
    for line in process.stderr:
        lines.append(line)
        if wanted in line:
            watch.cancel()
            return "".join(lines)
    raise AssertionError(lines)


def until(what: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Wait for it, as long as the process lives."""
    ends = time.monotonic() + WITHIN
    while not what():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < ends
        time.sleep(0.05)


def write(port: int, text: str, message_id: int = 7) -> int:
    """A person writes to the bot: the call that Telegram makes."""
    person = {"id": 5, "is_bot": False, "first_name": "x"}
    message = {"message_id": message_id, "date": int(time.time()), "text": text, "from": person}
    update = {"update_id": message_id, "message": message | {"chat": {"id": 5, "type": "private"}}}
    call = urllib.request.Request(
        f"http://127.0.0.1:{port}/telegram",
        json.dumps(update).encode(),
        {"X-Telegram-Bot-Api-Secret-Token": PROOF, "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(call, timeout=WITHIN) as answer:  # noqa: S310 - our own port
        return int(answer.status)


@acted_out
@pytest.mark.parametrize("name", SURVIVED)
def test_the_service_lives_and_loses_nothing(name, ready):
    seeded(name, ready)
    if ready.before and (os.geteuid() != 0 or not shutil.which(ready.before[0])):
        pytest.skip("a disk can be made full or read-only by root on Linux alone")
    before = files(ready.folder)
    process = ready.serve()
    until(lambda: status(ready.port, "/healthz") == 200, process)
    logged = read_until(LOGGED.get(name, "start: "), process)
    assert status(ready.port, "/healthz") == 200
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=WITHIN)
    assert (process.returncode, out) == (0, "")
    assert err.rstrip().endswith("stop")
    assert not [value for value in ready.secrets.values() if value in logged + err]
    assert files(ready.folder) == before


@contextmanager
def served(ready: Ready) -> Iterator[subprocess.Popen[str]]:
    """The service, once it answers at its port; it is told to stop at the end, and stops well."""
    ready.write()
    process = ready.serve()
    try:
        until(lambda: status(ready.port, "/readyz") == 200, process)
        yield process
    except BaseException:
        process.kill()
        raise
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=WITHIN)
    assert process.returncode == 0


@acted_out
def test_a_broken_file_while_it_runs_leaves_the_last_good_until_it_is_mended(ready):
    with served(ready) as process:
        good = (ready.overlay / "overlay.yaml").read_text("utf-8")
        SEEDS["a broken file while it runs"](ready)
        process.send_signal(signal.SIGHUP)
        logged = read_until("refused, the last good goes on", process)
        logged += read_until("yaml-syntax", process)
        found = list(machine.port("127.0.0.1", ready.port))
        assert [(f.id, f.light) for f in found] == [
            ("port", "green"),
            ("last-good-served", "yellow"),
        ]
        (ready.overlay / "overlay.yaml").write_text(good, "utf-8")
        process.send_signal(signal.SIGHUP)
        logged += read_until("taken; changed:", process)
        assert [f.id for f in machine.port("127.0.0.1", ready.port)] == ["port"]
    assert not [value for value in ready.secrets.values() if value in logged]


@acted_out
def test_redis_killed_amid_a_talk_leaves_nobody_without_an_answer(ready, tmp_path):
    needed("redis-server")
    redis = Redis(tmp_path)
    chat = {"id": 5, "type": "private"}
    sent = ready.platform.called
    ready.platform.results["sendMessage"] = {"message_id": 9, "date": 0, "chat": chat, "text": "x"}
    webhook = {"mode": "webhook", "webhook_url": "https://guide.example.org/telegram"}
    ready.settings["platforms"]["telegram"] |= webhook
    ready.set(session={"store": "redis"})
    ready.secrets |= {"WHERETO_REDIS_URL": redis.url, "WHERETO_TELEGRAM_SECRET": PROOF}

    def is_answered(number: int) -> None:
        sent.pop("sendMessage", None)
        assert write(ready.port, "who will know", number) == 200
        until(lambda: "sendMessage" in sent, process)

    with redis.up(), served(ready) as process:
        is_answered(1)
        redis.kill()
        is_answered(2)
        logged = read_until("Redis is away (", process)
        with redis.up():
            logged += read_until("Redis is back", process)
            is_answered(3)
    assert not [value for value in ready.secrets.values() if value in logged]
    assert "who will know" not in logged


def driven(name: str) -> str:
    """How a row of the page is driven here."""
    row, parts = ROWS[name], []
    if row["id"]:
        parts.append("the doctor's rule" if name in ELSEWHERE else "the doctor")
    if name in REFUSED:
        parts.append("a start")
    elif name in SURVIVED or name in AMID:
        parts.append(AMID.get(name, "the service"))
    return ", ".join(parts)


def test_the_page_says_of_each_line_how_it_is_driven():
    assert {name: row["driven"] for name, row in ROWS.items()} == {n: driven(n) for n in ROWS}
