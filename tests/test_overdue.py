"""`whereto knowledge overdue`: what to read or call again, role by role, with where and since when."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from focal_point import OFFICE, FocalPoint


@pytest.fixture
def desk(tmp_path: Path, monkeypatch) -> FocalPoint:
    monkeypatch.chdir(tmp_path)
    return FocalPoint(tmp_path)


def test_the_list_of_an_office_is_grouped_by_role_oldest_first(desk):
    assert desk.here("overdue", "--within", "30d") == (
        0,
        """\
conduct focal point
  overdue
    2026-10-01  topic/time-limits/answer (en): base/en/topics/time-limits.yaml, line 12; last on 2025-10-01

ethics officer
  due by 2026-12-20
    2026-12-01  topic/confidentiality/answer (en): base/en/topics/confidentiality.yaml, line 6; last on 2026-06-01

gender focal point
  nobody signed it yet
    contact/ke-emergency: base/contacts/ke.yaml, line 2
    contact/ke-law: base/contacts/ke.yaml, line 6
    contact/ke-line: base/contacts/ke.yaml, line 3
    contact/un-ombudsman: base/contacts/global.yaml, line 2

1 overdue, 1 due by 2026-12-20, 4 that nobody signed yet.
""",
    )


def test_the_keepers_of_the_base_see_every_language_and_what_is_confirmed_once_for_all(desk):
    code, said = desk.types("overdue", str(desk.base))
    assert code == 0
    assert "topic/time-limits/answer (fr): base/fr/topics/time-limits.yaml, line 6" in said
    assert "who keeps the shared base\n  nobody signed it yet\n    contact/un-ombudsman" in said
    assert "ke-line" not in said
    assert said.endswith(
        "1 overdue, 2 that nobody signed yet.\n"
        "Not listed: 4 contacts that each office tries. Name its folder.\n"
    )


def test_time_moves_what_was_confirmed_from_fresh_to_due_to_overdue(desk):
    desk.here("confirm", "ke-line", "--by", "gender focal point")
    place = "contact/ke-line: our-office/contacts/ke.yaml, line 5; last on 2026-11-20"
    for days, within, expected in (
        (0, "30d", False),
        (70, "30d", True),
        (92, "0d", False),
        (93, "0d", True),
    ):
        desk.now = dt.datetime(2026, 11, 20, 10, tzinfo=dt.UTC) + dt.timedelta(days=days)
        said = desk.here("overdue", "--within", within)[1]
        assert (f"2027-02-20  {place}" in said) is expected, days
    assert "  overdue\n    2027-02-20  contact/ke-line" in said


def test_an_answer_that_the_office_wrote_anew_has_to_be_read_anew(desk):
    desk.write(desk.office / "en" / "topics" / "confidentiality.yaml", "answer: We keep it.\n")
    said = desk.here("overdue")[1]
    assert "topic/confidentiality/answer (en): our-office/en/topics/confidentiality.yaml" in said


def test_what_is_withdrawn_or_of_another_country_or_organisation_is_not_listed(desk):
    desk.here("withdraw", "contact/ke-line", "--why", "rings out")
    desk.here("withdraw", "topic/time-limits/answer", "--why", "the rule changed")
    text = (desk.base / "contacts" / "global.yaml").read_text()
    desk.write(
        desk.base / "contacts" / "global.yaml",
        text.replace("{channel", "{organisations: [undp], channel"),
    )
    said = desk.here("overdue")[1]
    for name in ("ke-line", "time-limits", "ug-line", "ke-copied", "ke-web", "un-ombudsman"):
        assert name not in said
    assert "ke-emergency" in said


def test_without_a_country_every_contact_is_listed(desk):
    desk.write(desk.office / "overlay.yaml", OFFICE.replace("country: ke\ncity: nairobi\n", ""))
    assert "contact/ug-line" in desk.here("overdue")[1]


@pytest.mark.parametrize("time", ["soon", "", "-3d", "30", "30 y", "9999d"])
def test_a_time_that_is_none_is_said(desk, time):
    code, said = desk.here("overdue", f"--within={time}")
    assert code == 2
    assert "Write it as in --within 30d, 6w or 3m." in said


@pytest.mark.parametrize("time", ["30d", "4w", "1m", "30 days", "2 weeks"])
def test_a_time_is_written_short_or_long(desk, time):
    assert desk.here("overdue", "--within", time)[0] == 0


def test_on_broken_files_the_list_is_not_made(desk):
    desk.write(desk.office / "topics.yaml", "a: [\n")
    code, said = desk.here("overdue")
    assert (code, "our-office/topics.yaml" in said) == (2, True)
