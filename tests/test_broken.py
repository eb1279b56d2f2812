"""What is wrong in a knowledge folder is said in words that a focal point can act on.

A folder of tests/broken/ is named after the id of a problem, with a variant after a dot. It holds
`knowledge/` (and `overlay/`, where a layer lies over it) with a mistake that people make, and
`message.txt`, the whole report. "No problems." is a report too: there the check has to be silent.
"""

from __future__ import annotations

import ast
import datetime as dt
import json
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
from bot.problem import KnowledgeError, Place, Problem, did_you_mean, report
from bot.tree import read_tree
from bot.yaml_reader import LARGEST_FILE, Mapping, read_text

TODAY = dt.date(2026, 11, 20)
BROKEN = Path(__file__).parent / "broken"
BOT = Path(checks.__file__).parent.parent

AWAITED: dict[str, str] = {
    "confirmed-by-nobody.empty-list": "`phone: []` counts as a number that was tried",
    "cue-syntax.bracket": "an open bracket is read as a word",
    "missing-translation.folder-of-drafts": "any folder with a YAML file counts as a language",
    "personal-contact.name-with-accents": "only two words of plain letters count as a name",
    "personal-contact.role-with-capitals": "a role of two words with capitals counts as a name",
    "review-overdue.one-day": "1 days",
    "tag.sign-alone": "a sign that stands alone is cut away without a word",
    "too-deep": "what to do is that of another problem",
    "two-documents": "what to do is that of another problem",
    "unknown-channel.in-a-topic": "its id is wrong-type under `channels:` and `has_own:`",
    "unknown-field.interface": "a sentence of the bot that does not exist is passed over",
    "unknown-field.role": "a role that does not exist is passed over, its text never shown",
    "unknown-file.notepad": "topics.yaml.txt is passed over",
    "unknown-file.nothing-near": "the ending .yaml makes all file names alike",
    "unknown-reference.nothing-near": "it does not say what to do",
    "unknown-reference.overlay-of-nowhere": "the names in overlay.yaml are not looked at",
    "wording.over-two-lines": "words are looked for within one line only",
    "wording.without-a-reason": "a space at the end where the glossary gives no reason",
    "wrong-type.day-of-a-review": "a review whose day cannot be read is never due",
    "yaml-syntax.bracket-not-closed": "it points below the bracket, and tells of spaces",
    "yaml-syntax.colon-forgotten": "it points below the name, and tells of spaces",
    "yaml-syntax.quote-not-closed": "it points below the last line of the file",
    "yaml-syntax.sign-first": "it tells of spaces",
    "yaml-syntax.word-quotes": "it asks for the quotes that seem to be there",
    "yaml-trap.dash-too-far-right": "two phrases become one without a word",
}
"""Reports that are not yet what message.txt says, and why. Whoever mends one takes it out here."""

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


def cases(awaited: dict[str, str]) -> list:
    return [
        pytest.param(
            folder.name,
            id=folder.name,
            marks=[pytest.mark.xfail(reason=awaited[folder.name])]
            if folder.name in awaited
            else [],
        )
        for folder in sorted(BROKEN.iterdir())
    ]


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


@pytest.mark.parametrize("name", cases(AWAITED))
def test_a_mistake_gets_exactly_this_report(name, monkeypatch):
    monkeypatch.chdir(BROKEN / name)
    expected = (BROKEN / name / "message.txt").read_text("utf-8")
    mistakes = [problem for problem in found_in(name) if problem.id == id_of(name)]
    assert expected == report(mistakes)


def test_what_is_awaited_is_there():
    assert set() == set(AWAITED) - {folder.name for folder in BROKEN.iterdir()}


@pytest.mark.parametrize("module", checks.modules(), ids=lambda module: module.__name__)
def test_a_check_has_a_case_and_a_manual_page(module):
    problem_id = module.__name__.rpartition(".")[2].replace("_", "-")
    page = (module.__doc__ or "").split("\n\n")
    assert (BROKEN / problem_id).is_dir()
    assert page[0].startswith(f"{problem_id}: ")
    assert "Mend: " in " ".join(page[1:]).replace("\n", " ")


def test_a_check_that_stops_the_bot_is_a_check():
    names = {module.__name__.rpartition(".")[2] for module in checks.modules()}
    assert set() == set(checks.STOPPING) - names


def test_every_problem_of_the_reader_has_a_case_or_a_test_below():
    known = {id_of(folder.name) for folder in BROKEN.iterdir()}
    known |= {"file-too-large", "unreadable-file", "missing-folder"}
    named = set()
    for file in ("yaml_reader.py", "tree.py", "loader.py"):
        for call in ast.walk(ast.parse((BOT / file).read_text("utf-8"))):
            name = getattr(call.func, "id", getattr(call.func, "attr", "")) if is_call(call) else ""
            if name in ("Problem", "_unreadable", "_refuse"):
                texts = [arg.value for arg in call.args if isinstance(arg, ast.Constant)]
                named |= {text for text in texts[:1] if re.fullmatch(r"[a-z-]+", str(text))}
    assert len(named) > 8
    assert set() == named - known


def is_call(node: ast.AST) -> bool:
    return isinstance(node, ast.Call)


# ---- how a message reads


@pytest.mark.parametrize("name", cases({}))
def test_a_message_is_for_people(name, monkeypatch):
    monkeypatch.chdir(BROKEN / name)
    told = [f"{problem.what} {problem.mend}" for problem in found_in(name)]
    told.append((BROKEN / name / "message.txt").read_text("utf-8"))
    assert [match for text in told for match in NOT_FOR_PEOPLE.findall(text)] == []


def test_no_sentence_of_a_check_is_for_programmers():
    files = [*BOT.glob("checks/*.py"), BOT / "yaml_reader.py", BOT / "tree.py", BOT / "config.py"]
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


@pytest.mark.parametrize(
    "name", cases({"unknown-reference.nothing-near": "it does not say what to do"})
)
def test_every_problem_says_what_to_do(name, monkeypatch):
    monkeypatch.chdir(BROKEN / name)
    assert [problem for problem in found_in(name) if not problem.mend] == []


@pytest.mark.parametrize(
    "name", cases({"unknown-file.nothing-near": "the ending .yaml makes all file names alike"})
)
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
    lines = [("b.yaml", 0), ("a.yaml", 11), ("a.yaml", 2)]
    told = report(Problem("unknown-topic", Place(path, line), "What.") for path, line in lines)
    heads = [line for line in told.splitlines() if line.endswith("(unknown-topic)")]
    assert heads == [
        "a.yaml, line 3  (unknown-topic)",
        "a.yaml, line 12  (unknown-topic)",
        "b.yaml, line 1  (unknown-topic)",
    ]
    assert told.endswith("\n3 problems in 2 files.\n")


def test_the_last_line_says_what_happens_meanwhile():
    problem = Problem("unknown-topic", Place("a.yaml"), "What.")
    told = report([problem], closing="The bot keeps the last good knowledge.")
    assert told.endswith("\n1 problem in 1 file. The bot keeps the last good knowledge.\n")


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
    "x",
    "null",
    '""',
    "[]",
    "[x]",
    '[null, ""]',
    "[[x]]",
    "[{x: y}]",
    "{}",
    "{x: y}",
    '{"": x}',
    "{x: [y]}",
    "{x: {y: z}}",
    "{by: x, on: 2020-01-01}",
    "{by: [x], on: {y: z}}",
    "999 years",
    "|\n    x",
)


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


@pytest.mark.xfail(reason="it stops with ValueError where the paths shown start with the language")
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


def examples() -> list:
    """The fields that a file cannot do without: their example is shown where one is missing."""
    awaited = {
        "phrases": "the example is no list: copied, it cannot be read",
        "cues": "the example is no list: copied, it cannot be read",
        "reviewed": "the example cannot be read when it is copied",
    }
    also = [(fmt.TOPIC, name) for name in ("title", "phrases", "answer", "sources", "reviewed")]
    return [
        pytest.param(
            kind,
            field,
            id=f"{kind.name}.{field.name}",
            marks=[pytest.mark.xfail(reason=awaited[field.name])] if field.name in awaited else [],
        )
        for kind in fmt.FILE_KINDS
        for field in kind.fields
        if field.required or (kind, field.name) in also
    ]


@pytest.mark.parametrize(("kind", "field"), examples())
def test_the_example_of_a_missing_line_can_be_copied_as_it_stands(kind, field, tmp_path):
    line = f"{field.name}: {field.example}\n"
    path = kind.pattern.replace("<language>", "en").replace("<topic>", "t")
    text = line if kind.shape == "entry" else f"ombudsman:\n  {line}"
    tree = read_tree([written(tmp_path, {path: text})])
    ids = {problem.id for problem in all_problems(tree, TODAY)}
    wrong = {"yaml-syntax", "wrong-type", "unknown-channel", "yaml-trap", "personal-contact"}
    assert set() == ids & wrong


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


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("wording.waived", 0),
        ("unknown-file", 0),
        ("unknown-topic", 1),
        ("duplicate-key", 1),
        ("too-few-doors", 1),
        ("yaml-syntax", 2),
        ("not-text", 2),
        pytest.param("anchor", 2, marks=pytest.mark.xfail(reason="UNREADABLE lacks its id")),
        pytest.param("yaml-shape", 2, marks=pytest.mark.xfail(reason="UNREADABLE lacks its id")),
    ],
)
def test_the_exit_code_is_0_for_nothing_1_for_problems_2_for_what_cannot_be_read(
    name, expected, whereto
):
    assert whereto("knowledge", "check", BROKEN / name / "knowledge")[0] == expected


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


def test_as_json_a_problem_is_one_object_a_line(whereto, monkeypatch):
    monkeypatch.chdir(BROKEN / "unknown-channel")
    code, out, err = whereto("knowledge", "check", "--format", "json", "knowledge")
    assert (code, err) == (1, "")
    assert [json.loads(line) for line in out.splitlines()] == [
        {
            "path": "knowledge/contacts/ke.yaml",
            "line": 2,
            "column": 12,
            "id": "unknown-channel",
            "severity": "stop",
            "what": '"help-line" is not known here.',
            "mend": 'Did you mean "helpline"?',
        },
        {
            "path": "knowledge/en/channels.yaml",
            "line": 1,
            "column": 1,
            "id": "unknown-channel",
            "severity": "stop",
            "what": '"counselor" is not a kind of office.',
            "mend": 'Did you mean "counsellor"?',
        },
    ]


def test_for_github_a_problem_is_one_annotation_a_line(whereto, monkeypatch):
    monkeypatch.chdir(BROKEN / "unknown-channel")
    code, out, _ = whereto("knowledge", "check", "--format", "github", "knowledge")
    assert code == 1
    assert out == (
        "::error file=knowledge/contacts/ke.yaml,line=2,col=12,title=unknown-channel::"
        '"help-line" is not known here. Did you mean "helpline"?\n'
        "::error file=knowledge/en/channels.yaml,line=1,col=1,title=unknown-channel::"
        '"counselor" is not a kind of office. Did you mean "counsellor"?\n'
    )


def test_for_github_what_can_be_served_is_a_warning(whereto, monkeypatch):
    monkeypatch.chdir(BROKEN / "unknown-file")
    out = whereto("knowledge", "check", "--format", "github", "knowledge")[1]
    assert {line.partition(" ")[0] for line in out.splitlines()} == {"::warning"}


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
    assert err.splitlines() == [
        '"jsn" is not known here.',
        'Did you mean "json"?',
        "Try: whereto knowledge check --help",
    ]


def missing(folder: Path) -> list[tuple[str, str, str]]:
    with pytest.raises(KnowledgeError) as caught:
        with_base([folder])
    return [(problem.id, problem.what, problem.mend) for problem in caught.value.problems]


def test_a_folder_that_is_not_there_is_named(tmp_path, whereto):
    path = tmp_path / "knowlege"
    expected = [("missing-folder", "This folder is not there.", "Check the path that you gave.")]
    assert expected == missing(path)
    code, out, err = whereto("knowledge", "check", path)
    assert (code, out, err.startswith(str(path))) == (2, "", True)


def test_a_file_instead_of_a_folder_is_named(tmp_path, whereto):
    path = written(tmp_path, {"topics.yaml": ""}) / "topics.yaml"
    what = "There is a file here, not a folder."
    assert missing(path) == [("missing-folder", what, "Check the path that you gave.")]
    assert whereto("knowledge", "check", path)[0] == 2


@pytest.mark.xfail(reason='a folder without any file of knowledge gets "No problems."')
def test_a_folder_without_knowledge_is_not_called_right(tmp_path, whereto):
    assert whereto("knowledge", "check", tmp_path)[0] == 2


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
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(".", marks=pytest.mark.xfail(reason="it stops with PermissionError")),
        pytest.param("en", marks=pytest.mark.xfail(reason="what is in it is passed over")),
    ],
)
def test_a_folder_without_rights_is_a_problem(name, tmp_path, whereto):
    files = {"places.yaml": "nairobi:\n  country: ke\n", "en/interface.yaml": "hello: Hello.\n"}
    folder = written(tmp_path / "knowledge", files)
    (folder / name).chmod(0)
    try:
        assert whereto("knowledge", "check", folder)[0] == 2
    finally:
        (folder / name).chmod(0o700)
