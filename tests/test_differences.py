"""`whereto knowledge diff`: what changed, in plain words, what matters most to people first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.cli.main import main
from bot.composing import URGENT_NUMBERS
from bot.contacts import URGENT_CHANNELS
from bot.tree_reader import read_tree
from bot.upkeep.differences import CALLED, SECTIONS, SHOWN_OF_A_CONTACT, differences
from bot.upkeep.leaves import leaves

CONTACTS = """\
# Numbers.
ke-line:
  channel: gbv-service
  name: National line
  country: ke
  phone: ["1195"]
  confirmed: null
ke-ombudsman:
  channel: ombudsman
  name: Ombudsman
  country: ke
  email: [box@example.org]
"""
ANSWER = """\
# A topic.
title: Time limits
phrases:
  - is it too late
answer: |
  You have 60 days.
  Ask early.
notes: none
"""
CHANNELS = "# Facts.\nmanager:\n  acts_without_consent: [depends, a-source]\n"
FILES = {
    "contacts/ke.yaml": CONTACTS,
    "en/topics/time-limits.yaml": ANSWER,
    "channels.yaml": CHANNELS,
    "en/urgent.yaml": "# Danger.\nemergency-now:\n  steps: |\n    1. Lock the door.\n",
    "overlay.yaml": "# An office.\nwithdraw: [contact/old]\n",
}


def written(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def changed(tmp_path):
    """The changes that follow from writing something else in one file."""

    def compare(name: str, old: str, new: str) -> list[tuple[str, str]]:
        assert old in FILES[name]
        before = written(tmp_path / "before", FILES)
        after = written(tmp_path / "after", {**FILES, name: FILES[name].replace(old, new)})
        found = differences(read_tree([before]), read_tree([after]))
        return [(change.section, change.what) for change in found]

    return compare


@pytest.mark.parametrize(
    "case",
    [
        (
            "contacts/ke.yaml", '["1195"]', '["1196"]', "urgent-numbers",
            ("The number people call after an assault changes from 1195 to 1196:"
            " National line (ke-line)."),
        ),
        (
            "contacts/ke.yaml", '  phone: ["1195"]\n', "", "urgent-numbers",
            ("The number people call after an assault changes from 1195 to none:"
            " National line (ke-line)."),
        ),
        (
            "contacts/ke.yaml", "channel: gbv-service", "channel: helpline", "urgent-numbers",
            "The kind of office of National line (ke-line) changes from gbv-service to helpline.",
        ),
        (
            "contacts/ke.yaml", "confirmed: null",
            'confirmed: {by: gender focal point, on: "2026-11-20"}', "urgent-numbers",
            "Tried: National line (ke-line), by gender focal point, 2026-11-20.",
        ),
        (
            "contacts/ke.yaml", "box@", "other@", "contacts",
            ("The mailbox of Ombudsman (ke-ombudsman) changes from box@example.org to"
            " other@example.org."),
        ),
        (
            "contacts/ke.yaml", "ke-line:", "ke-new:", "urgent-numbers",
            "New: National line (ke-new).",
        ),
        (
            "overlay.yaml", "contact/old", "contact/ke-line", "withdrawn",
            "Taken out of use: contact/ke-line.",
        ),
        (
            "channels.yaml", "[depends,", '["yes",', "duties",
            ("manager: can they act without the person's agreement (acts_without_consent) changes"
            " from depends to yes."),
        ),
        ("channels.yaml", "a-source", "another", "rest", ""),
        (
            "en/topics/time-limits.yaml", "60 days", "90 days", "figures",
            "answer of time-limits (en) changes, now without 60 and with 90.",
        ),
        (
            "en/urgent.yaml", "Lock the door", "Shut the door", "urgent-texts",
            "steps of urgent emergency-now (en) changes.",
        ),
        (
            "en/topics/time-limits.yaml", "Ask early", "Ask soon", "texts",
            "answer of time-limits (en) changes.",
        ),
        (
            "en/topics/time-limits.yaml", "- is it too late", "- too late\n  - any deadline",
            "phrases", "phrases of time-limits (en): 2 added, 1 taken out.",
        ),
        (
            "en/topics/time-limits.yaml", "notes: none", "notes: some", "rest",
            "notes of time-limits (en) changes.",
        ),
    ],
)  # fmt: skip
def test_a_change_is_said_in_plain_words_in_its_section(changed, case):
    name, old, new, section, what = case
    found = changed(name, old, new)
    assert found[0][0] == section
    assert what in found[0][1]


def test_the_other_side_of_a_renamed_contact_and_of_a_withdrawal_are_said_too(changed):
    assert changed("contacts/ke.yaml", "ke-line:", "ke-new:")[1][1] == (
        "No longer there: National line (ke-line)."
    )
    assert ("withdrawn", "Back in use: contact/old.") in changed(
        "overlay.yaml", "contact/old", "contact/ke-line"
    )


def test_what_is_in_danger_comes_first_and_what_editors_see_last(tmp_path):
    new = {
        **FILES,
        "contacts/ke.yaml": CONTACTS.replace("1195", "1196").replace("box@", "other@"),
        "en/topics/time-limits.yaml": ANSWER.replace("60", "90").replace("none", "some"),
        "channels.yaml": CHANNELS.replace("depends", '"yes"'),
        "overlay.yaml": "# An office.\nwithdraw: []\n",
    }
    before, after = written(tmp_path / "before", FILES), written(tmp_path / "after", new)
    sections = [change.section for change in differences(read_tree([before]), read_tree([after]))]
    assert sections == ["urgent-numbers", "contacts", "withdrawn", "duties", "figures", "rest"]
    assert sections == [section for section in SECTIONS if section in sections]


def test_every_number_of_an_urgent_reply_is_called_in_danger():
    stands_in_steps = {channel for found in URGENT_NUMBERS.values() for channel in found}
    assert stands_in_steps | URGENT_CHANNELS == {*CALLED, "counsellor"}


def test_every_field_that_is_shown_of_a_contact_is_one(knowledge):
    from bot import format as fmt

    fields = {field.name for kind in (fmt.CONTACTS, fmt.CONTACT_TEXTS) for field in kind.fields}
    assert set(SHOWN_OF_A_CONTACT) <= fields


def test_every_value_of_the_shipped_knowledge_is_compared():
    root = Path(__file__).parent.parent / "knowledge"
    found = leaves(read_tree([root], ["en"]))
    assert {key.kind for key in found} >= {"contacts", "channels", "topic", "urgent", "guides"}
    assert differences(read_tree([root], ["en"]), read_tree([root], ["en"])) == []


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "before", FILES)
    written(
        tmp_path / "after",
        {
            **FILES,
            "contacts/ke.yaml": CONTACTS.replace("1195", "1196"),
            "en/topics/time-limits.yaml": ANSWER.replace("early", "soon"),
        },
    )

    def whereto(*arguments: str) -> tuple[int, str, str]:
        code = main(["knowledge", "diff", *arguments])
        return (code, *capsys.readouterr())

    return whereto


def test_the_same_is_said_to_be_the_same(run):
    assert run("before", "before") == (0, "Nothing differs.\n", "")


def test_a_person_reads_sections_and_lines(run):
    code, out, _ = run("before", "after")
    assert code == 1
    assert out == (
        "Numbers that people in danger call\n\n"
        "  The number people call after an assault changes from 1195 to 1196: National line (ke-line).\n"
        "    after/contacts/ke.yaml, line 6\n\n"
        "What people read\n\n"
        "  answer of time-limits (en) changes.\n"
        "    - Ask early.\n"
        "    + Ask soon.\n"
        "    after/en/topics/time-limits.yaml, line 5\n\n"
        "2 changes.\n"
    )


def test_a_pull_request_and_a_program_get_the_same_changes(run):
    _, out, _ = run("before", "after", "--format", "markdown")
    assert "### Numbers that people in danger call" in out
    assert "  ```diff\n  - Ask early.\n  + Ask soon.\n  ```" in out
    assert out.count("\n- ") == 2
    _, out, _ = run("before", "after", "--format", "github")
    first, second = out.splitlines()
    assert first.startswith("::warning file=after/contacts/ke.yaml,line=6,col=3,title=Numbers that")
    assert second.startswith("::notice file=after/en/topics/time-limits.yaml,line=5,")
    _, out, _ = run("before", "after", "--format", "json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert rows[0]["before"] == ["1195"]
    assert rows[0]["after"] == ["1196"]
    assert [row["section"] for row in rows] == ["urgent-numbers", "texts"]


def test_a_folder_that_is_not_there_or_broken_is_named_and_nothing_is_compared(run, tmp_path):
    code, out, err = run("before", "none")
    assert (code, out) == (2, "")
    assert "This folder is not there." in err
    written(tmp_path / "after", {"channels.yaml": "manager: [a\n"})
    code, out, err = run("before", "after")
    assert (code, out) == (2, "")
    assert "yaml-syntax" in err
    assert err.endswith("Nothing was compared.\n")
