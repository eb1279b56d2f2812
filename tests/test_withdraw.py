"""`whereto knowledge withdraw` and `restore`: out of use in one office, with the reason; what people in
danger read stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from focal_point import OFFICE, FocalPoint

from bot.loader import load
from bot.message import Message
from bot.session import Session
from bot.setting import Setting
from bot.turn import respond

WHY = ("--why", "the rule changed")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch) -> FocalPoint:
    monkeypatch.chdir(tmp_path)
    return FocalPoint(tmp_path)


def overlay(desk: FocalPoint) -> str:
    return (desk.office / "overlay.yaml").read_bytes().decode()


def entries(desk: FocalPoint, topic: str) -> tuple[str, ...]:
    """What a reply on a topic is made of."""
    knowledge = load([desk.base, desk.office])
    message = Message("", choose=topic)
    return respond(knowledge, Session(), message, desk.now, Setting()).reply.entries


def test_an_answer_is_withdrawn_with_day_and_reason_and_comes_back_byte_by_byte(desk):
    assert "topic/time-limits/answer" in entries(desk, "time-limits")
    code, said = desk.here("withdraw", "topic/time-limits/answer", *WHY)
    assert code == 0
    assert said == (
        "our-office/overlay.yaml, line 10: topic/time-limits/answer is withdrawn."
        " A running instance takes it within a minute.\n"
        "People read instead: This office has taken back its answer to this for now. A person can"
        " tell you what holds today.\n"
        "Below it stand the contacts of the topic, as before.\n"
        "Back into use: whereto knowledge restore topic/time-limits/answer our-office\n"
    )
    added = "\nwithdraw:\n  - topic/time-limits/answer  # 2026-11-20: the rule changed\n"
    assert overlay(desk) == OFFICE + added
    assert "topic/time-limits/answer" not in entries(desk, "time-limits")
    assert "interface/answer-withdrawn" in entries(desk, "time-limits")
    assert "overlay.yaml" not in desk.here("check")[1]
    code, said = desk.here("restore", "topic/time-limits/answer")
    assert code == 0
    assert "topic/time-limits/answer is in use again." in said
    assert overlay(desk) == OFFICE + "\nwithdraw: []\n"
    assert "topic/time-limits/answer" in entries(desk, "time-limits")


def test_who_withdraws_a_contact_reads_what_people_get_instead(desk):
    code, said = desk.here("withdraw", "contact/ke-line", *WHY)
    assert code == 0
    assert "People get instead: Ask a clinic." in said
    desk.write(
        desk.office / "contacts" / "ke.yaml",
        "clinic: {channel: gbv-service, name: The clinic, country: ke, phone: ['020 1'], quality: un,"
        " confirm_by: office, confirmed: {by: nurse, on: '2026-11-19'}, visibility: public,"
        " read: null, sources: [page]}\n",
    )
    desk.here("restore", "contact/ke-line")
    assert "People get instead: The clinic" in desk.here("withdraw", "contact/ke-line", *WHY)[1]


def test_a_guide_and_a_caution_are_withdrawn_too(desk):
    assert 'The guide "saw-it" is offered no more' in desk.here("withdraw", "guide/saw-it", *WHY)[1]
    assert "People read this caution no more." in desk.here("withdraw", "contact/ke-law", *WHY)[1]
    assert overlay(desk).endswith(
        "withdraw:\n  - guide/saw-it  # 2026-11-20: the rule changed\n"
        "  - contact/ke-law  # 2026-11-20: the rule changed\n"
    )


def test_what_is_withdrawn_already_is_said_and_written_once(desk):
    desk.here("withdraw", "guide/saw-it", *WHY)
    before = desk.held()
    code, said = desk.here("withdraw", "guide/saw-it", *WHY)
    assert (code, said) == (0, "our-office/overlay.yaml: guide/saw-it is withdrawn already.\n")
    assert desk.held() == before


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("topic/emergency-now/answer", "what people in danger read; it is never withdrawn"),
        ("urgent/emergency-now/steps", "what people in danger read; it is never withdrawn"),
        ("last-resort/en", "This answers when nothing else can"),
        ("interface/call-now", "without it a reply has a hole"),
        ("channel/ombudsman/reach", "Cards cannot do without their rows"),
        ("contact/ke-emergency", "they would be left without"),
    ],
)
def test_what_people_in_danger_need_stays_and_the_reason_is_given(desk, entry, told):
    before = desk.held()
    code, said = desk.here("withdraw", entry, *WHY)
    assert code == 1
    assert told in said
    assert said.endswith("Nothing was changed.\n")
    assert desk.held() == before


@pytest.mark.parametrize(
    ("confirmed", "country", "city", "code"),
    [
        ("{by: security focal point, on: '2026-11-19'}", "ke", "null", 0),
        ("null", "ke", "null", 1),
        ("{by: security focal point, on: '2026-11-19'}", "ug", "null", 1),
        ("{by: security focal point, on: '2026-11-19'}", "ke", "nairobi", 1),
    ],
)
def test_an_urgent_number_goes_only_where_a_tried_one_of_its_kind_takes_its_place(
    desk, confirmed, country, city, code
):
    desk.write(
        desk.office / "contacts" / "ours.yaml",
        f"radio: {{channel: emergency, name: Radio room, country: {country}, city: {city},"
        " phone: ['020 9'], quality: un, confirm_by: office, visibility: public, read: null,"
        f" sources: [page], confirmed: {confirmed}}}\n",
    )
    assert desk.here("withdraw", "contact/ke-emergency", *WHY)[0] == code


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("time-limits", *WHY), 'Did you mean "topic/time-limits/answer"?'),
        (("time-limit", *WHY), 'Did you mean "topic/time-limits/answer"?'),
        (("topic/time-limit/answer", *WHY), 'Did you mean "topic/time-limits/answer"?'),
        (("ke-line", *WHY), 'Did you mean "contact/ke-line"?'),
        (("topic/time-limits/title", *WHY), "is no entry that can be withdrawn"),
        (("zzz", *WHY), "topic/<topic>/answer"),
        (("", *WHY), "is no entry that can be withdrawn"),
        (("/", *WHY), "is no entry that can be withdrawn"),
        (("guide/saw-it",), "--why"),
        (("guide/saw-it", "--why", " "), "The reason is one line"),
        (("guide/saw-it", "--why", "ask amina@un.org"), "seems to name a person"),
        (("guide/saw-it", "--why", "Mrs. Otieno left"), "seems to name a person"),
        (("guide/saw-it", "--why", "x" * 201), "The reason is one line"),
    ],
)
def test_a_slip_is_explained_and_nothing_is_written(desk, words, told):
    before = desk.held()
    code, said = desk.here("withdraw", *words)
    assert code == 2
    assert told in said
    assert desk.held() == before


def test_the_base_is_not_what_an_office_withdraws_from(desk):
    for folders in ((), (str(desk.base),)):
        entry = "guide/saw-it"
        for command in (("withdraw", entry, *WHY), ("restore", entry)):
            code, said = desk.types(*command, *folders)
            assert code == 2
            assert "The shared base is what every office falls back on" in said


def test_only_what_is_withdrawn_can_be_restored(desk):
    desk.here("withdraw", "guide/saw-it", *WHY)
    code, said = desk.here("restore", "saw-it")
    assert (code, 'Did you mean "guide/saw-it"?' in said) == (2, True)
    code, said = desk.here("restore", "contact/ke-line")
    assert (code, '"contact/ke-line" is not withdrawn there.' in said) == (2, True)


def test_a_list_in_brackets_keeps_its_items_and_its_comment(desk):
    desk.write(
        desk.office / "overlay.yaml", OFFICE.replace("\n", "\r\n") + "withdraw: [guide/saw-it]  # x"
    )
    assert desk.here("withdraw", "contact/ke-line", *WHY)[0] == 0
    assert overlay(desk).endswith(
        "withdraw:  # x\r\n  - guide/saw-it\r\n"
        "  - contact/ke-line  # 2026-11-20: the rule changed\r\n"
    )


def test_a_list_over_several_lines_is_left_to_the_person(desk):
    text = OFFICE + "withdraw: [guide/saw-it,\n  contact/ke-line]\n"
    desk.write(desk.office / "overlay.yaml", text)
    code, said = desk.here("withdraw", "contact/un-ombudsman", *WHY)
    assert code == 1
    assert "- contact/un-ombudsman  # 2026-11-20: the rule changed" in said
    assert overlay(desk) == text
    code, said = desk.here("restore", "contact/ke-line")
    assert code == 1
    assert 'Take the line "- contact/ke-line" out' in said


def test_on_broken_or_read_only_files_nothing_is_changed(desk):
    file = desk.office / "overlay.yaml"
    file.chmod(0o444)
    code, said = desk.here("withdraw", "guide/saw-it", *WHY)
    assert (code, "unwritable-file" in said) == (2, True)
    assert overlay(desk) == OFFICE
    file.chmod(0o644)
    desk.write(file, "extends: base\n\tcountry: ke\n")
    code, said = desk.here("withdraw", "guide/saw-it", *WHY)
    assert (code, "yaml-syntax" in said) == (2, True)
