"""The command line as a person meets it: help, slips, JSON lines, bad folders."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli.main import main

ROOT = Path(__file__).parent.parent


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    try:
        code = main(list(arguments))
    except SystemExit as stop:
        code = int(stop.code or 0)
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture(autouse=True)
def _streams(monkeypatch):
    """The log guard takes the whole process; tests get their streams and hooks back."""
    import logging
    import threading

    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    logging.raiseExceptions = True


def whereto(*arguments: str, given: str = "", folder: Path = ROOT) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", *arguments],
        input=given.encode("utf-8", "surrogatepass"),
        capture_output=True,
        cwd=folder,
        timeout=60,
        check=False,
    )


def rows(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


def test_one_question_gets_one_answer(capsys):
    code, out, err = run(capsys, "ask", "where can I report")
    assert code == 0
    assert "Investigation office" in out
    assert err == ""


def test_explain_shows_words_topics_parts_and_the_rule(capsys):
    code, out, _ = run(capsys, "explain", "can i complain if im only an intern")
    assert code == 0
    for label in ("language", "words", "topics", "decided", "nearest"):
        assert f"\n{label}" in f"\n{out}"
    assert "non-staff-personnel" in out
    assert "(=report)" in out


def test_explain_shows_a_repaired_word_and_what_to_mend(capsys):
    _, out, _ = run(capsys, "explain", "anonymuos repport")
    assert "anonymuos→anonymous" in out
    _, out, _ = run(capsys, "explain", "qwertz of the zephyrmoor")
    assert "mend" in out


def test_explain_says_what_is_missing_to_reach_a_topic(capsys):
    text = "they moved my desk to the basement"
    _, out, _ = run(capsys, "explain", text, "--topic", "retaliation-happening")
    assert "to reach   retaliation-happening" in out
    assert "the missing word is" in out
    _, out, _ = run(
        capsys, "explain", "can I report without my name", "--topic", "report-anonymously"
    )
    assert "nothing: it reaches the topic surely." in out
    code, _, err = run(capsys, "explain", "x", "--topic", "medical-car")
    assert code == 2
    assert 'Did you mean "medical-care"' in err


def test_explain_names_the_cue_of_danger(capsys):
    _, out, _ = run(capsys, "explain", "he is outside my door")
    assert "emergency-now, by the cue" in out


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        (("aks", "x"), '"ask"'),
        (("ask", "--jsnl"), '"--jsonl"'),
        (("knowledge", "chek"), '"check"'),
        (("explian", "x"), '"explain"'),
        (("ask", "x", "--plac", "shared", "--confg", "c"), '"--config"'),
    ],
)
def test_a_slip_is_met_with_what_was_meant(capsys, slip, meant):
    code, out, err = run(capsys, *slip)
    assert code == 2
    assert f"Did you mean {meant}?" in err
    assert "Traceback" not in out + err


def test_a_missing_question_is_said_so(capsys):
    code, _, err = run(capsys, "ask")
    assert code == 2
    assert "whereto ask" in err


@pytest.mark.parametrize("command", [("ask", "x"), ("chat",), ("explain", "x"), ("ask", "--jsonl")])
def test_a_folder_that_is_not_there_is_named(capsys, command, tmp_path):
    code, _, err = run(capsys, *command, "--knowledge", str(tmp_path / "nowhere"))
    assert code == 2
    assert "nowhere" in err
    assert "missing-folder" in err


def test_a_file_instead_of_a_folder_is_named(capsys, tmp_path):
    file = tmp_path / "file.yaml"
    file.write_text("x")
    code, _, err = run(capsys, "ask", "x", "--knowledge", str(file))
    assert code == 2
    assert "not a folder" in err


def test_broken_knowledge_is_not_served(capsys, tmp_path):
    (tmp_path / "en" / "topics").mkdir(parents=True)
    (tmp_path / "en" / "topics" / "a.yaml").write_text("phrases: [one\n")
    for command in (("ask", "x"), ("chat",)):
        code, out, err = run(capsys, *command, "--knowledge", str(tmp_path))
        assert code == 2
        assert "yaml-syntax" in err
        assert "call the local emergency number" in " ".join(out.split())


def test_a_configuration_with_a_wrong_name_is_mended(capsys, tmp_path):
    config = tmp_path / "config.yaml"
    config.write_text("audiance: public\n")
    code, _, err = run(capsys, "ask", "x", "--config", str(config))
    assert code == 2
    assert 'Did you mean "audience"?' in err


def test_json_lines_come_back_in_order_and_bad_ones_do_not_end_the_run():
    given = "\n".join(
        [
            '{"id": 1, "text": "where can I report"}',
            "not json",
            '{"id": "x", "text": 5}',
            "",
            '{"id": 2, "text": "he is outside my door", "country": "KE"}',
            '{"id": 3, "text": "hi", "place": "moon"}',
            '{"id": 4, "text": "hi", "now": "yesterday"}',
            '{"id": 5, "text": "\\ud800 lone"}',
            "[1]",
            '{"id": null, "text": ""}',
        ]
    )
    done = whereto("ask", "--jsonl", given=given)
    assert done.returncode == 0
    out = rows(done.stdout.decode())
    assert [row.get("id") for row in out] == [1, None, "x", 2, 3, 4, 5, None, None]
    assert [("error" in row) for row in out] == [
        False, True, True, False, True, True, False, True, False,
    ]  # fmt: skip
    assert out[0]["topic"] == "where-to-report"
    assert out[3]["urgent"] == "emergency-now"
    assert set(out[0]) == {
        "id", "language", "kind", "topic", "alternatives", "choices", "urgent", "check", "reply",
        "entries",
    }  # fmt: skip


def test_rows_of_one_session_are_one_talk_and_others_stand_alone():
    given = "\n".join(
        json.dumps(row)
        for row in [
            {"id": 1, "text": "report", "session": "a"},
            {"id": 2, "text": "2", "session": "b"},
            {"id": 3, "text": "", "session": "a", "choose": 3},
            {"id": 4, "text": "2"},
            {"id": 5, "text": "", "session": "a", "choose": "confidentiality"},
        ]
    )
    out = rows(whereto("ask", "--jsonl", given=given).stdout.decode())
    assert out[0]["kind"] == "clarify"
    assert out[2]["topic"] == out[0]["choices"][2]["id"]
    assert out[1]["topic"] == out[3]["topic"]
    assert out[4]["topic"] == "confidentiality"


def test_a_folder_of_phrases_alone_is_enough(tmp_path):
    for topic, phrases in {
        "lost-card": ["I lost my card", "card stolen"],
        "pin": ["new pin"],
    }.items():
        folder = tmp_path / "en" / "topics"
        folder.mkdir(parents=True, exist_ok=True)
        lines = "".join(f"  - {phrase}\n" for phrase in phrases)
        (folder / f"{topic}.yaml").write_text(f"phrases:\n{lines}")
    given = '{"id": 1, "text": "my card was stolen"}\n'
    done = whereto("ask", "--jsonl", "--knowledge", str(tmp_path), given=given)
    assert done.returncode == 0, done.stderr
    (row,) = rows(done.stdout.decode())
    assert row["alternatives"][0]["topic"] == "lost-card"


def test_the_same_questions_twice_give_the_same_bytes():
    given = "".join(
        json.dumps({"id": i, "text": f"question {i} about hr"}) + "\n" for i in range(20)
    )
    assert (
        whereto("ask", "--jsonl", given=given).stdout
        == whereto("ask", "--jsonl", given=given).stdout
    )


def test_it_answers_from_any_folder(tmp_path):
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from bot.cli.main import main; raise SystemExit(main())",
            "ask",
            "hi",
        ],
        capture_output=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_help_names_every_command(capsys):
    code, out, _ = run(capsys, "--help")
    assert code == 0
    for command in ("chat", "ask", "explain", "knowledge"):
        assert command in out


def test_the_shipped_knowledge_has_no_problems(capsys):
    code, out, _ = run(capsys, "knowledge", "check", "--strict")
    assert (code, out) == (0, "No problems.\n")


def test_the_terminal_talks_until_the_input_ends():
    done = whereto("chat", given="where can I report\n1\nmenu\nstop\n")
    assert done.returncode == 0
    text = done.stdout.decode()
    assert "Investigation office" in text
    assert "\033[" not in text
    assert done.stderr == b""


def test_the_terminal_takes_any_bytes():
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli", "chat"],
        input=b"\xff\xfe\x00 \xed\xa0\x80\n" + b"a" * 1_000_000 + b"\n",
        capture_output=True,
        cwd=ROOT,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0
    assert done.stderr == b""


def test_a_language_that_is_not_there_is_said_so(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    code, _, err = run(capsys, "chat", "--language", "xx")
    assert code == 2
    assert '"xx"' in err


def test_the_knowledge_is_counted_language_by_language(capsys, tmp_path):
    for tag, answer in (("en", "Two words"), ("zh", "四个汉字")):
        (tmp_path / tag / "topics").mkdir(parents=True)
        (tmp_path / tag / "topics" / "one.yaml").write_text(
            f"title: One\nphrases: [first, second]\nanswer: {answer}\n", encoding="utf-8"
        )
        (tmp_path / tag / "topics" / "two.yaml").write_text("phrases: [third]\n")
        (tmp_path / tag / "contacts.yaml").write_text("line:\n  serves: Anyone.\n")
    (tmp_path / "contacts").mkdir()
    (tmp_path / "contacts" / "ke.yaml").write_text(
        "line:\n  channel: helpline\n  country: ke\nlaw:\n  caution: same-sex\n  country: ke\n"
    )
    assert run(capsys, "knowledge", "count", str(tmp_path)) == (
        0,
        (
            "language        topics     phrases       words    contacts\n"
            "en                   1           3           4           1\n"
            "zh                   1           3           6           1\n"
            "\n1 contact; countries: 1\n"
        ),
        "",
    )
