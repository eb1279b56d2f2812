"""`whereto doctor`: how it reports, what it looks at, and that it never shows a secret. The faults
themselves are driven line by line in tests/test_faults.py."""

from __future__ import annotations

import base64
import datetime as dt
import json
import logging
import os
import shutil
from pathlib import Path

import pytest

pytest.importorskip("slack_bolt", reason='the SDK is not installed: pip install "whereto[slack]"')
pytest.importorskip("telegram", reason='the SDK is not installed: pip install "whereto[telegram]"')
pytest.importorskip("jwt", reason='it is not installed: pip install "whereto[teams]"')

from conftest import NOW
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from test_cli import run
from test_faults import Platform
from test_serve import port_of_nobody

from adapters.slack.probing import probe as probe_slack
from adapters.teams.probing import probe as probe_teams
from adapters.telegram.probing import probe as probe_telegram
from bot.config import Config
from bot.config_values import DEFAULTS
from bot.last_good import identity_of, kept_in
from bot.loader import load
from bot.office import (
    contents,
    keeping,
    machine,
    needed,
    online,
    secrets,
    sessions,
    silence_look,
)
from bot.office.finding import Finding, as_json, as_text, is_ready
from bot.office.instance import Instance
from bot.office.office import SECRETS
from bot.office.office import Platform as Named
from bot.office.probing import Answered, answered
from bot.problem import KnowledgeError
from bot.signing import shown_key
from bot.silence import SilentFormatter

DATA = Path(__file__).parent / "data" / "upgrade"
KEY = {"WHERETO_KEY": base64.b64encode(bytes(range(32))).decode()}
TENANT = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
FOUND = [
    Finding("python", "green", "Python 3.11.7"),
    Finding("clock", "yellow", "The clock is 70 seconds off.", "Set it.", "platforms.slack"),
    Finding("key-shape", "red", "The key is short.", "Make another.", "WHERETO_KEY"),
]

posix_only = pytest.mark.skipif(os.name != "posix", reason="rights are those of POSIX")


def instance(environment: dict[str, str] | None = None, folder: Path = DATA, **changed) -> Instance:
    values = {**DEFAULTS, **{name.replace("__", "."): value for name, value in changed.items()}}
    return Instance("config.yaml", Config(values, folder), environment or {}, NOW)


# ---- the report


def test_each_finding_is_one_line_with_what_mends_it_below_and_a_verdict_at_the_end():
    assert as_text(FOUND) == (
        "green   Python 3.11.7  (python)\n"
        "yellow  platforms.slack: The clock is 70 seconds off.  (clock)\n"
        "        Set it.\n"
        "red     WHERETO_KEY: The key is short.  (key-shape)\n"
        "        Make another.\n"
        "\n"
        "Not ready: 1 line red. 1 line yellow.\n"
    )
    assert as_text(FOUND[:2]).endswith("\nReady. 1 line yellow.\n")
    assert as_text(FOUND[:1]).endswith("\nReady.\n")


def test_a_program_reads_the_same_under_names_that_stay():
    told = json.loads(as_json(FOUND))
    assert set(told) == {"version", "ready", "findings"}
    assert told["ready"] is is_ready(FOUND) is False
    assert set(told["findings"][0]) == {"id", "light", "what", "mend", "where"}
    assert [found["light"] for found in told["findings"]] == ["green", "yellow", "red"]


def test_secrets_that_lie_beside_the_settings_are_not_read_unasked_and_that_is_said(
    capsys, tmp_path
):
    settings = f"knowledge: {{folders: ['{DATA / 'before'}', '{DATA / 'office'}']}}\n"
    (tmp_path / "config.yaml").write_text(settings, "utf-8")
    (tmp_path / "secrets.env").write_text("WHERETO_KEY=CanarySecret\n", "utf-8")
    _, out, _ = run(capsys, "doctor", "--config", str(tmp_path / "config.yaml"))
    assert "(secrets-not-read)" in out
    assert f"Add: --secrets {tmp_path / 'secrets.env'}" in out
    assert "Canary" not in out


def test_what_it_does_not_know_is_a_slip(capsys):
    code, _, err = run(capsys, "doctor", "--onlyne")
    assert code == 2
    assert 'Did you mean "--online"?' in err


# ---- secrets


def test_every_secret_of_every_platform_has_a_shape():
    named = {f"{platform.name}.{secret}" for platform, names in SECRETS.items() for secret in names}
    assert named == set(secrets.SHAPES)


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("telegram.token", "12345:" + "A" * 30, "A" * 35),
        ("telegram.webhook_secret", "a" * 64, "a b"),
        ("slack.bot_token", "xoxb-1234567", "xapp-1234567"),
        ("slack.app_token", "xapp-1234567", "xoxb-1234567"),
        ("slack.signing_secret", "0123456789abcdef" * 2, "xoxb-1234567"),
        ("teams.webhook_secret", "c2VjcmV0", "secret!"),
        ("teams.app_id", TENANT, "contoso"),
        ("teams.app_password", "abc~defghij", "short"),
    ],
)
def test_a_secret_is_known_by_its_shape(name, right, wrong):
    has_shape, _ = secrets.SHAPES[name]
    assert has_shape(right)
    assert not has_shape(wrong)


@posix_only
def test_the_file_of_the_secrets_is_read_as_the_service_gets_it(tmp_path):
    path = tmp_path / "secrets.env"
    path.write_text("# a comment\n\nA=1=2\nB='quoted'\nnot a line\n", "utf-8")
    path.chmod(0o600)
    values, problems = secrets.read_secrets_file(path)
    assert values == {"A": "1=2", "B": "quoted"}
    assert [(problem.id, problem.place.line) for problem in problems] == [("secrets-line", 4)]
    assert "not a line" not in repr(problems)
    path.chmod(0o640)
    assert secrets.read_secrets_file(path)[1][0].id == "secrets-readable"
    assert secrets.read_secrets_file(tmp_path / "none")[1][0].id == "secrets-unread"


def test_no_instance_shows_its_environment():
    assert "CanarySecret" not in repr(instance({"WHERETO_KEY": "CanarySecret"}))


def test_what_a_platform_has_to_be_told_besides_is_asked_for():
    telegram = {"platforms.telegram.enabled": True, "platforms.telegram.mode": "webhook"}
    teams = {"platforms.teams.enabled": True, "platforms.teams.mode": "bot"}

    def found(**more):
        return [
            (f.id, f.light, f.where) for f in needed.look(instance(**telegram, **teams, **more))
        ]

    assert found() == [
        ("setting-needed", "red", "platforms.telegram.webhook_url"),
        ("setting-needed", "red", "platforms.teams.tenants"),
        ("setting-needed", "yellow", "platforms.teams.website"),
    ]
    good = {
        "platforms.telegram.webhook_url": "https://guide.example.org/telegram",
        "platforms.teams.tenants": (TENANT,),
        "platforms.teams.website": "https://guide.example.org/about",
    }
    assert found(**good) == []
    bad = {"platforms.telegram.webhook_url": "https://guide.example.org/"}
    assert found(**good | bad) == [("setting-form", "red", "platforms.telegram.webhook_url")]


# ---- the knowledge


def test_settings_and_overlay_that_serve_different_places_are_named():
    looked = instance(knowledge__folders=("before", "office"), instance__country="ug")
    knowledge, _ = contents.loaded(looked)
    found = [f for f in contents.look(looked, knowledge) if f.id == "two-scopes"]
    assert [finding.what for finding in found] == [
        'The settings say country "ug", this overlay says "ke".'
    ]


def test_answers_and_contacts_are_counted_by_who_answers_for_them():
    looked = instance(knowledge__folders=("before", "office"))
    knowledge, _ = contents.loaded(looked)
    found = {f.id: f.what for f in contents.look(looked, knowledge)}
    assert found["unreviewed"] == (
        "2 answers signed by nobody here: staff counsellor 1, conduct focal point 1."
    )  # that of old-register is withdrawn
    assert "contacts-unconfirmed" not in found  # ke-line is withdrawn


def test_what_is_kept_and_whose_word_is_taken_is_said(tmp_path):
    told = {f.id: f for f in keeping.look(instance(), None)}
    assert told["no-state-folder"].light == "yellow"
    assert told["statistics"].what == "Statistics are off."
    folders = ("before", "office")
    looked = instance(knowledge__folders=folders, state_folder=str(tmp_path))
    knowledge, _ = contents.loaded(looked)
    told = {f.id: f for f in keeping.look(looked, knowledge)}
    assert {f.light for f in told.values()} == {"green"}
    assert "No last good knowledge is kept yet" in told["last-good"].what
    layers = [DATA / name for name in folders]
    kept_in(tmp_path).keep(layers, identity_of(layers), NOW.date(), lambda: True)
    told = {f.id: f.what for f in keeping.look(looked, knowledge)}
    assert told["last-good"] == "The last good knowledge is kept, of 2026-11-20."
    assert [f.id for f in keeping.look(looked, None)] == ["last-good-used", "statistics"]


def test_knowledge_that_no_trusted_key_signed_is_red():
    key = shown_key(Ed25519PrivateKey.generate().public_key())
    looked = instance(knowledge__folders=("before",), knowledge__trusted_keys=(key,))
    knowledge, found = contents.loaded(looked)
    assert knowledge is None
    assert {f.light for f in found} == {"red"}


def test_who_shares_a_memory_needs_a_key():
    looked = instance({"WHERETO_REDIS_URL": "redis://127.0.0.1/0"}, session__store="redis")
    assert [(f.id, f.light) for f in sessions.look(looked)] == [("key-missing", "red")]


def test_a_language_in_which_nobody_in_danger_is_heard_is_red(tmp_path):
    shutil.copytree(DATA / "before", tmp_path / "base")
    (tmp_path / "base" / "en" / "urgent.yaml").unlink()
    looked = instance(folder=tmp_path, knowledge__folders=("base",))
    knowledge, _ = contents.loaded(looked)
    assert ("language-deaf", "red") in {(f.id, f.light) for f in contents.look(looked, knowledge)}


# ---- the machine


def test_an_instance_that_answers_at_the_port_is_no_stranger():
    with Platform().running() as there:
        number = there.server.server_port
        assert [f.light for f in machine.port("127.0.0.1", number)] == ["red"]
    assert [f.light for f in machine.port("127.0.0.1", port_of_nobody())] == ["green"]
    assert [f.id for f in machine.port("0.0.0.0", port_of_nobody())] == ["port", "port-open"]  # noqa: S104
    assert next(machine.port("not a host", 1)).light == "red"


def test_the_clock_is_held_against_the_newest_day_of_the_files():
    newest = dt.date(2026, 11, 20)
    days = {0: "green", -1: "red", 1: "green", 6 * 365: "yellow"}
    assert {day: machine.clock(newest + dt.timedelta(day), newest).light for day in days} == days


def test_a_unit_that_keeps_memory_off_the_disk_is_seen(tmp_path):
    unit = tmp_path / "whereto.service"
    swaps = tmp_path / "swaps"
    swaps.write_text("Filename Type\n/swap file\n", "ascii")
    assert (
        machine.memory(unit, swaps).what
        == "Memory can come to lie on the disk: this machine swaps."
    )
    unit.write_text("[Service]\nLimitCORE=0\nMemorySwapMax=0\n", "utf-8")
    assert machine.memory(unit, swaps).light == "green"


@posix_only
def test_a_file_that_everybody_may_change_is_named_and_one_that_all_may_read_is_not(tmp_path):
    (tmp_path / "a.yaml").write_text("", "utf-8")
    (tmp_path / "a.yaml").chmod(0o644)
    assert list(machine.changeable([tmp_path])) == []
    (tmp_path / "a.yaml").chmod(0o646)
    assert [f.where for f in machine.changeable([tmp_path])] == [str(tmp_path / "a.yaml")]


# ---- the log


@pytest.fixture
def small():
    return load([DATA / "before", DATA / "office"])


@pytest.fixture(autouse=True)
def _guard(monkeypatch):
    """The look puts the log guard anew; the tests get their handlers back."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    logging.raiseExceptions = True


def test_nothing_of_a_marked_text_comes_out(small):
    assert (silence_look.look(small).id, silence_look.look(small).light) == ("log", "green")


def test_a_guard_that_lets_a_message_through_is_found(small, monkeypatch):
    monkeypatch.setattr(SilentFormatter, "format", lambda _, record: record.getMessage())
    assert silence_look.look(small).id == "log-leak"


def test_a_log_that_nobody_sees_is_no_proof(small, monkeypatch):
    monkeypatch.setattr(SilentFormatter, "format", lambda *_: "")
    assert silence_look.look(small).id == "log-unseen"


# ---- what only a call can tell


@pytest.fixture
def platform():
    with Platform().running() as found:
        yield found


def test_telegram_says_whether_it_knows_the_token(platform):
    config = Config({**DEFAULTS, "platforms.telegram.api_url": platform.url})
    given = {"WHERETO_TELEGRAM_TOKEN": "12345:CanaryToken"}
    assert probe_telegram(config, given).at is not None
    for status in (401, 404):
        platform.status["getMe"] = status
        with pytest.raises(KnowledgeError) as caught:
            probe_telegram(config, given)
        assert "CanaryToken" not in repr(caught.value.problems)


def test_slack_says_which_of_its_tokens_it_does_not_take(platform):
    config = Config({**DEFAULTS, "platforms.slack.api_url": f"{platform.url}/"})
    given = {"WHERETO_SLACK_BOT_TOKEN": "xoxb-Canary", "WHERETO_SLACK_APP_TOKEN": "xapp-Canary"}
    assert probe_slack(config, given).at is not None
    for method, named in {"apps.connections.open": "app_token", "auth.test": "bot_token"}.items():
        platform.status[method] = 401
        with pytest.raises(KnowledgeError) as caught:
            probe_slack(config, given)
        (problem,) = caught.value.problems
        assert problem.place.path == f"platforms.slack.{named}"
        assert "Canary" not in repr(problem)


def test_microsoft_says_whether_app_password_and_tenant_belong_together(platform):
    values = {"platforms.teams.mode": "bot", "platforms.teams.tenants": (TENANT,)}
    config = Config({**DEFAULTS, **values})
    given = {"WHERETO_TEAMS_APP_ID": TENANT, "WHERETO_TEAMS_APP_PASSWORD": "CanaryPassword"}
    login = f"{platform.url}/{{tenant}}/token"
    platform.extra = {"access_token": "t", "expires_in": 3600}
    assert probe_teams(config, given, login).at is not None
    platform.status["token"] = 400
    with pytest.raises(KnowledgeError) as caught:
        probe_teams(config, given, login)
    assert "Canary" not in repr(caught.value.problems)


def test_an_outgoing_webhook_has_nothing_to_prove():
    assert probe_teams(Config(), {}) is None


def test_a_platform_that_fails_is_told_by_the_class_of_the_failure_alone(platform):
    platform.status["getMe"] = 500
    looked = instance(
        {"WHERETO_TELEGRAM_TOKEN": "12345:CanaryToken"},
        platforms__telegram__enabled=True,
        platforms__telegram__api_url=platform.url,
    )
    (found,) = online.look(looked, lambda: NOW)
    assert (found.id, found.light) == ("unreachable", "yellow")
    assert "HTTPStatusError" in found.what
    assert "Canary" not in repr(found)


@pytest.mark.parametrize(
    ("seconds", "light"), [(0, "green"), (-59, "green"), (61, "yellow"), (-241, "red")]
)
def test_the_clock_is_held_against_that_of_the_platform(seconds, light):
    assert online.skew(dt.timedelta(seconds=seconds), "here").light == light


@pytest.mark.parametrize("date", [None, "", "yesterday"])
def test_a_platform_that_does_not_tell_the_time_is_not_asked_for_it(date):
    assert answered({} if date is None else {"Date": date}) == Answered(None)


def test_a_platform_tells_the_time_in_utc():
    assert answered({"date": "Fri, 20 Nov 2026 10:00:00 GMT"}).at == NOW


@pytest.mark.parametrize(
    ("url", "light"),
    [
        ("", "red"),
        ("http://x", "red"),
        ("redis://[", "red"),
        ("redis://:CanaryPassword@redis.example.org/0", "red"),
        ("rediss://:CanaryPassword@redis.example.org/0", "green"),
        ("redis://127.0.0.1:6379/0", "green"),
        ("unix:///run/redis.sock", "green"),
    ],
)
def test_an_address_of_redis_has_to_be_closed_to_others(url, light):
    looked = instance({"WHERETO_REDIS_URL": url, **KEY}, session__store="redis")
    (found,) = sessions.look(looked)
    assert found.light == light
    assert "Canary" not in repr(found)


def test_without_redis_nothing_is_said_of_it():
    assert list(sessions.look(instance())) == []
    assert list(online.look(instance(), lambda: NOW)) == []


def test_each_platform_that_can_be_switched_on_can_be_looked_at():
    every = {f"platforms.{name}.enabled": True for name in ("telegram", "slack", "teams")}
    assert instance(**every).platforms == (
        Named("telegram", "polling"),
        Named("slack", "socket"),
        Named("teams", "webhook"),
    )
