"""The app package for Teams: personal scope only, neutral, complete, never written over by mistake."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from microsoft import APP

from adapters.teams import connect
from adapters.teams.icons import color_icon, outline_icon
from adapters.teams.package import LONGEST, package
from adapters.teams.personal import PersonalBot
from adapters.teams.webhook import OutgoingWebhook
from bot.bot import Bot
from bot.cli.main import main
from bot.config import Config, read_config
from bot.config_values import DEFAULTS
from bot.problem import KnowledgeError

ENVIRONMENT = {"WHERETO_TEAMS_APP_ID": APP.upper()}
GOOD = {
    "instance.office": "Country office Kenya",
    "platforms.teams.website": "https://guide.example.org/about",
}
TENANT = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"


def settings(**changed: object) -> Config:
    return Config(DEFAULTS | GOOD | {name.replace("__", "."): v for name, v in changed.items()})


def unpacked(made: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_package_has_a_manifest_two_icons_and_every_language(knowledge):
    files = unpacked(package(settings(), knowledge, ENVIRONMENT))
    manifest = json.loads(files["manifest.json"])
    others = {
        row["languageTag"]: row["file"]
        for row in manifest["localizationInfo"]["additionalLanguages"]
    }
    assert {manifest["localizationInfo"]["defaultLanguageTag"], *others} == set(knowledge.languages)
    assert set(files) == {"manifest.json", "color.png", "outline.png", *others.values()}


def test_the_bot_can_be_added_to_no_team_and_no_group(knowledge):
    manifest = json.loads(unpacked(package(settings(), knowledge, ENVIRONMENT))["manifest.json"])
    (bot,) = manifest["bots"]
    assert bot == {
        "botId": APP,
        "scopes": ["personal"],
        "isNotificationOnly": False,
        "supportsFiles": False,
    }
    assert manifest["manifestVersion"] == "1.17"
    assert manifest["id"] == APP
    assert not {"permissions", "authorization", "webApplicationInfo"} & set(manifest)


def test_no_name_and_no_short_description_says_what_the_talk_is_about(knowledge):
    files = unpacked(package(settings(), knowledge, ENVIRONMENT))
    manifest = json.loads(files["manifest.json"])
    assert manifest["name"] == {"short": "Guide", "full": "Guide"}
    assert "harass" not in manifest["description"]["short"].casefold()
    assert (
        knowledge.wording("en").texts["interface/notice-teams"] in manifest["description"]["full"]
    )


def test_every_text_fits_where_teams_shows_it(knowledge):
    files = unpacked(package(settings(), knowledge, ENVIRONMENT))
    for name, content in files.items():
        if name.endswith(".json") and name != "manifest.json":
            texts = json.loads(content)
            assert all(len(texts[place]) <= longest for place, longest in LONGEST.items())


def test_the_same_input_gives_the_same_package(knowledge):
    assert package(settings(), knowledge, ENVIRONMENT) == package(
        settings(), knowledge, ENVIRONMENT
    )


@pytest.mark.parametrize(
    ("icon", "size", "corner"),
    [(color_icon, 192, (44, 82, 110, 255)), (outline_icon, 32, (255, 255, 255, 0))],
)
def test_the_icons_have_the_sizes_and_colours_that_teams_asks_for(icon, size, corner):
    made = icon()
    assert made.startswith(b"\x89PNG\r\n\x1a\n")
    chunks, at = {}, 8
    while at < len(made):
        length, kind = struct.unpack(">I4s", made[at : at + 8])
        body = made[at + 8 : at + 8 + length]
        (check,) = struct.unpack(">I", made[at + 8 + length : at + 12 + length])
        assert check == zlib.crc32(kind + body)
        chunks[kind] = body
        at += 12 + length
    assert struct.unpack(">IIBBBBB", chunks[b"IHDR"]) == (size, size, 8, 6, 0, 0, 0)
    rows = zlib.decompress(chunks[b"IDAT"])
    assert len(rows) == size * (1 + 4 * size)
    pixels = [rows[at : at + 4] for at in range(1, 1 + 4 * size, 4)]
    assert tuple(pixels[0]) == corner
    middle = size // 2
    start = middle * (1 + 4 * size) + 1 + 4 * middle
    assert tuple(rows[start : start + 4]) == (255, 255, 255, 255)


@pytest.mark.parametrize(
    ("changed", "environment", "named"),
    [
        ({"instance__office": None}, ENVIRONMENT, "instance.office"),
        ({"instance__office": "x" * 33}, ENVIRONMENT, "instance.office"),
        ({"platforms__teams__website": None}, ENVIRONMENT, "platforms.teams.website"),
        ({"platforms__teams__website": "http://x.example"}, ENVIRONMENT, "platforms.teams.website"),
        ({"platforms__teams__website": "https://"}, ENVIRONMENT, "platforms.teams.website"),
        ({}, {}, "environment variable WHERETO_TEAMS_APP_ID"),
        ({}, {"WHERETO_TEAMS_APP_ID": "secret-pasted-here"}, "platforms.teams.app_id_env"),
    ],
)
def test_what_is_missing_is_named_and_not_shown(knowledge, changed, environment, named):
    with pytest.raises(KnowledgeError) as raised:
        package(settings(**changed), knowledge, environment)
    (problem,) = raised.value.problems
    assert problem.place.path == named
    assert "secret-pasted-here" not in repr(problem)


def test_the_command_writes_the_package_and_never_over_another_file(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("WHERETO_TEAMS_APP_ID", APP)
    config, out = tmp_path / "config.yaml", tmp_path / "guide.zip"
    config.write_text(
        "instance:\n  office: Country office Kenya\n"
        "platforms:\n  teams:\n    website: https://guide.example.org/about\n"
    )
    command = ["teams-package", "--config", str(config), "--out", str(out)]
    assert main(command) == 0
    made = out.read_bytes()
    out.write_bytes(b"something else")
    assert main(command) == 2
    assert out.read_bytes() == b"something else"
    assert "--force" in capsys.readouterr().err
    assert main([*command, "--force"]) == 0
    assert out.read_bytes() == made
    assert main([*command[:-1], str(tmp_path / "none" / "x.zip")]) == 2
    assert "cannot be written" in capsys.readouterr().err


def read(tmp_path: Path, *lines: str) -> Config:
    path = tmp_path / "config.yaml"
    path.write_text("\n".join(["platforms:", "  teams:", *(f"    {line}" for line in lines)]))
    return read_config(path)


def test_the_configuration_says_which_of_the_two_ways_it_is(tmp_path, monkeypatch, knowledge):
    monkeypatch.setenv("WHERETO_TEAMS_SECRET", "vqF0En+Z0ucuRTM/01o2GuhMH3hKKk/N2bOmlM31zaA=")
    monkeypatch.setenv("WHERETO_TEAMS_APP_ID", APP)
    monkeypatch.setenv("WHERETO_TEAMS_APP_PASSWORD", "a-password")
    webhook = connect(Bot(knowledge), read(tmp_path, "mode: webhook"))
    personal = connect(Bot(knowledge), read(tmp_path, "mode: bot", f"tenants: [{TENANT}]"))
    assert isinstance(webhook, OutgoingWebhook)
    assert isinstance(personal, PersonalBot)
    assert [webhook.webhooks[0].path, personal.webhooks[0].path] == [
        "/teams/webhook",
        "/teams/messages",
    ]


MISSING: tuple[tuple[list[str], dict[str, str], str], ...] = (
    (["mode: webhook"], {}, "environment variable WHERETO_TEAMS_SECRET"),
    (
        ["mode: webhook"],
        {"WHERETO_TEAMS_SECRET": "not-base64!"},
        "platforms.teams.webhook_secret_env",
    ),
    (["mode: bot", f"tenants: [{TENANT}]"], {}, "environment variable WHERETO_TEAMS_APP_ID"),
    (["mode: bot"], {"WHERETO_TEAMS_APP_ID": APP}, "platforms.teams.tenants"),
    (
        ["mode: bot", "tenants: [contoso]"],
        {"WHERETO_TEAMS_APP_ID": APP},
        "platforms.teams.tenants",
    ),
    (
        ["mode: bot", f"tenants: [{TENANT}]"],
        {"WHERETO_TEAMS_APP_ID": APP},
        "environment variable WHERETO_TEAMS_APP_PASSWORD",
    ),
)


@pytest.mark.parametrize("case", MISSING, ids=lambda case: case[2])
def test_a_setting_that_is_missing_is_told_before_anything_starts(
    tmp_path, monkeypatch, knowledge, case
):
    lines, environment, named = case
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(KnowledgeError) as raised:
        connect(Bot(knowledge), read(tmp_path, *lines))
    (problem,) = raised.value.problems
    assert problem.place.path == named
    assert not [value for value in environment.values() if value in repr(problem)]
