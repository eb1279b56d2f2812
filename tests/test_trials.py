"""`whereto knowledge test`: what a focal point is told of questions that are lost, taken, or moved."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.cli.main import main
from bot.loader import shipped_knowledge
from bot.upkeep.questions import read_questions

TOPICS = {
    "late": ["is it too late", "until when can I report", "deadline for a complaint"],
    "leave": ["how many days of leave", "when can I take leave", "holiday request"],
}
QUESTIONS = """\
# Questions.
reach:
  - is it too late by now
not:
  - utterance: may I take leave next month
    topic: leave
"""


def written(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def topic(phrases: list[str]) -> str:
    return "# Ways to ask.\nphrases:\n" + "".join(f"  - {phrase}\n" for phrase in phrases)


def base(folder: Path, **more: list[str]) -> Path:
    """A base of two topics; `more`: further phrases of a topic."""
    files = {
        f"en/topics/{name}.yaml": topic([*phrases, *more.get(name, [])])
        for name, phrases in TOPICS.items()
    }
    return written(folder, {**files, "questions/en/late.yaml": QUESTIONS})


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    def whereto(*arguments: object) -> tuple[int, str, str]:
        code = main(["knowledge", "test", *map(str, arguments)])
        return (code, *capsys.readouterr())

    return whereto


def test_where_all_is_right_it_says_what_was_tried(tmp_path, run):
    code, out, _ = run(base(tmp_path / "one"))
    assert code == 0
    assert out == "No problems. Tried in 1 language: 2 questions, 6 phrases.\n"


def test_a_question_that_is_lost_names_the_phrase_that_took_it(tmp_path, run):
    code, out, _ = run(base(tmp_path / "one", leave=["is it too late by now"]))
    assert code == 1
    assert "one/questions/en/late.yaml, line 3  (question-lost)" in out
    assert 'This question must reach "late". It is answered with "leave".' in out
    theft = '"is it too late by now" (one/en/topics/leave.yaml, line 6).'
    assert f"Nearest in leave: {theft}" in out
    assert 'Nearest in late: "is it too late" (one/en/topics/late.yaml, line 3).' in out


def test_a_near_miss_that_is_answered_is_a_problem(tmp_path, run):
    code, out, _ = run(base(tmp_path / "one", late=["may I take leave next month, or is it late"]))
    assert code == 1
    assert "(near-miss)" in out
    assert 'This near miss must not be answered with "late", and it is.' in out


def test_a_phrase_that_another_topic_wins_is_a_problem(tmp_path, run):
    folder = base(tmp_path / "one", late=["how many days of leave"])
    code, out, _ = run(folder)
    assert code == 1
    assert "(phrase-lost)" in out
    assert "is taken by" in out


def test_what_is_known_not_to_be_right_yet_is_counted_and_stops_nobody(tmp_path, run):
    folder = base(tmp_path / "one", leave=["is it too late by now"])
    written(folder, {"questions/known-misses.yaml": "# Known.\nen:\n- is it too late by now\n"})
    code, out, _ = run(folder)
    assert code == 0
    assert out.endswith("; 1 known not to be right yet.\n")
    written(folder, {"en/topics/leave.yaml": topic(TOPICS["leave"])})
    assert run(folder)[1].endswith("Right by now: 1; take them out.\n")


def test_against_another_folder_it_says_what_moved_and_why(tmp_path, run):
    old, new = base(tmp_path / "old"), base(tmp_path / "new", leave=["is it too late by now"])
    code, out, _ = run(new, "--against", old)
    assert code == 1
    assert "Compared with before, 1 moved:" in out
    assert 'was answered with "late"; now it is answered with "leave".' in out
    assert run(old, "--against", old)[1].endswith("Compared with before, nothing moved.\n")


def test_the_forms_for_machines_hold_the_same(tmp_path, run):
    old, new = base(tmp_path / "old"), base(tmp_path / "new", leave=["is it too late by now"])
    _, out, _ = run(new, "--against", old, "--format", "json")
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["question-lost", "moved"]
    _, out, _ = run(new, "--format", "github")
    assert out.startswith(
        "::error file=new/questions/en/late.yaml,line=3,col=5,title=question-lost::"
    )


def test_an_overlay_brings_questions_of_its_own_and_is_compared_with_its_base(tmp_path, run):
    overlay = written(
        tmp_path / "office",
        {
            "overlay.yaml": "# An office.\nextends: base\nowner: focal point\n",
            "questions/en/leave.yaml": "# Questions.\nreach: [is it too late by now]\n",
        },
    )
    code, out, _ = run(base(tmp_path / "one"), overlay)
    assert code == 1
    assert "office/questions/en/leave.yaml, line 2  (question-lost)" in out
    assert "nothing moved" in out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("reach: [a\n", "yaml-syntax"),
        ("- is it too late\n", "yaml-shape"),
        ("rech:\n  - is it too late\n", 'Did you mean "reach"?'),
        ("reach:\n  - who: me\n", "Here belongs a question."),
    ],
)
def test_a_file_of_questions_that_is_broken_is_said_to_be(tmp_path, run, text, said):
    folder = base(tmp_path / "one")
    written(folder, {"questions/en/late.yaml": text})
    code, out, _ = run(folder)
    assert code == 2
    assert said in out


def test_questions_of_a_topic_that_is_not_there_are_not_passed_over(tmp_path, run):
    folder = base(tmp_path / "one")
    written(folder, {"questions/en/lat.yaml": "reach: [is it too late]\n"})
    code, out, _ = run(folder)
    assert code == 2
    assert 'Did you mean "late"?' in out


def test_a_language_or_a_folder_that_is_not_there_is_named(tmp_path, run, capsys):
    code, _, err = run(base(tmp_path / "one"), "--language", "fr")
    assert code == 2
    assert '"fr" is no language of this knowledge.' in err
    code, _, err = run(tmp_path / "none")
    assert code == 2
    assert "This folder is not there." in err
    code, _, err = run(tmp_path / "one", "--against", tmp_path / "none")
    assert code == 2


def test_broken_knowledge_is_reported_as_the_check_does(tmp_path, run):
    folder = base(tmp_path / "one")
    written(folder, {"en/topics/late.yaml": "phrases: [a\n"})
    code, _, err = run(folder)
    assert code == 2
    assert "yaml-syntax" in err


def test_the_questions_of_the_base_stand_beside_it(knowledge):
    found = read_questions([shipped_knowledge()], knowledge.topics, ["en"])
    assert found.problems == ()
    assert {question.language for question in found.questions} == {"en"}
    assert {question.topic for question in found.questions} == set(knowledge.topics)
