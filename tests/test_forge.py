"""Editing without a terminal: the action, the workflow and the code owners are what they say."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
import yaml

from bot.cli.main import parser

ROOT = Path(__file__).parent.parent
FORGE = ROOT / "docs" / "forge"
BROKEN = Path(__file__).parent / "broken" / "unknown-channel" / "knowledge"
ACTION = yaml.safe_load((FORGE / "action.yml").read_text("utf-8"))
WORKFLOW = yaml.safe_load((FORGE / "knowledge-check.yml").read_text("utf-8"))
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"]}
OWNERS = [
    line.split()
    for line in (FORGE / "CODEOWNERS").read_text("utf-8").splitlines()
    if line.strip() and not line.startswith("#")
]
SECOND_PERSON = (
    "contacts/*.yaml",
    "last-resort.yaml",
    "??/urgent.yaml",
    "channels.yaml",
    "??/channels.yaml",
    "overlays/*/contacts/*.yaml",
)
needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")


def run_step(name: str, folder: Path, **given: str) -> subprocess.CompletedProcess[str]:
    """A step as the forge's runner starts it, with the program of this environment."""
    env = {
        **os.environ,
        **given,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
    }
    shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", STEPS[name]["run"]]
    return subprocess.run(
        shell, cwd=folder, env=env, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture
def workspace(tmp_path):
    shutil.copytree(BROKEN, tmp_path / "knowledge")
    return tmp_path


@needs_bash
def test_the_check_puts_a_remark_on_every_line_that_is_wrong(workspace):
    done = run_step("Check", workspace, FOLDERS="knowledge")
    assert done.returncode == 1, done.stderr
    expected = (BROKEN.parent / "message.github").read_text("utf-8").splitlines()
    assert [line for line in done.stdout.splitlines() if "unknown-channel" in line] == expected
    form = re.compile(
        r"::(error|warning) file=knowledge/[^,:]+(,line=\d+,col=\d+)?,title=[a-z-]+::.+"
    )
    assert [line for line in done.stdout.splitlines() if not form.fullmatch(line)] == []


@needs_bash
def test_the_summary_of_the_check_holds_the_whole_report(workspace):
    run_step("Check", workspace, FOLDERS="knowledge")
    summary = (workspace / "summary.md").read_text("utf-8")
    assert summary.startswith("```text\n")
    assert 'Did you mean "counsellor"?' in summary
    assert summary.endswith("The bot keeps the last good knowledge.\n```\n")


@needs_bash
def test_the_summary_says_what_changes_and_a_change_is_no_mistake(workspace):
    shutil.copytree(workspace / "knowledge", workspace / "before")
    contacts = workspace / "knowledge" / "contacts" / "ke.yaml"
    contacts.write_text(contacts.read_text("utf-8").replace("country: ke", "country: so"), "utf-8")
    done = run_step("What changes", workspace, BEFORE="before", FOLDERS="other knowledge")
    assert done.returncode == 0, done.stderr
    assert "from ke to so" in (workspace / "summary.md").read_text("utf-8")
    done = run_step("What changes", workspace, BEFORE="none", FOLDERS="knowledge")
    assert done.returncode == 1


@needs_bash
def test_questions_that_are_lost_stop_the_change(tmp_path):
    folder = tmp_path / "knowledge"
    (folder / "en/topics").mkdir(parents=True)
    (folder / "questions/en").mkdir(parents=True)
    for name, phrase in (("late", "is it too late"), ("leave", "how many days of leave")):
        (folder / f"en/topics/{name}.yaml").write_text(f"# A topic.\nphrases: [{phrase}]\n")
    (folder / "questions/en/late.yaml").write_text("reach: [how many days of leave]\n")
    done = run_step("Questions", tmp_path, FOLDERS="knowledge")
    assert done.returncode == 1
    assert done.stdout.startswith("::error file=knowledge/questions/en/late.yaml,line=1,")


@pytest.mark.parametrize("name", [name for name in STEPS if name != "Install"])
def test_every_command_of_a_step_is_one_of_ours(name):
    commands = re.findall(
        r"whereto (knowledge \w+)((?: --[a-z]+(?: [a-z]+)?)*)", STEPS[name]["run"]
    )
    assert commands
    for command, options in commands:
        words = [*command.split(), *options.split()]
        folders = ["before", "after"] if command.endswith("diff") else []
        assert parser().parse_args([*words, *folders]).run


def test_the_steps_take_what_is_given_from_the_environment_alone():
    for step in STEPS.values():
        assert "${{" not in step["run"]
        assert step["shell"] == "bash"


def test_the_workflow_may_only_read_and_uses_the_program_as_it_was_before():
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert set(WORKFLOW[True]) == {"pull_request"}  # plain YAML reads the key "on" as true
    *_, check = WORKFLOW["jobs"]["knowledge"]["steps"]
    given = check["with"]
    assert set(given) <= set(ACTION["inputs"])
    assert check["uses"] == f"./{given['program']}/docs/forge"
    assert given["before"] == f"{given['program']}/{given['folders']}"


def _is_owned(path: str) -> bool:
    """Whether a rule of the code owners stands for a file; `*` does not go over a slash there."""
    parts = path.split("/")
    for pattern, *_ in OWNERS:
        wanted = pattern.strip("/").split("/")
        is_deep_enough = (
            len(parts) > len(wanted) if pattern.endswith("/") else parts[len(wanted) :] == []
        )
        if is_deep_enough and len(parts) >= len(wanted) and all(map(fnmatchcase, parts, wanted)):
            return True
    return False


@pytest.mark.parametrize("pattern", SECOND_PERSON)
def test_a_second_person_is_asked_for_numbers_urgent_texts_and_duties(pattern):
    files = [path.relative_to(ROOT).as_posix() for path in (ROOT / "knowledge").glob(pattern)]
    assert files
    assert [path for path in files if not _is_owned(path)] == []


def test_the_wording_of_an_answer_waits_for_nobody():
    assert not _is_owned("knowledge/en/topics/time-limits.yaml")


def test_every_rule_has_a_team_and_every_path_of_the_knowledge_is_there():
    for pattern, *teams in OWNERS:
        assert all(re.fullmatch(r"@[\w-]+/[\w-]+", team) for team in teams)
        assert teams
        if pattern.startswith("/knowledge/"):
            assert list(ROOT.glob(pattern.strip("/"))), pattern
