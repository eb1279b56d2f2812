"""The poster: danger first, only what somebody confirmed, one page always, in letters that are there."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import NOW

from bot.cli.main import main
from bot.loader import load
from bot.problem import KnowledgeError
from bot.publishing.paper import pdf_of
from bot.publishing.poster import missing_for_a_poster, poster_of
from bot.publishing.readership import Readership
from bot.publishing.sheet import FONTS
from bot.setting import Setting

OFFICE = Path(__file__).parent / "data" / "published-office"
LINK = "https://t.me/WhereToGuideBot"


@pytest.fixture(scope="module")
def office():
    return load([OFFICE])


def reading(knowledge, tag: str = "en", audience: str = "public", now=NOW):
    return Readership(knowledge, Setting(audience=audience), now).reading(tag)  # type: ignore[arg-type]


def test_the_numbers_for_danger_stand_first_and_were_all_tried(office):
    poster = poster_of(reading(office), LINK)
    assert [entry.name for entry in poster.numbers] == [
        "Emergency number",
        "Medical service or clinic",
    ]
    assert poster.numbers[0].ways == ("999", "112")
    assert {entry.standing for entry in poster.numbers} == {"tried on 18 Nov 2026"}
    assert poster.tell == ("+254 20 555 0103", "focal-point@office.example.org")


def test_there_is_more_than_one_door_and_none_that_nobody_may_see(office):
    for audience in ("public", "internal"):
        poster = poster_of(reading(office, audience=audience), LINK)
        assert 2 <= len(poster.routes) <= 4
        shown = " ".join(poster.texts())
        assert "555 0199" not in shown
        assert "0800 730 999" not in shown
        assert ("555 0101" in shown) == (audience == "internal")


def test_every_word_of_a_poster_is_of_the_knowledge_in_its_language(office):
    for tag in ("en", "ar", "zh"):
        poster = poster_of(reading(office, tag), LINK)
        texts = office.wording(tag).texts
        said = (poster.title, poster.warm, poster.danger, poster.where, poster.scan, poster.wrong)
        assert {*said, *poster.about} <= set(texts.values())
        assert {entry.name for entry in poster.routes} <= set(texts.values())


def test_nothing_confirmed_means_no_poster_and_says_what_to_do(knowledge):
    where = replace(knowledge.scope, country="ke", city="nairobi")
    found = missing_for_a_poster(reading(replace(knowledge, scope=where)))
    assert [problem.id for problem in found] == ["unconfirmed-route"] * 3
    (nowhere,) = missing_for_a_poster(reading(knowledge))
    assert nowhere.id == "no-office"


def test_a_number_that_is_overdue_hangs_on_no_wall(office):
    later = NOW.replace(year=2027, month=4)
    (found,) = missing_for_a_poster(reading(office, now=later))
    assert found.id == "no-number"


def test_what_is_only_for_people_inside_is_no_reason_to_refuse_them(office):
    contacts = tuple(
        replace(one, visibility="internal") if one.channel == "emergency" else one
        for one in office.contacts
    )
    inside = replace(office, contacts=contacts)
    assert [one.id for one in missing_for_a_poster(reading(inside))] == ["no-number"]
    assert missing_for_a_poster(reading(inside, audience="internal")) == []


@pytest.mark.parametrize("tag", ["en", "ar", "zh"])
def test_it_is_one_page_with_its_letters_inside_it(office, tag):
    poster = poster_of(reading(office, tag), LINK)
    made = pdf_of(poster, NOW)
    assert len(re.findall(rb"/Type /Page\b", made)) == 1
    assert f"/Lang ({tag})".encode() in made
    assert made.count(b"/FontFile2") >= 2
    assert made.startswith(b"%PDF-")


def test_without_a_link_or_a_focal_point_the_rest_stands_and_the_same_is_the_same_file(office):
    poster = replace(poster_of(reading(office), ""), tell=())
    assert LINK not in poster.texts()
    assert pdf_of(poster, NOW) == pdf_of(poster, NOW)


def test_long_texts_are_drawn_smaller_and_those_that_never_fit_are_named(office):
    poster = poster_of(reading(office), LINK)
    pdf_of(replace(poster, wrong=poster.wrong * 4), NOW)
    with pytest.raises(KnowledgeError) as refused:
        pdf_of(replace(poster, warm="A very long line. " * 200), NOW)
    assert "A very long line." in refused.value.problems[0].what


def test_a_letter_that_no_font_has_is_named(office):
    poster = replace(poster_of(reading(office), LINK), warm="የት")
    with pytest.raises(KnowledgeError) as refused:
        pdf_of(poster, NOW)
    assert "U+12E8" in refused.value.problems[0].what


def test_an_office_may_bring_a_font_and_a_file_that_is_none_is_said_so(office, tmp_path):
    poster = poster_of(reading(office, "ar"), "")
    assert pdf_of(poster, NOW, FONTS / "NotoSansArabic-Bold.ttf").startswith(b"%PDF-")
    (tmp_path / "letter.ttf").write_text("no font")
    for name in ("letter.ttf", "not-there.ttf"):
        with pytest.raises(KnowledgeError) as refused:
            pdf_of(poster, NOW, tmp_path / name)
        assert refused.value.problems[0].id == "no-font"


def test_the_command_makes_a_poster_and_never_replaces_a_file_unasked(tmp_path, capsys):
    to = tmp_path / "wall.pdf"
    given = [
        "knowledge",
        "poster",
        "--language",
        "en",
        "--link",
        LINK,
        "--to",
        str(to),
        str(OFFICE),
    ]
    assert main(given) == 0
    assert to.read_bytes().startswith(b"%PDF-")
    to.write_bytes(b"mine")
    assert main(given) == 2
    assert to.read_bytes() == b"mine"
    assert "--force" in capsys.readouterr().err
    assert main([*given, "--force"]) == 0


@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        (["--office", "nairobi"], 1, "No emergency route is confirmed here."),
        ([], 1, "--office nairobi"),
        (["--office", "nairobbi"], 2, 'Did you mean "Nairobi"?'),
        (["--language", "xx"], 2, '"xx" is not a language here.'),
        (["--link", "http://chat.example.org"], 2, "begins with https://"),
        (["--link", "javascript:alert(1)"], 2, "begins with https://"),
    ],
)
def test_what_keeps_a_poster_from_being_made_is_said(tmp_path, capsys, given, code, said):
    to = tmp_path / "wall.pdf"
    try:
        found = main(["knowledge", "poster", "--to", str(to), *given])
    except SystemExit as left:
        found = left.code
    out, err = capsys.readouterr()
    assert (found, said in out + err) == (code, True)
    assert not to.exists()


def test_a_folder_that_is_not_there_is_said_so(tmp_path, capsys):
    to = tmp_path / "nowhere" / "wall.pdf"
    assert main(["knowledge", "poster", "--to", str(to), str(OFFICE)]) == 2
    assert "cannot be written" in capsys.readouterr().err
