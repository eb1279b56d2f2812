"""What the documents say of the format is what the program's tables say, problem by problem."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot import format as fmt
from bot.format_page import page
from bot.yaml_reader import Mapping, read_text

ROOT = Path(__file__).parent.parent
README = (ROOT / "knowledge" / "README.md").read_text("utf-8")
FAULTS = (ROOT / "docs" / "faults.md").read_text("utf-8")
FORMAT = (ROOT / "docs" / "format.md").read_text("utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)


def problem_ids() -> set[str]:
    """The ids under which the program reports a problem."""
    code = "".join(file.read_text("utf-8") for file in (ROOT / "bot").rglob("*.py"))
    found = re.findall(r'(?:Problem\(\s*|_refuse\(event, )"([a-z-]+)"', code)
    return {*found, "unreadable-file", "unreadable-folder"}


def test_the_page_of_the_format_is_written_from_the_tables():
    assert page() == FORMAT


@pytest.mark.parametrize("kind", fmt.FILE_KINDS, ids=lambda kind: kind.name)
def test_every_file_and_every_field_is_on_the_page(kind):
    section = FORMAT[FORMAT.index(f"## `{kind.pattern}`") :].partition("\n## ")[0]
    listed = re.findall(r"^\| `([a-z_-]+)`", section, re.MULTILINE)
    assert [field.name for field in kind.fields] == listed


@pytest.mark.parametrize("kind", fmt.FILE_KINDS, ids=lambda kind: kind.name)
def test_every_word_that_may_stand_in_a_field_is_on_the_page(kind):
    words = {word for field in kind.fields for word in field.choices}
    assert {word for word in words if word not in FORMAT} == set()


def test_every_name_that_refers_to_another_file_is_a_field():
    named = [(kind, name) for rows in fmt.NAMING.values() for kind, name in rows]
    assert [name for kind, name in named if kind.field(name) is None] == []


def test_every_problem_is_named_for_those_who_meet_it():
    ids = problem_ids()
    assert len(ids) > 30
    assert ids - set(re.findall(r"[a-z0-9-]+", README + FAULTS)) == set()


def test_there_are_examples_to_read():
    assert len(EXAMPLES) > 1


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_for_focal_points_can_be_read(example):
    root = read_text(example, "knowledge/README.md")
    assert isinstance(root, Mapping)
    fields = {field.name for kind in fmt.FILE_KINDS for field in kind.fields}
    below = [
        key.text for _, value in root.pairs if isinstance(value, Mapping) for key, _ in value.pairs
    ]
    assert {key.text for key, _ in root.pairs} & fields or set(below) <= fields
