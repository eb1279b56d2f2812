"""The JSON Schemas that editors complete and check by: what the tables say, true of every file."""

from __future__ import annotations

from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from bot import format as fmt
from bot.cli.main import main
from bot.editing import with_modeline
from bot.tree import is_null
from bot.tree_reader import read_tree
from bot.upkeep.schemas import as_text, file_name, modeline, schema_of, schemas
from bot.yaml_reader import Node, Scalar, Sequence

ROOT = Path(__file__).parent.parent
KNOWLEDGE = ROOT / "knowledge"
LAYERS = [KNOWLEDGE, *sorted((KNOWLEDGE / "overlays").iterdir())]
BROKEN = Path(__file__).parent / "broken"
REFUSED = ("unknown-field", "unknown-channel", "wrong-type")
"""Problems that a schema sees."""
BESIDE = ("unknown-field.interface", "unknown-field.urgent")
"""Cases of them that need the English file beside the one that is wrong."""


def plain(node: Node) -> object:
    """A file as our reader sees it: every scalar is a text, or nothing."""
    if isinstance(node, Scalar):
        return None if is_null(node) else node.text
    if isinstance(node, Sequence):
        return [plain(one) for one in node.items]
    return {key.text: plain(value) for key, value in node.pairs}


def mistakes(folder: Path) -> list[str]:
    return [
        f"{file.path}: {error.json_path} {error.message}"
        for file in read_tree([folder]).files
        for error in Draft7Validator(schema_of(file.kind)).iter_errors(plain(file.root))
    ]


@pytest.mark.parametrize("kind", fmt.FILE_KINDS, ids=lambda kind: kind.name)
def test_the_shipped_schema_is_what_the_tables_say(kind):
    path = KNOWLEDGE / "schema" / file_name(kind)
    assert path.read_text(encoding="utf-8") == as_text(schema_of(kind))
    Draft7Validator.check_schema(schema_of(kind))


def test_no_schema_is_left_over():
    assert {path.name for path in (KNOWLEDGE / "schema").iterdir()} == set(schemas())


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.name)
def test_every_shipped_file_is_right_by_its_schema(layer):
    assert mistakes(layer) == []


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.name)
def test_every_shipped_file_points_to_its_schema(layer):
    for file in read_tree([layer]).files:
        path = ROOT / file.path
        found = [line for line in path.read_text("utf-8").splitlines() if "$schema=" in line]
        assert found == [modeline(file.kind, path, KNOWLEDGE / "schema")], path
        target = found[0].partition("$schema=")[2]
        assert (path.parent / target).resolve() == KNOWLEDGE / "schema" / file_name(file.kind)


@pytest.mark.parametrize(
    "case",
    sorted(
        folder.name
        for folder in BROKEN.iterdir()
        if folder.name.partition(".")[0] in REFUSED and folder.name not in BESIDE
    ),
)
def test_what_a_schema_can_say_it_refuses(case):
    assert mistakes(BROKEN / case / "knowledge") != []


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (fmt.OVERLAY, {"extends": "base"}),
        (fmt.CHANNELS, {"bank": {}}),
        (fmt.CONTACTS, {"line": {"country": "Kenya"}}),
        (fmt.CONTACTS, {"line": {"read": "20 November"}}),
        (fmt.CONTACTS, {"line": {"confirmed": {"who": "me"}}}),
        (fmt.TOPICS, {"late": {"review_every": "yearly"}}),
        (fmt.TOPIC, {"title": ["a"]}),
        (fmt.TOPIC, {"title": None}),
        (fmt.TOPIC, {"roles": {"boss": "x"}}),
        (fmt.GROUPS_FILE, {"her": "one"}),
        (fmt.INTERFACE, {"hello": ["a"]}),
    ],
)
def test_what_no_file_may_hold_is_refused(kind, value):
    assert not Draft7Validator(schema_of(kind)).is_valid(value)


def test_an_editor_shows_what_a_field_means():
    schema = schema_of(fmt.CONTACTS)
    phone = schema["additionalProperties"]["properties"]["phone"]
    assert phone["description"] == "numbers as they are dialled"
    assert phone["examples"] == ['["1195"]']


def test_an_overlay_that_lies_elsewhere_gets_schemas_and_points_to_them(tmp_path, capsys):
    office = tmp_path / "office"
    (office / "en" / "topics").mkdir(parents=True)
    topic = office / "en" / "topics" / "training.yaml"
    topic.write_bytes(b"# What people read.\r\ntitle: Training\r\n")
    command = ["knowledge", "schema", str(office), "--write", str(office / "schema")]
    assert main(command) == 0
    assert capsys.readouterr().out == (
        f"{len(fmt.FILE_KINDS)} schemas written to {office / 'schema'}\n1 file changed to point to them\n"
    )
    assert topic.read_bytes() == (
        b"# What people read.\r\n"
        b"# yaml-language-server: $schema=../../schema/topic.json\r\n"
        b"title: Training\r\n"
    )
    assert main(command) == 0
    assert "0 files changed" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# Top.\n# More.\n\na: b\n", "# Top.\n# More.\nLINE\n\na: b\n"),
        ("a: b\n", "LINE\na: b\n"),
        ("# Top.\n", "# Top.\nLINE\n"),
        ("# Top.", "# Top.\nLINE\n"),
        ("", "LINE\n"),
        ("# Top.\n# yaml-language-server: $schema=old\na: b\n", "# Top.\nLINE\na: b\n"),
    ],
)
def test_the_remark_for_editors_stands_below_what_is_for_people(before, after):
    line = "# yaml-language-server: $schema=x"
    assert with_modeline(before, line) == after.replace("LINE", line)


def test_a_broken_file_stays_as_it_is_and_is_named(tmp_path, capsys):
    broken = tmp_path / "topics.yaml"
    broken.write_text("# Top.\na: [b\n", encoding="utf-8")
    assert main(["knowledge", "schema", str(tmp_path), "--write", str(tmp_path / "schema")]) == 0
    assert "These stay as they are." in capsys.readouterr().err
    assert broken.read_text(encoding="utf-8") == "# Top.\na: [b\n"


def test_without_a_folder_the_kinds_are_listed_and_a_wrong_one_is_named(tmp_path, capsys):
    assert main(["knowledge", "schema"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(fmt.FILE_KINDS)
    file = tmp_path / "file"
    file.write_text("x", encoding="utf-8")
    assert main(["knowledge", "schema", "--write", str(file)]) == 2
    assert "This folder cannot be opened" in capsys.readouterr().err
    assert main(["knowledge", "schema", str(tmp_path / "none"), "--write", str(tmp_path)]) == 2
    assert "This folder is not there." in capsys.readouterr().err
    assert not (tmp_path / "topics.json").exists()
