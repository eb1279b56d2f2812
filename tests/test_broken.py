"""What is wrong in a knowledge folder is said in words that a focal point can act on.

A folder of tests/broken/ is named after the id of a problem, with a variant after a dot. It holds
`knowledge/` (and `overlay/`, where a layer lies over it) with a mistake that people make, and
`message.txt`, the whole report. "No problems." is a report too: there the check has to be silent.
`message.json` and `message.github`, where they lie there, are the forms for machines.
"""

from __future__ import annotations

import ast
import datetime as dt
import logging
import os
import re
import sys
import threading
import tracemalloc
from itertools import pairwise
from pathlib import Path, PurePath

import pytest
from rapidfuzz.distance import OSA

from bot import checks
from bot import format as fmt
from bot.checks import all_problems
from bot.cli.main import main
from bot.loader import with_base
from bot.problem import Place, Problem, did_you_mean, report
from bot.tree_reader import read_tree
from bot.yaml_reader import LARGEST_FILE, Mapping, read_text

TODAY = dt.date(2026, 11, 20)
BROKEN = Path(__file__).parent / "broken"
CASES = sorted(folder.name for folder in BROKEN.iterdir())
BOT = Path(checks.__file__).parent.parent
CHECKS = {m.__name__.rpartition(".")[2].replace("_", "-"): m for m in checks.modules()}

NOT_FOR_PEOPLE = re.compile(
    r"\b(None|NoneType|Traceback|Exception|\w+Error|errno|tuple|dict|str|int|float|bool|boolean"
    r"|integer|string|scalar|mapping|sequence|object|token|node|parse[rd]?|iterable|stack"
    r"|invalid|illegal|please|sorry)\b",
    re.IGNORECASE,
)
MOST_MEMORY = 20_000_000
"""Bytes that reading a hostile folder may take: twenty times the largest file."""


def id_of(name: str) -> str:
    return name.partition(".")[0]


def found_in(name: str) -> list[Problem]:
    """All problems of a case; paths as they are shown from within its folder."""
    layers = [BROKEN / name / "knowledge", BROKEN / name / "overlay"]
    return all_problems(read_tree([layer for layer in layers if layer.is_dir()]), TODAY)


def written(folder: Path, files: dict[str, str | bytes]) -> Path:
    for path, content in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


# ---- every mistake and its message


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_gets_exactly_this_report(name, monkeypatch):
    monkeypatch.chdir(BROKEN / name)
    expected = (BROKEN / name / "message.txt").read_text("utf-8")
    mistakes = [problem for problem in found_in(name) if problem.id == id_of(name)]
    assert expected == report(mistakes)


@pytest.mark.parametrize("problem_id", CHECKS)
def test_a_check_has_a_case_and_a_manual_page(problem_id):
    page = (CHECKS[problem_id].__doc__ or "").split("\n\n")
    assert (BROKEN / problem_id).is_dir()
    assert page[0].startswith(f"{problem_id}: ")
    assert "Mend: " in " ".join(page[1:]).replace("\n", " ")


def test_a_check_that_stops_the_bot_is_a_check():
    assert set() == {name.replace("_", "-") for name in checks.STOPPING} - set(CHECKS)


def test_every_problem_of_the_reader_has_a_case_or_a_test_below():
    files = [*BOT.glob("yaml_*.py"), BOT / "tree_reader.py", BOT / "loader.py"]
    code = "".join(file.read_text("utf-8") for file in files)
    named = set(re.findall(r'(?:Problem\(|_refuse\(event, )f?"([a-z-]+[a-z])', code))
    below = {"file-too-large", "unreadable", "empty-folder", "missing-folder"}
    assert len(named) > 12
    assert set() == named - {id_of(name) for name in CASES} - below


# ---- how a message reads


@pytest.mark.parametrize("name", CASES)
def test_a_message_is_for_people_and_says_what_to_do(name, monkeypatch):
    monkeypatch.chdir(BROKEN / name)
    found = found_in(name)
    told = [f"{problem.what} {problem.mend}" for problem in found]
    told.append((BROKEN / name / "message.txt").read_text("utf-8"))
    assert [match for text in told for match in NOT_FOR_PEOPLE.findall(text)] == []
    assert [problem for problem in found if not problem.mend] == []


def test_no_sentence_of_a_check_is_for_programmers():
    files = [*BOT.glob("checks/*.py"), *BOT.glob("yaml_*.py"), *BOT.glob("config*.py")]
    files += [BOT / "tree_reader.py", BOT / "loader.py"]
    wrong = [
        (file.name, text)
        for file in files
        for text in sentences_of(ast.parse(file.read_text("utf-8")))
        if NOT_FOR_PEOPLE.search(text)
    ]
    assert wrong == []


def sentences_of(tree: ast.Module) -> list[str]:
    """The texts of a module that have a space in them, without the docstrings."""
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if " " in node.value.strip() and id(node) not in alone
    ]


@pytest.mark.parametrize("name", CASES)
def test_what_is_suggested_is_near_to_what_was_written(name, monkeypatch):
    monkeypatch.chdir(BROKEN / name)
    far = []
    for problem in found_in(name):
        suggestion = re.search(r'Did you mean "(.+)"\?', problem.mend)
        if suggestion:
            quoted = re.search(r'["<](.+?)[">]', problem.what)
            word = quoted[1] if quoted else PurePath(problem.place.path).name.split(".")[0]
            near = suggestion[1].removesuffix(".yaml")
            if OSA.distance(word, near) > max(2, len(word) // 3):
                far.append((word, near))
    assert far == []


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("retaliation-protecton", 'Did you mean "retaliation-protection"?'),
        ("Retaliation-Protection", 'Did you mean "retaliation-protection"?'),
        ("report", 'Did you mean "reports"?'),
        ("lunch", ""),
        ("", ""),
    ],
)
def test_only_a_near_word_is_suggested(word, expected):
    assert expected == did_you_mean(word, ["retaliation-protection", "ombudsman", "reports"])


def test_where_nothing_is_known_nothing_is_suggested():
    assert did_you_mean("ombudsman", []) == ""


def test_a_report_is_in_the_order_of_files_and_lines():
    places = [Place("b.yaml", 0), Place("a.yaml", 11), Place("a.yaml", 2), Place("a.yaml")]
    told = report(Problem("unknown-topic", place, "What.") for place in places)
    heads = [line for line in told.splitlines() if line.endswith("(unknown-topic)")]
    assert heads == [
        "a.yaml  (unknown-topic)",
        "a.yaml, line 3  (unknown-topic)",
        "a.yaml, line 12  (unknown-topic)",
        "b.yaml, line 1  (unknown-topic)",
    ]
    assert told.endswith("\n4 problems in 2 files.\n")


def test_the_last_line_says_what_happens_meanwhile():
    problem = Problem("unknown-topic", Place("a.yaml"), "What.")
    told = report([problem], closing="The bot keeps the last good knowledge.")
    assert told.endswith("\n1 problem in 1 file. The bot keeps the last good knowledge.\n")


def test_no_sign_of_a_file_ends_an_annotation():
    place = Place("a,b: 100%.yaml", 2, 4)
    told = report([Problem("unknown-topic", place, "50% of: a,\r\nb\x0b::c", "Mend.")], "github")
    assert told == (
        "::error file=a%2Cb%3A 100%25.yaml,line=3,col=5,title=unknown-topic::"
        "50%25 of: a, b ::c Mend.\n"
    )


def test_no_sign_of_a_file_commands_the_terminal():
    place = Place("a.yaml", 0, 0, 1, "\x1b[2Ja: b\x9b")
    told = report([Problem("unknown-topic", place, 'What "\x1b[2J".', "Mend \x07.")])
    assert re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", told) is None


@pytest.mark.parametrize("before", ["", "é ", "word " * 100, "\t\t"])
@pytest.mark.parametrize("after", ["", " word" * 100])
def test_the_carets_stand_below_the_words_that_are_wrong(before, after):
    place = Place("a.yaml", 0, len(before), len("ombudsmann"), f"{before}ombudsmann{after}")
    told = report([Problem("unknown-topic", place, "What.")]).splitlines()
    line, carets = told[2], told[3]
    assert line[carets.index("^") : carets.rindex("^") + 1] == "ombudsmann"
    assert len(line) <= 100


# ---- nothing that lies in a folder stops the checks

SHAPES = (
    "x", "null", '""', "[]", "[x]", '[null, ""]', "[[x]]", "[{x: y}]", "{}", "{x: y}", '{"": x}',
    "{x: [y]}", "{x: {y: z}}", "{by: x, on: 2020-01-01}", "{by: [x], on: {y: z}}", "999 years",
    "|\n    x",
)  # fmt: skip


@pytest.mark.parametrize("kind", fmt.FILE_KINDS, ids=lambda kind: kind.name)
def test_no_shape_of_a_value_stops_the_checks(kind, tmp_path):
    path = kind.pattern.replace("<language>", "en").replace("<topic>", "t")
    others = {"knowledge/topics.yaml": "t:\n  group: report\n", "knowledge/fr/words.yaml": ""}
    for shape in SHAPES:
        texts = [shape, f"x: {shape}\n"]
        for field in kind.fields:
            start = "" if kind.shape == "entry" else "x:\n  "
            texts.append(f"{start}{field.name}: {shape}\n")
        for text in texts:
            folder = written(tmp_path, {**others, f"knowledge/{path}": text}) / "knowledge"
            assert report(all_problems(read_tree([folder]), TODAY)).endswith(".\n")


def test_the_checks_run_from_within_the_folder_too(tmp_path, monkeypatch):
    files = {"en/interface.yaml": "hello: Hello.\n", "fr/places.yaml": "places: {}\n"}
    monkeypatch.chdir(written(tmp_path, files))
    found = all_problems(read_tree([Path()]), TODAY)
    assert [problem.place.path for problem in found] == ["fr/interface.yaml"]


def reading_of(folder: Path) -> list[Problem]:
    """What reading a folder finds, within bounds of memory."""
    tracemalloc.start()
    try:
        found = list(read_tree([folder]).problems)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < MOST_MEMORY
    return found


def test_a_file_of_50_megabytes_is_refused_unread(tmp_path):
    with (tmp_path / "topics.yaml").open("wb") as file:
        file.truncate(50_000_000)
    (problem,) = reading_of(tmp_path)
    assert problem.id == "file-too-large"
    assert problem.what == f"This file is larger than {LARGEST_FILE // 1000} kB."
    assert problem.mend == "Split it, or check that it is the file you meant."


HOSTILE = {
    "20,000 open brackets": ("topics: " + "[" * 20_000, "too-deep"),
    "20,000 brackets": ("topics: " + "[" * 20_000 + "]" * 20_000, "too-deep"),
    "20,000 names in names": ("{a: " * 20_000, "too-deep"),
    "20,000 dashes": ("- " * 20_000 + "a", "too-deep"),
    "20,000 names of names": ("? " * 20_000 + "a", "too-deep"),
    "a billion laughs": (
        "a: &a [ha, ha, ha]\n"
        + "".join(f"{b}: &{b} [*{a}, *{a}, *{a}]\n" for a, b in pairwise("abcdefghi")),
        "anchor",
    ),
    "an anchor that holds itself": ("&a [*a]", "anchor"),
    "a tag that makes something": ("a: !!python/name:os.system x\n", "tag"),
    "a quote of 600 kB": ('a: "' + "x\n" * 300_000, "yaml-syntax"),
    "300,000 colons": ("a: " * 300_000, "yaml-syntax"),
    "a NUL": ("a: b\0c\n", "not-text"),
    "bytes": (bytes(range(256)) * 100, "not-text"),
    "half a letter": (b"a: \xc3", "not-text"),
    "UTF-16": ("a: b\n".encode("utf-16"), "not-text"),
}


@pytest.mark.parametrize(("content", "expected"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_with_one_problem(content, expected, tmp_path):
    (problem,) = reading_of(written(tmp_path, {"topics.yaml": content}))
    assert problem.id == expected
    assert len(report([problem])) < 1_000
    assert NOT_FOR_PEOPLE.findall(problem.what + problem.mend) == []


def test_a_file_with_a_byte_order_mark_and_windows_line_ends_is_read(tmp_path):
    text = "\ufeffnairobi:\r\n  country: ke\r\n"
    folder = written(tmp_path, {"places.yaml": text})
    assert all_problems(read_tree([folder]), TODAY) == []


def test_an_empty_file_and_one_of_comments_are_no_problem(tmp_path):
    folder = written(tmp_path, {"places.yaml": "", "sources.yaml": "# none yet\n"})
    assert all_problems(read_tree([folder]), TODAY) == []


def test_what_is_written_is_read_letter_by_letter():
    text = "a: No\nb: 12:30\nc: +41 22\nd: 004122\ne: 2026-11-20\nf: 1e3\ng: ~\nh: 0x1F\ni: yes\n"
    root = read_text(text, "a.yaml")
    assert isinstance(root, Mapping)
    texts = [value.text for _, value in root.pairs]
    assert texts == ["No", "12:30", "+41 22", "004122", "2026-11-20", "1e3", "~", "0x1F", "yes"]


EXAMPLES = [(kind, field) for kind in fmt.FILE_KINDS for field in kind.fields]


@pytest.mark.parametrize(
    ("kind", "field"), EXAMPLES, ids=[f"{kind.name}.{field.name}" for kind, field in EXAMPLES]
)
def test_the_example_of_a_line_can_be_copied_as_it_stands(kind, field, tmp_path):
    line = f"{field.name}: {field.example}\n"
    path = kind.pattern.replace("<language>", "en").replace("<topic>", "t")
    text = line if kind.shape == "entry" else f"ombudsman:\n  {line}"
    tree = read_tree([written(tmp_path, {path: text})])
    found = {problem.id for problem in all_problems(tree, TODAY)}
    wrong = {"wrong-type", "unknown-field", "unknown-channel", "yaml-trap", "personal-contact"}
    assert set() == found & (wrong | {"yaml-syntax", "tag", "anchor"})


# ---- the command


@pytest.fixture
def whereto(capsys):
    """Runs the command: its exit code, what it wrote, what it complained of."""
    root, ours = logging.getLogger(), logging.getLogger("whereto")
    before = (root.handlers[:], root.level, ours.level, logging.raiseExceptions)
    hooks = (sys.excepthook, threading.excepthook)

    def run(*arguments: object) -> tuple[int, str, str]:
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as end:
            code = int(end.code or 0)
        out, err = capsys.readouterr()
        return code, out, err

    yield run
    root.handlers[:], root.level, ours.level, logging.raiseExceptions = before
    sys.excepthook, threading.excepthook = hooks


@pytest.mark.parametrize("name", CASES)
def test_the_exit_code_is_2_for_what_cannot_be_read(name, whereto):
    code = whereto("knowledge", "check", BROKEN / name / "knowledge")[0]
    assert (code == 2) == (id_of(name) not in {*CHECKS, "unknown-file"})


@pytest.mark.parametrize(
    ("name", "expected"), [("wording.waived", 0), ("unknown-file", 0), ("duplicate-key", 1)]
)
def test_the_exit_code_is_1_for_problems_and_0_for_warnings(name, expected, whereto):
    assert expected == whereto("knowledge", "check", BROKEN / name / "knowledge")[0]


def test_with_strict_a_warning_is_a_problem(whereto):
    folder = BROKEN / "unknown-file" / "knowledge"
    assert whereto("knowledge", "check", "--strict", folder)[0] == 1


def test_the_command_writes_the_whole_report_and_what_the_bot_does_meanwhile(whereto, monkeypatch):
    monkeypatch.chdir(BROKEN / "duplicate-key")
    expected = (BROKEN / "duplicate-key" / "message.txt").read_text("utf-8")
    expected = expected.removesuffix("\n") + " The bot keeps the last good knowledge.\n"
    assert whereto("knowledge", "check", "knowledge") == (1, expected, "")


def test_where_nothing_is_wrong_the_command_says_so(whereto):
    folder = BROKEN / "wording.waived" / "knowledge"
    assert whereto("knowledge", "check", folder) == (0, "No problems.\n", "")


@pytest.mark.parametrize("file", sorted(BROKEN.glob("*/message.[!t]*")), ids=lambda file: file.name)
def test_the_forms_for_machines_are_a_line_a_problem(file, whereto, monkeypatch):
    monkeypatch.chdir(file.parent)
    form, expected = file.suffix.removeprefix("."), (file.read_text("utf-8"), "")
    assert expected == whereto("knowledge", "check", "--format", form, "knowledge")[1:]


def test_for_github_no_sign_of_a_text_or_a_path_starts_a_command():
    place = Place("50%, a:b.yaml", 2, 3)
    problem = Problem("wording", place, "100%\n::error::b", "Mend\rit.")
    assert report([problem], "github") == (
        "::error file=50%25%2C a%3Ab.yaml,line=3,col=4,title=wording::100%25 ::error::b Mend it.\n"
    )


@pytest.mark.parametrize("form", ["json", "github"])
def test_where_nothing_is_wrong_the_forms_for_machines_are_empty(form, whereto):
    folder = BROKEN / "wording.waived" / "knowledge"
    assert whereto("knowledge", "check", "--format", form, folder) == (0, "", "")


def test_a_form_that_is_not_known_is_answered_with_the_near_one(whereto):
    code, out, err = whereto("knowledge", "check", "--format", "jsn")
    assert (code, out) == (2, "")
    assert err.startswith('"jsn" is not known here.\nDid you mean "json"?\n')


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("knowlege", "This folder is not there."),
        ("topics.yaml", "There is a file here, not a folder."),
    ],
)
def test_a_folder_that_is_not_there_is_named(name, what, tmp_path, whereto):
    path = written(tmp_path, {"topics.yaml": ""}) / name
    told = f"{path}  (missing-folder)\n\n  {what}\n  Check the path that you gave.\n"
    assert whereto("knowledge", "check", path) == (2, "", f"{told}\n1 problem in 1 file.\n")


def test_a_folder_without_knowledge_is_not_called_right(tmp_path, whereto):
    code, out, _ = whereto("knowledge", "check", written(tmp_path, {"README.md": "Ours."}))
    assert (code, out.startswith(f"{tmp_path}  (empty-folder)\n")) == (2, True)


needs_rights = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may open everything"
)


@needs_rights
def test_a_file_without_rights_is_a_problem(tmp_path, whereto):
    file = written(tmp_path, {"topics.yaml": ""}) / "topics.yaml"
    file.chmod(0)
    (problem,) = read_tree([tmp_path]).problems
    assert problem.id == "unreadable-file"
    assert whereto("knowledge", "check", tmp_path)[0] == 2


@needs_rights
@pytest.mark.parametrize("name", [".", "en"])
def test_a_folder_without_rights_is_a_problem(name, tmp_path, whereto):
    files = {"places.yaml": "nairobi:\n  country: ke\n", "en/interface.yaml": "hello: Hello.\n"}
    folder = written(tmp_path / "knowledge", files)
    (folder / name).chmod(0)
    try:
        (problem,) = read_tree(with_base([folder])).problems
        assert problem.id == "unreadable-folder"
        assert whereto("knowledge", "check", folder)[0] == 2
    finally:
        (folder / name).chmod(0o700)
