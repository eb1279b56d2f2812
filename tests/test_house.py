"""The house: where things live, which way imports go, how long anything may be, what is pure."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from bot.commands import COMMANDS
from bot.format import CHANNEL_KINDS, GROUPS, ROLES
from bot.rules import RULES

ROOT = Path(__file__).parent.parent
BOT = sorted((ROOT / "bot").rglob("*.py"))
ADAPTERS = sorted((ROOT / "adapters").rglob("*.py"))
LONGEST_MODULE = 300
PLATFORMS = ("terminal", "telegram", "slack", "teams")
EFFECTS = {
    "bot/bot.py",
    "bot/releasing.py",
    "bot/replays.py",
    "bot/store.py",
    "bot/silence.py",
    "bot/config.py",
    "bot/last_resort.py",
}
EDGES = {
    "bot/cli",
    "bot/last_good.py",
    "bot/loader.py",
    "bot/office/machine.py",
    "bot/office/online.py",
    "bot/office/silence_look.py",
    "bot/private_file.py",
    "bot/replicas",
    "bot/sealing.py",
    "bot/tree_reader.py",
    "bot/upkeep/questions.py",
    "bot/yaml_reader.py",
    "bot/format_page.py",
}


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def test_the_top_level_is_what_it_is_meant_to_be():
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert {path.partition("/")[0] for path in tracked} <= {
        ".ci", ".gitignore", "CHANGELOG.md", "LICENSE", "Makefile", "README.md", "SECURITY.md",
        "adapters", "benchmarks", "bot", "config.example.yaml", "docs", "knowledge", "locks",
        "pyproject.toml", "tests",
    }  # fmt: skip


@pytest.mark.parametrize("path", BOT, ids=map(_name, BOT))
def test_the_core_never_imports_an_adapter_or_an_sdk(path):
    outside = {name.partition(".")[0] for name in _imports(path)}
    assert not outside & {"adapters", "telegram", "slack_bolt", "slack_sdk", "aiohttp", "httpx"}
    assert not outside & {"starlette", "uvicorn", "jwt", "microsoft_teams"}


@pytest.mark.parametrize("path", BOT, ids=map(_name, BOT))
def test_what_decides_has_no_clock_no_chance_no_network_and_prints_nothing(path):
    name = _name(path)
    if name in EFFECTS or any(name.startswith(edge) for edge in EDGES) or "vault" in name:
        return
    calls_nobody = {"urllib.parse"}
    modules = {module.partition(".")[0] for module in _imports(path) - calls_nobody}
    assert not modules & {"random", "time", "secrets", "socket", "urllib", "http", "requests"}
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\bprint\(|datetime\.now|dt\.datetime\.now|\.today\(\)|\bopen\(", text)


@pytest.mark.parametrize("path", ADAPTERS, ids=map(_name, ADAPTERS))
def test_an_adapter_never_imports_another_adapter_or_looks_at_topics(path):
    own = path.relative_to(ROOT / "adapters").parts[0].removesuffix(".py")
    others = {f"adapters.{name}" for name in PLATFORMS if name != own}
    assert not {n for n in _imports(path) if any(n.startswith(other) for other in others)}
    assert not re.search(r"\.topic\b|\.alternatives\b|\.score\b", path.read_text(encoding="utf-8"))


def test_matching_never_imports_rendering():
    for path in BOT:
        if "matching" in path.parts:
            assert not _imports(path) & {"bot.rendering", "bot.rules", "bot.wording", "bot.cards"}


@pytest.mark.parametrize("path", [*BOT, *ADAPTERS], ids=map(_name, [*BOT, *ADAPTERS]))
def test_no_module_is_too_long_to_live_in(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


@pytest.mark.parametrize("path", [*BOT, *ADAPTERS], ids=map(_name, [*BOT, *ADAPTERS]))
def test_no_name_says_nothing(path):
    empty = {"manager", "helper", "helpers", "utils", "common", "base", "service", "processor"}
    empty |= {"obj", "ctx", "cfg", "msg", "lang", "kb", "nlu", "data", "info", "item_"}
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
    assert not names & (empty - {"data", "common"})


def test_every_rule_and_every_command_says_what_it_is_for():
    for rule in RULES:
        assert (rule.__doc__ or "").strip().endswith("."), rule.__name__
    for name in COMMANDS:
        assert re.fullmatch(r"[a-z-]+", name)


def test_no_word_of_an_answer_stands_in_the_program(knowledge):
    """Sentences live in the knowledge: no long text of the interface is repeated in the code."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in [*BOT, *ADAPTERS])
    for entry, text in knowledge.wording("en").texts.items():
        if len(text) > 60:
            assert text not in code, entry


def test_every_sentence_that_the_program_asks_for_is_there(knowledge):
    texts = knowledge.wording("en").texts
    code = "\n".join(path.read_text(encoding="utf-8") for path in BOT)
    for key in re.findall(r'"interface/([a-z_-]+)"', code):
        assert f"interface/{key}" in texts
    for prefix, names in {
        "group": [group for group in GROUPS if group != "outside"],
        "role": ROLES,
        "standing": ["confirmed", "read", "preview", "overdue"],
        "caution": ["attempted-suicide", "same-sex", "police-notice"],
    }.items():
        for name in names:
            assert f"interface/{prefix}-{name}" in texts
    for kind in CHANNEL_KINDS:
        assert f"channel/{kind}/does" in texts


def test_every_sentence_of_the_interface_is_used(knowledge):
    code = "\n".join(path.read_text(encoding="utf-8") for path in [*BOT, *ADAPTERS])
    made = ("group-", "role-", "standing-", "card-", "choice-", "notice-")
    made += ("command-", "erased-", "caution-")
    for entry in knowledge.wording("en").texts:
        kind, _, key = entry.partition("/")
        if kind == "interface" and not key.startswith(made):
            assert f"interface/{key}" in code or f'"{key}"' in code, key


def test_nothing_is_left_open_in_the_tree():
    words = ("TO" + "DO", "FIX" + "ME", "XX" + "X")
    for folder in ("bot", "adapters", "knowledge", "docs"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in (".py", ".yaml", ".md"):
                text = path.read_text(encoding="utf-8")
                assert not any(re.search(rf"\b{word}\b", text) for word in words), path


def test_importing_the_core_starts_nothing_and_imports_no_sdk():
    code = "import sys, bot.bot, bot.cli.main; print(sorted(m for m in sys.modules if m in %r))"
    names = ["telegram", "slack_bolt", "slack_sdk", "httpx", "aiohttp", "redis", "sklearn"]
    done = subprocess.run(
        [sys.executable, "-c", code % names], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_the_shipped_yaml_is_two_levels_deep_at_most():
    for path in (ROOT / "knowledge").rglob("*.yaml"):
        root = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        assert _depth(root) <= 3, path


def _depth(node: object) -> int:
    if isinstance(node, dict):
        return 1 + max((_depth(value) for value in node.values()), default=0)
    return 0


def test_every_file_says_on_top_what_the_person_sees():
    for path in (ROOT / "knowledge").rglob("*.yaml"):
        first = path.read_text(encoding="utf-8").partition("\n")[0]
        assert first.startswith("# "), path
        assert "yaml-language-server" not in first, path
