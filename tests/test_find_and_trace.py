"""`whereto knowledge find` and `trace`: every use with its line; a sentence back to its source."""

from __future__ import annotations

from pathlib import Path

import pytest
from focal_point import FocalPoint


@pytest.fixture
def desk(tmp_path: Path, monkeypatch) -> FocalPoint:
    monkeypatch.chdir(tmp_path)
    return FocalPoint(tmp_path)


def both(desk: FocalPoint, *words: str) -> tuple[int, str]:
    return desk.types(*words, "--knowledge", str(desk.base), "--knowledge", str(desk.office))


def test_a_contact_is_found_wherever_its_id_stands(desk):
    desk.here("withdraw", "contact/ke-line", "--why", "rings out")
    desk.write(desk.office / "en" / "contacts.yaml", "ke-line: {serves: Women.}\n")
    assert both(desk, "find", "ke-line") == (
        0,
        (
            "base/contacts/ke.yaml, line 3  (contact/ke-line)\n"
            "    ke-line: {channel: gbv-service, name: Women's line, country: ke, phone: …\n"
            "our-office/en/contacts.yaml, line 1  (contact/ke-line)\n"
            "    ke-line: {serves: Women.}\n"
            "our-office/overlay.yaml, line 11  (overlay/overlay/withdraw)\n"
            "    - contact/ke-line # 2026-11-20: rings out\n"
            "3 places in 3 files.\n"
        ),
    )


@pytest.mark.parametrize(
    ("words", "places"),
    [
        (["confidentiality"], 3),
        (["topic/confidentiality/answer"], 3),
        (["ombudsman"], 5),
        (["0800730999"], 1),
        (["0800-730 999"], 1),
        (["999"], 1),
        (["nairobi"], 2),
        (["60", "days"], 1),
        (["60 JOURS"], 1),
        (["a l'etranger"], 1),
    ],
)
def test_ids_numbers_and_terms_are_found(desk, words, places):
    code, said = both(desk, "find", *words)
    assert code == 0
    assert said.splitlines()[-1].startswith(f"{places} place"), said


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["confidentialty"], 'Did you mean "confidentiality"?'),
        (["zzzz"], "try another word"),
        ([" "], "Nothing in the knowledge uses that."),
        (["..."], "Nothing in the knowledge uses that."),
        (["99"], "Nothing in the knowledge uses that."),
    ],
)
def test_what_nothing_uses_is_said(desk, words, told):
    code, said = both(desk, "find", *words)
    assert code == 1
    assert told in said


def test_a_sentence_is_traced_to_its_line_its_layer_its_sources_and_its_signature(desk):
    assert both(desk, "trace", "ask within 60 days in UN Women, in any case") == (
        0,
        (
            "topic/time-limits/answer (en), nearly the same words\n"
            "  stands    base/en/topics/time-limits.yaml, line 6, in the shared base\n"
            "            Ask within 60 days in {organisation}, in any case.\n"
            "  sources   page: A page, https://un.org/page, read 2026-11-01\n"
            "            practice: Good practice, not read by anybody yet\n"
            "  signed    by conduct focal point on 2025-10-01\n"
        ),
    )


@pytest.mark.parametrize(
    ("words", "entry"),
    [
        ("You have time", "topic/time-limits/answer (en)"),
        ("you   HAVE time.", "topic/time-limits/answer (en)"),
        ("ou que vous soyez a l’etranger", "topic/time-limits/answer (fr)"),
        ("Do not wait", "topic/time-limits/role/manager (en)"),
        ("Do not weit for it", "topic/time-limits/role/manager (en), nearly the same words"),
        ("last tried on 3 May 2026, may have changed", "interface/standing-overdue (en)"),
        ("dernier essai le 3 mai 2026, a pu changer", "interface/standing-overdue (fr)"),
        ("0800 730 999", "contact/ke-line/phone"),
        ("Lock the door", "urgent/emergency-now/steps (en)"),
        ("You can speak up", "guide/saw-it/start (en)"),
        ("Something in this guide broke", "last-resort/en"),
        ("Ask HR", "channel/ombudsman/reach (en)"),
    ],
)
def test_a_part_of_a_sentence_in_any_language_is_enough(desk, words, entry):
    code, said = both(desk, "trace", words)
    assert code == 0
    assert entry in said.splitlines()


def test_what_an_office_replaced_or_withdrew_is_marked(desk):
    desk.write(
        desk.office / "en" / "topics" / "time-limits.yaml", "# Ours.\nanswer: Ask us first.\n"
    )
    desk.here("withdraw", "topic/confidentiality/answer", "--why", "new rule")
    assert (
        "  replaced  by our-office/en/topics/time-limits.yaml, line 2"
        in both(desk, "trace", "You have time")[1].splitlines()
    )
    assert "in your layer" in both(desk, "trace", "Ask us first")[1]
    assert (
        "  withdrawn by our-office/overlay.yaml"
        in both(desk, "trace", "Only those who have to")[1].splitlines()
    )


def test_who_tried_a_contact_is_told_with_it(desk):
    assert "signed    by nobody yet" in both(desk, "trace", "Women's line")[1]
    desk.here("confirm", "ke-line", "--by", "nurse")
    assert "signed    by nurse on 2026-11-20" in both(desk, "trace", "Women's line")[1]


@pytest.mark.parametrize("words", ["no such sentence was ever written here", "", "?!", "x" * 9000])
def test_what_is_not_in_the_knowledge_is_said(desk, words):
    code, said = both(desk, "trace", words)
    assert code == 1
    assert said.startswith("No text of the knowledge says that.")


def test_broken_files_are_reported_instead_of_searched(desk):
    desk.write(desk.office / "topics.yaml", "a: [\n")
    for command in ("find", "trace"):
        code, said = both(desk, command, "time")
        assert (code, "yaml-syntax" in said) == (2, True)
