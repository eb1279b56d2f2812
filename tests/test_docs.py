"""The documents say what the program does: commands run, transcripts are real, links lead somewhere."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from conftest import Talk

from bot.plain import draw

ROOT = Path(__file__).parent.parent
DOCS = sorted((ROOT / "docs").glob("*.md"))
PAGES = [
    *(ROOT / name for name in ("README.md", "SECURITY.md", "CHANGELOG.md", "knowledge/README.md")),
    *DOCS,
]
FENCE = re.compile(r"```(\w*)\n(.*?)```", re.DOTALL)


def _blocks(path: Path, kind: str) -> list[str]:
    text = path.read_text(encoding="utf-8")
    return [body for language, body in FENCE.findall(text) if language == kind]


def test_the_transcript_on_the_first_screen_is_what_the_program_says(knowledge):
    (transcript,) = [
        block for block in _blocks(ROOT / "README.md", "text") if block.startswith("> ")
    ]
    talk = Talk(knowledge)
    _, *exchanges = re.split(r"^> ", transcript, flags=re.MULTILINE)
    for exchange in exchanges:
        line, _, shown = exchange.partition("\n\n")
        shown = ".*".join(re.escape(part.strip()) for part in shown.split("[…]"))
        said = draw(talk.say(line).reply, 72).strip()
        assert re.fullmatch(shown, said, re.DOTALL), line


def _commands() -> list[str]:
    return [
        re.split(r" +[#<]", line)[0]
        for page in PAGES  # those of the handbook are acted out in tests/test_handbook.py
        for block in _blocks(page, "sh")
        for line in block.splitlines()
        if re.match(r"whereto\b", line) and "…" not in line and "config.yaml" not in line
    ]


@pytest.mark.parametrize("command", sorted(set(_commands())))
def test_every_command_of_the_documents_runs(command):
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli", *shlex.split(command)[1:]],
        cwd=ROOT,
        input=b'{"id": 1, "text": "hello"}\n',
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_make_has_every_target_that_is_named():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    for page in PAGES:
        for target in re.findall(r"`make ([a-z]+)`", page.read_text(encoding="utf-8")):
            assert target in targets


def test_a_newcomer_finds_every_page_on_the_first_one():
    linked = re.findall(
        r"^\| \[.*?\]\(([^)]+)\) \|", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE
    )
    assert {ROOT / target for target in linked} >= {*PAGES} - {
        ROOT / "README.md",
        ROOT / "CHANGELOG.md",
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_link_inside_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_path_that_is_named_is_there(page):
    for path in re.findall(
        r"`((?:bot|tests|adapters|knowledge|docs|locks)/[\w./-]*)`", page.read_text()
    ):
        assert (ROOT / path).exists() or path.startswith("tests/test_"), path


def test_the_fields_of_the_json_contract_are_those_that_are_described():
    page = (ROOT / "docs" / "jsonl.md").read_text(encoding="utf-8")
    out = page[page.index("## Out") :]
    described = set(re.findall(r"^\| `([a-z]+)` \|", out, re.MULTILINE))
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli", "ask", "--jsonl"],
        cwd=ROOT,
        input=b'{"id": 1, "text": "hello"}\n',
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert set(json.loads(done.stdout)) == described


def test_the_changelog_names_the_version_or_what_is_unreleased():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["dynamic"] == ["version"]
    assert "## Unreleased" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_every_dependency_is_used():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.split(r"[>=\[]", item)[0] for item in project["dependencies"]}
    modules = {"pyyaml": "yaml"}
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot").rglob("*.py"))
    for name in names:
        module = modules.get(name, name)
        assert re.search(rf"(import|from) {module}\b|{module}\.", code), name


def test_no_document_names_a_place_of_this_machine_or_a_registry():
    for page in [*PAGES, ROOT / "Makefile", ROOT / ".ci" / "run"]:
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"/home/|/root/|/work/|pypi\.org|pythonhosted|npmjs", text), page
    for lock in (ROOT / "locks").iterdir():
        assert "://" not in lock.read_text(encoding="utf-8")
