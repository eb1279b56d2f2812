"""`whereto serve` as the one who runs it meets it: what keeps it from starting, and how it stops."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

pytest.importorskip("uvicorn", reason='it is not installed: pip install "whereto[server]"')
pytest.importorskip("telegram", reason='the SDK is not installed: pip install "whereto[telegram]"')

from conftest import NOW

from bot.bot import Bot
from bot.cli import serve
from bot.cli.running import setting_on
from bot.config import Config
from bot.config_values import DEFAULTS
from bot.loader import load
from bot.problem import Place
from bot.readiness import problems_before_serving
from bot.setting import Setting

ROOT = Path(__file__).parent.parent
OFFICE = ROOT / "tests" / "data" / "office"
WITHIN = 60.0
HERE = Place("config.yaml")

posix_only = pytest.mark.skipif(os.name != "posix", reason="signals are those of POSIX")


def port_of_nobody() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def started(
    folder: Path,
    environment: dict[str, str] | None = None,
    within: tuple[str, ...] = (),
    **changed,
) -> subprocess.Popen:
    """The command, with Telegram switched on and a server of Telegram's that is not there; `within`
    another command that runs it."""
    nobody = f"http://127.0.0.1:{port_of_nobody()}"
    values = {
        "knowledge": {"folders": [str(OFFICE)]},
        "platforms": {"telegram": {"enabled": "yes", "api_url": nobody}},
        "server": {"port": str(port_of_nobody())},
    } | changed
    config = folder / "config.yaml"
    config.write_text(yaml.safe_dump(values), "utf-8")
    given = {k: v for k, v in os.environ.items() if not k.startswith("WHERETO_")}
    given |= {"WHERETO_TELEGRAM_TOKEN": "1:T"} if environment is None else environment
    return subprocess.Popen(
        [*within, sys.executable, "-m", "bot.cli", "serve", "--config", str(config)],
        cwd=ROOT,
        env=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def refusal(folder: Path, environment: dict[str, str] | None = None, **changed) -> tuple[int, str]:
    process = started(folder, environment, **changed)
    out, err = process.communicate(timeout=WITHIN)
    assert out == ""
    assert "Traceback" not in err
    return process.returncode, err


def status(port: int, path: str) -> int | None:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None


def test_without_a_platform_it_says_how_to_switch_one_on(tmp_path):
    code, told = refusal(tmp_path, platforms={})
    assert code == 1
    assert "No platform is switched on" in told
    assert '"enabled: yes"' in told


def test_without_confirmed_urgent_numbers_nobody_is_served(tmp_path):
    code, told = refusal(tmp_path, knowledge={"folders": []}, instance={"country": "ke"})
    assert code == 1
    for route in ("emergency", "medical", "security"):
        assert f"No {route} route is confirmed here." in told
    assert "Call it, then write below ke-emergency, in your overlay:" in told
    assert 'Add a contact with "channel: security" to your overlay' in told
    assert told.count('"confirmed: {by: your role, on: "') == 3


def test_without_a_country_there_are_no_local_numbers(tmp_path):
    code, told = refusal(tmp_path, knowledge={"folders": []})
    assert code == 1
    assert 'Write under "instance:" a line "country: ke".' in told


def test_a_secret_that_is_not_there_is_told_before_anything_starts(tmp_path):
    code, told = refusal(tmp_path, environment={})
    assert code == 2
    assert "environment variable WHERETO_TELEGRAM_TOKEN" in told


def test_a_port_that_is_taken_is_told(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, told = refusal(tmp_path, server={"port": str(port)})
    assert code == 2
    assert f"port {port} is taken" in told


def test_an_sdk_that_is_not_installed_is_named_with_the_command_that_installs_it(
    tmp_path, monkeypatch
):
    hidden = tmp_path / "hidden" / "telegram"
    hidden.mkdir(parents=True)
    (hidden / "__init__.py").write_text("raise ModuleNotFoundError(name='telegram')", "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(hidden.parent))
    code, told = refusal(tmp_path)
    assert code == 2
    assert 'pip install "whereto[telegram]"' in told


def test_statistics_without_a_folder_to_write_to_are_told_before_anything_starts(tmp_path):
    for folder in ({}, {"folder": "nowhere"}):
        code, told = refusal(tmp_path, statistics={"release": "monthly"} | folder)
        assert code == 2
        assert "there is no folder that they can be written to" in told


@posix_only
def test_it_answers_while_its_platform_is_away_and_stops_when_it_is_told_to(tmp_path):
    port = port_of_nobody()
    process = started(tmp_path, server={"port": str(port)})
    until = time.monotonic() + WITHIN
    while status(port, "/healthz") != 200:
        assert time.monotonic() < until
        assert process.poll() is None
        time.sleep(0.05)
    assert status(port, "/readyz") == 503
    assert status(port, "/telegram") == 404
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=WITHIN)
    assert (process.returncode, out) == (0, "")
    assert "start: telegram" in err
    assert err.rstrip().endswith("stop")
    assert "1:T" not in err


# ---- what is looked at before


@pytest.fixture(scope="module")
def office():
    return load([OFFICE])


def ids(knowledge, *platforms: str) -> list[str]:
    return [p.id for p in problems_before_serving(knowledge, platforms, HERE, NOW.date())]


def test_an_office_that_tried_its_numbers_is_ready(office):
    assert ids(office, "telegram") == []


def test_a_platform_without_its_notice_is_not_started(office):
    assert ids(office, "telegram", "pigeon") == ["missing-notice"]


def test_a_number_whose_trial_is_overdue_keeps_nobody_from_starting(office):
    later = NOW.date().replace(year=NOW.year + 5)
    assert problems_before_serving(office, ["telegram"], HERE, later) == []


def test_each_platform_has_its_own_audience_and_all_share_one_memory(office, monkeypatch):
    monkeypatch.setenv("WHERETO_TELEGRAM_TOKEN", "1:T")
    bot = Bot(office, Setting(audience="internal"))
    values = {**DEFAULTS, "platforms.telegram.audience": "public"}
    setting = setting_on("telegram", Config(values))
    connection = serve._connect("telegram", replace(bot, setting=setting), Config(values), HERE)
    own = connection._bot
    assert (own.setting.audience, bot.setting.audience) == ("public", "internal")
    assert own.store is bot.store
    assert own.vault is bot.vault


def test_nobody_who_writes_first_waits_for_a_language(office):
    Bot(office).preload()
    for tag in office.languages:
        assert "index" in vars(office.wording(tag)), tag
