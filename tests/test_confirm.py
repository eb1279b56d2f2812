"""`whereto knowledge confirm`: who tried a contact stands under it, and nothing else changes."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from focal_point import FocalPoint

from bot.fact_reader import read_contacts
from bot.tree_reader import read_tree

BY = ("--by", "gender focal point")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch) -> FocalPoint:
    monkeypatch.chdir(tmp_path)
    return FocalPoint(tmp_path)


def tried(desk: FocalPoint) -> dict[str, str]:
    tree = read_tree([desk.base, desk.office], ())
    return {c.id: c.confirmed_on.isoformat() for c in read_contacts(tree) if c.confirmed_on}


def test_a_contact_of_the_base_is_confirmed_in_the_folder_of_the_office(desk):
    before = desk.held()
    code, said = desk.here("confirm", "ke-line", *BY)
    assert (code, said) == (
        0,
        (
            "our-office/contacts/ke.yaml, line 4: ke-line was tried by gender focal point on"
            " 2026-11-20.\nPeople see the day on its card. Call it again by 2027-02-20.\n"
        ),
    )
    after = desk.held()
    made = after.pop("our-office/contacts/ke.yaml").decode()
    assert after == before
    assert made.startswith("# Contacts of this office")
    assert made.endswith(
        '\nke-line:\n  confirmed:\n    by: gender focal point\n    on: "2026-11-20"\n'
    )
    assert tried(desk) == {"ke-line": "2026-11-20"}


def test_a_second_trial_takes_the_place_of_the_first_and_comments_stay(desk):
    file = desk.write(
        desk.office / "contacts" / "kenya.yaml",
        "# Ours.\r\nke-line:  # the day line\r\n  phone: ['0800 1']  # new\r\n"
        "  confirmed: {by: nurse, on: '2026-08-01'}  # Tuesday\r\n",
    )
    code, _ = desk.here("confirm", "contact/ke-line", *BY, "--on", "2026-11-19")
    assert code == 0
    assert file.read_bytes().decode() == (
        "# Ours.\r\nke-line:  # the day line\r\n  phone: ['0800 1']  # new\r\n"
        '  confirmed: {by: gender focal point, on: "2026-11-19"}  # Tuesday\r\n'
    )
    assert not (desk.office / "contacts" / "ke.yaml").exists()


def test_an_office_is_told_to_confirm_in_its_own_folder(desk):
    for folders in ((), (str(desk.base),)):
        before = desk.held()
        code, said = desk.types("confirm", "ke-line" if folders else "ke-gbv-1195", *BY, *folders)
        assert code == 2
        assert "this is done in your own folder" in said
        assert "confirm ke-" in said
        assert "whereto knowledge new office our-office" in said
        assert desk.held() == before


def test_what_is_confirmed_once_for_all_is_confirmed_in_the_base_by_its_keepers(desk):
    code, said = desk.types("confirm", "un-ombudsman", "--by", "ombudsman", str(desk.base))
    assert code == 0
    assert said.startswith("base/contacts/global.yaml, line 2: un-ombudsman was tried")
    assert tried(desk) == {"un-ombudsman": "2026-11-20"}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("ke-lin", *BY), 'Did you mean "ke-line"?'),
        (("qqq", *BY), "whereto knowledge find WORDS"),
        (("ke-line", "--by", "Amina Otieno"), "This looks like a person, not a role."),
        (("ke-line", "--by", "focal.point@un.org"), "This looks like a person, not a role."),
        (("ke-line", "--by", "Dr. Otieno"), "This looks like a person, not a role."),
        (("ke-line", "--by", "  "), "A role is a few words on one line."),
        (("ke-line", "--by", "a\nb"), "A role is a few words on one line."),
        (("ke-line", "--by", "x" * 81), "A role is a few words on one line."),
        (("ke-line", *BY, "--on", "2026-11-21"), "2026-11-21 has not been yet."),
        (("ke-line", *BY, "--on", "20.11.2026"), "Write it as in --on 2026-11-20"),
        (("ke-line",), "--by"),
        (("ke-line", *BY, "--all"), '"--all" is not known here.'),
    ],
)
def test_a_slip_is_explained_and_nothing_is_written(desk, words, told):
    before = desk.held()
    code, said = desk.here("confirm", *words)
    assert code == 2
    assert told in said
    assert desk.held() == before


def test_only_one_contact_can_be_confirmed_at_a_time(desk):
    code, said = desk.here("confirm", "ke-line", "ke-emergency", *BY)
    assert code == 2
    assert "This folder is not there." in said


def test_a_trial_that_is_older_than_the_last_one_is_not_written(desk):
    desk.here("confirm", "ke-line", *BY)
    before = desk.held()
    code, said = desk.here("confirm", "ke-line", *BY, "--on", "2026-11-01")
    assert (code, said.splitlines()[0]) == (
        2,
        "It was tried after that, on 2026-11-20; that day stays.",
    )
    assert desk.held() == before


@pytest.mark.parametrize(
    ("contact", "day", "told"),
    [
        ("ke-copied", "2026-11-20", 'a source of the quality "dataset" is no ground to show it'),
        ("ke-line", "2026-01-01", "the trial is too long ago"),
        ("ke-line", "2026-08-01", "That trial held until 2026-11-01. Call it again."),
        ("ke-law", "2026-11-20", "without the remark that nobody here checked it"),
    ],
)
def test_who_confirms_learns_what_people_see_of_it(desk, contact, day, told):
    code, said = desk.here("confirm", contact, *BY, "--on", day)
    assert code == 0
    assert told in said


def test_a_contact_without_number_and_address_cannot_have_been_tried(desk):
    code, said = desk.here("confirm", "ke-web", *BY)
    assert code == 1
    assert said.startswith("There is no number and no address that could have been tried.")


def test_a_confirmed_caution_is_no_problem_of_the_check(desk):
    desk.here("confirm", "ke-law", *BY)
    assert "confirmed-by-nobody" not in desk.here("check")[1]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ke-line: [\n", "yaml-syntax"),
        ("- ke-line\n", "yaml-shape"),
        ("ke-line: \udcff\n", "not-text"),
    ],
)
def test_on_a_broken_file_nothing_is_built(desk, text, told):
    file = desk.office / "contacts" / "ke.yaml"
    desk.write(file, "")
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    before = desk.held()
    code, said = desk.here("confirm", "ke-line", *BY)
    assert code == 2
    assert told in said
    assert desk.held() == before


def test_what_the_command_cannot_change_is_said_with_the_lines_to_write(desk):
    file = desk.write(desk.office / "contacts" / "ke.yaml", "ke-line: {phone: ['1']}\n")
    code, said = desk.here("confirm", "ke-line", *BY)
    assert code == 1
    assert "Write it there yourself:\nke-line:\n  confirmed:\n    by: gender focal point\n" in said
    assert file.read_text() == "ke-line: {phone: ['1']}\n"


def test_a_file_that_is_marked_read_only_stays_as_it_is(desk):
    file = desk.write(desk.office / "contacts" / "ke.yaml", "ke-line:\n  confirmed: null\n")
    file.chmod(0o444)
    code, said = desk.here("confirm", "ke-line", *BY)
    assert code == 2
    assert "This file cannot be written (it is marked as read-only)." in said
    assert "Nothing was changed." in said
    assert file.read_text() == "ke-line:\n  confirmed: null\n"


@pytest.mark.skipif(os.name != "posix", reason="modes of files are those of POSIX")
def test_a_file_keeps_its_mode_and_nothing_lies_beside_it(desk):
    file = desk.write(desk.office / "contacts" / "ke.yaml", "ke-line:\n  confirmed: null")
    file.chmod(0o640)
    assert desk.here("confirm", "ke-line", *BY)[0] == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert [path.name for path in file.parent.iterdir()] == ["ke.yaml"]


def test_a_folder_that_is_not_there_or_no_folder_is_said(desk):
    code, said = desk.types("confirm", "ke-line", *BY, str(desk.base), "nowhere")
    assert code == 2
    assert "nowhere  (missing-folder)" in said
    code, said = desk.types("confirm", "ke-line", *BY, str(desk.base / "topics.yaml"))
    assert code == 2
    assert "There is a file here, not a folder." in said


def test_a_folder_below_that_of_the_office_is_told_from_it(desk):
    desk.here("confirm", "ke-line", *BY)
    before = desk.held()
    code, said = desk.types("confirm", "ke-line", *BY, "our-office/contacts")
    assert code == 2
    assert '"our-office/contacts" has no overlay.yaml: it is not the folder of an office.' in said
    assert desk.held() == before


def test_letters_that_no_terminal_can_show_end_nothing(desk):
    code, said = desk.here("confirm", "ke-\udcff", *BY)
    assert (code, said.startswith('"ke-?" is no contact here.')) == (2, True)
