"""`whereto upgrade-check`: an office's files of before, over a base of later."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest
from conftest import NOW
from test_cli import run

from bot.config import places_of_settings
from bot.config_values import DEFAULTS
from bot.office.upgrade import changes, new_settings, setting_changes
from bot.problem import Place
from bot.tree_reader import read_tree

ROOT = Path(__file__).parent.parent
DATA = ROOT / "tests" / "data" / "upgrade"
BEFORE, AFTER, OFFICE = DATA / "before", DATA / "after", DATA / "office"


@pytest.fixture
def config(tmp_path) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text(f'knowledge:\n  folders: ["{BEFORE}", "{OFFICE}"]\ngrace_days: 20\n', "utf-8")
    return path


def check(capsys, config: Path, to: Path, *more: str) -> tuple[int, str, str]:
    return run(capsys, "upgrade-check", "--config", str(config), "--to", str(to), *more)


def told(base: Path, overlay: Path) -> list[tuple[str, str, int]]:
    before, after = read_tree([BEFORE, overlay]), read_tree([base, overlay])
    return [
        (problem.id, Path(problem.place.path).name, problem.place.line + 1)
        for problem in changes(before, after, NOW.date())
    ]


def test_every_line_of_the_office_that_would_mean_something_else_is_named():
    assert told(AFTER, OFFICE) == [
        ("confirmed-other", "ke.yaml", 7),
        ("phrase-in-two-topics", "report-formally.yaml", 3),
        ("base-text-changed", "report-formally.yaml", 4),
        ("unknown-reference", "overlay.yaml", 9),
        ("unknown-reference", "overlay.yaml", 9),
    ]


def test_the_same_base_gives_nothing_to_do(capsys, config):
    code, out, err = check(capsys, config, BEFORE)
    assert (code, out, err) == (0, "The office's own files fit the new version.\n", "")


def test_it_is_told_in_words_that_an_office_can_act_on(capsys, config):
    code, out, _ = check(capsys, config, AFTER)
    assert code == 1
    assert "You signed this contact, and its phone changes: 000 1 -> 000 7." in out
    assert "means something else now, and people would read yours." in out
    assert out.count("The new base has it no more: take it out here") == 2
    assert 'Did you mean "contact/ke-clinic"?' not in out
    assert "Nothing was changed yet" in out


def test_it_is_told_to_a_program_as_well(capsys, config):
    code, out, _ = check(capsys, config, AFTER, "--format", "json")
    assert code == 1
    assert {json.loads(line)["id"] for line in out.splitlines()} >= {"confirmed-other"}
    assert check(capsys, config, BEFORE, "--format", "json")[:2] == (0, "")


def overlay_with(tmp_path: Path, **texts: str) -> Path:
    """The office's layer with other contacts."""
    folder = tmp_path / "office"
    shutil.copytree(OFFICE, folder)
    for path, text in texts.items():
        (folder / path.replace("__", "/")).with_suffix(".yaml").write_text(text, "utf-8")
    return folder


def test_a_number_that_the_office_wrote_itself_is_not_touched_by_the_base(tmp_path):
    own = """\
ke-clinic:
  country: ke
  phone: ["000 9"]
  confirmed: {by: staff counsellor, on: "2026-11-01"}
"""
    found = told(AFTER, overlay_with(tmp_path, contacts__ke=own))
    assert [row for row in found if row[1] == "ke.yaml"] == [("base-text-changed", "ke.yaml", 3)]


def test_what_nobody_called_vouches_for_nothing(tmp_path):
    own = "ke-clinic:\n  country: ke\n  confirmed: null\n"
    found = told(AFTER, overlay_with(tmp_path, contacts__ke=own))
    assert "ke.yaml" not in {row[1] for row in found}


def test_an_entry_whose_base_is_gone_would_stand_alone(tmp_path):
    own = 'ke-line:\n  country: ke\n  confirmed: {by: gender focal point, on: "2026-11-01"}\n'
    found = told(AFTER, overlay_with(tmp_path, contacts__ke=own))
    assert ("base-entry-gone", "ke.yaml", 1) in found


def test_lines_that_only_break_elsewhere_are_no_change(tmp_path):
    assert "counselling.yaml" not in {row[1] for row in told(AFTER, OFFICE)}
    changed = shutil.copytree(AFTER, tmp_path / "after")
    topic = changed / "en" / "topics" / "counselling.yaml"
    topic.write_text(topic.read_text("utf-8").replace("listens", "hears you"), "utf-8")
    assert ("base-text-changed", "counselling.yaml", 2) in told(changed, OFFICE)


def test_a_new_base_that_could_not_be_served_is_told_before_it_is_there(tmp_path):
    broken = shutil.copytree(BEFORE, tmp_path / "after")
    (broken / "topics.yaml").write_text("counselling:\n  group: nowhere\n", "utf-8")
    assert "wrong-type" in {row[0] for row in told(broken, OFFICE)}


def program(folder: Path, defaults: dict) -> Path:
    """A program to come, as it lies in a wheel: knowledge and the table of settings."""
    shutil.copytree(BEFORE, folder / "bot" / "_shipped")
    table = f"from typing import Final\n\nDEFAULTS: Final[dict[str, object]] = {defaults!r}\n"
    (folder / "bot" / "config_values.py").write_text(table, "utf-8")
    return folder


def wheel(folder: Path, defaults: dict) -> Path:
    source = program(folder / "source", defaults)
    path = folder / "whereto-9.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(source.rglob("*.*")):
            archive.write(file, file.relative_to(source))
    shutil.rmtree(source)
    return path


@pytest.mark.parametrize("form", ["folder", "wheel", "folder of a wheel"])
def test_settings_that_go_or_come_are_told_from_a_program_that_is_not_installed(
    form, capsys, config, tmp_path
):
    defaults = {k: v for k, v in DEFAULTS.items() if k != "grace_days"} | {
        "grace_days_all": 30,
        "log_level": "warning",
        "audience_notice": ("a",),
    }
    to = program(tmp_path / "new", defaults) if form == "folder" else wheel(tmp_path, defaults)
    code, out, _ = check(capsys, config, to.parent if form == "folder of a wheel" else to)
    assert code == 1
    assert "line 3  (setting-gone)\n\n    grace_days:\n    ^^^^^^^^^^\n" in out
    assert 'Did you mean "grace_days_all"?' in out
    assert '"log_level" is not in your settings: it was info, and would be warning.' in out
    assert "New setting, which changes nothing by itself: audience_notice: [a]\n" in out


def test_a_new_setting_alone_is_nothing_to_do(capsys, config, tmp_path):
    code, out, _ = check(capsys, config, program(tmp_path / "new", {**DEFAULTS, "more": None}))
    assert code == 0
    assert "more: null" in out


def test_this_program_differs_from_itself_in_nothing():
    told_here = dict.fromkeys(DEFAULTS, Place("config.yaml"))
    assert list(setting_changes(told_here, DEFAULTS, DEFAULTS)) == []
    assert new_settings(DEFAULTS, DEFAULTS) == []


def test_where_settings_stand_is_known_and_not_what_they_are(config):
    places = places_of_settings(config)
    assert {name: place.line for name, place in places.items()} == {
        "knowledge.folders": 1,
        "grace_days": 2,
    }
    assert "20" not in repr(places)


@pytest.mark.parametrize("what", ["nothing", "empty", "no wheel"])
def test_where_no_version_lies_that_is_said(what, capsys, config, tmp_path):
    to = tmp_path / "there"
    if what == "empty":
        to.mkdir()
    elif what == "no wheel":
        to.write_text("no archive", "utf-8")
    code, _, err = check(capsys, config, to)
    assert code == 2
    assert "No knowledge and no program lies there." in err
