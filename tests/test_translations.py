"""A translation says of which English text it is; when that changes, nobody reads a wrong number."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import NOW, PREVIEW

from bot.cli.main import main
from bot.editing import with_line
from bot.loader import load, shipped_knowledge
from bot.message import Message
from bot.session import Session
from bot.translations import numbers_in, sources_in, translations_in
from bot.tree_reader import read_tree
from bot.turn import respond

LANGUAGES = """
en: {name: English, direction: left-to-right, fallback: null, script: latin, function_words: [how]}
fr: {name: français, direction: left-to-right, fallback: en, script: latin, function_words: [ai]}
"""
TOPICS = """
time-limits:
  group: report
  scope: Until when.
  channels: [ombudsman, investigation]
  owner: conduct focal point
  review_every: 12 months
"""
ENGLISH = """title: Until when
phrases: [how long do I have]
answer: |
  Ask within 60 days.
  Informal talks do not stop this.
sources: [kh-report]
reviewed: null
"""
FRENCH = """# Ce que lit la personne qui demande jusqu'à quand.
title: Jusqu'à quand
phrases: [combien de temps ai-je]
answer: |
  Demandez dans les 60 jours. # pas un commentaire
sources: [kh-report]
# vu avec le service juridique
reviewed: null
"""


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A base of one topic in two languages, its translation stamped."""
    for tag, text in (("en", ENGLISH), ("fr", FRENCH)):
        (tmp_path / tag / "topics").mkdir(parents=True)
        (tmp_path / tag / "topics" / "time-limits.yaml").write_text(text, encoding="utf-8")
        shipped = shipped_knowledge() / tag / "interface.yaml"
        (tmp_path / tag / "interface.yaml").write_bytes(shipped.read_bytes())
    (tmp_path / "languages.yaml").write_text(LANGUAGES, encoding="utf-8")
    (tmp_path / "topics.yaml").write_text(TOPICS, encoding="utf-8")
    assert main(["knowledge", "translated", "time-limits", "fr", str(tmp_path)]) == 0
    return tmp_path


def change(base: Path, old: str, new: str) -> None:
    file = base / "en" / "topics" / "time-limits.yaml"
    file.write_text(file.read_text("utf-8").replace(old, new), encoding="utf-8")


def asked_in_french(base: Path) -> tuple[str, bool]:
    """The answer that is shown, and whether a notice says that it is not in French."""
    message = Message("combien de temps ai-je", language="fr")
    reply = respond(load([base]), Session(), message, NOW, PREVIEW).reply
    (answer,) = [piece.text for piece in reply.pieces() if piece.entry.endswith("/answer")]
    return answer, "interface/fallback-language" in reply.entries


def test_every_shipped_translation_is_of_the_english_text_of_today():
    tree = read_tree([shipped_knowledge()])
    found = list(translations_in(tree, sources_in(tree)))
    assert len(found) == 5 * len(list((shipped_knowledge() / "en" / "topics").iterdir()))
    behind = [f"{item.file.language} {item.id}" for item, state in found if state != "right"]
    assert behind == []


def test_a_stamp_is_one_line_before_the_signature_and_comments_stay(base):
    text = (base / "fr" / "topics" / "time-limits.yaml").read_text("utf-8")
    before, after = FRENCH.split("reviewed")
    stamped = text.removeprefix(before).removesuffix("reviewed" + after)
    assert text.startswith(before)
    assert text.endswith("reviewed" + after)
    assert stamped.startswith("translated_from: ")
    assert stamped.count("\n") == 1


def test_a_second_stamp_takes_the_place_of_the_first():
    once = with_line(FRENCH, "translated_from", "0badcafe-0123")
    assert with_line(once, "translated_from", "9a902050-b7b2") == once.replace(
        "0badcafe-0123", "9a902050-b7b2"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: b", "a: b\nx: y\n"),
        ("", "x: y\n"),
        ("a: b\r\nreviewed: null\r\n", "a: b\r\nx: y\r\nreviewed: null\r\n"),
        ("x:\nxx: 1\n", "x: y\nxx: 1\n"),
        ("a: |\n  x: 1\n", "a: |\n  x: 1\nx: y\n"),
    ],
)
def test_a_line_is_set_at_the_top_level_only(text, expected):
    assert with_line(text, "x", "y") == expected


def test_a_translation_that_is_behind_goes_on_being_served(base):
    change(base, "Informal talks", "Talks of any kind")
    assert asked_in_french(base) == ("Demandez dans les 60 jours. # pas un commentaire", False)


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("60", "30", "Ask within 30 days.\nInformal talks do not stop this."),
        (
            "this.",
            "this.\n  Then 90.",
            "Ask within 60 days.\nInformal talks do not stop this.\nThen 90.",
        ),
    ],
)
def test_after_a_number_changed_the_english_is_shown_with_a_notice(base, old, new, shown):
    change(base, old, new)
    assert asked_in_french(base) == (shown, True)


def test_after_the_meaning_changed_the_english_is_shown_until_it_is_translated_anew(base):
    change(base, "do not stop this.", "stop this.")
    change(base, "reviewed:", "meaning_changed: yes\nreviewed:")
    assert asked_in_french(base)[1]
    assert main(["knowledge", "translated", "time-limits", "fr", str(base)]) == 0
    assert asked_in_french(base) == ("Demandez dans les 60 jours. # pas un commentaire", False)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("days.\n  Informal", "days. Informal"),
        ("[how long do I have]", "[how many weeks have I got]"),
        ("sources: [kh-report]", "sources: [kh-report, seed-001]\nnotes: Asked in 2026."),
    ],
)
def test_what_nobody_reads_and_where_lines_break_changes_no_stamp(base, old, new):
    change(base, old, new)
    tree = read_tree([base])
    assert [state for _, state in translations_in(tree, sources_in(tree))] == ["right"]


def test_the_title_of_a_wrong_translation_stays_so_that_menus_can_be_read(base):
    change(base, "60", "30")
    texts = load([base]).wording("fr").texts
    assert texts["topic/time-limits/title"] == "Jusqu'à quand"
    assert "topic/time-limits/answer" not in texts


def test_a_translation_with_another_number_is_not_stamped(base, capsys):
    change(base, "60", "30")
    file = base / "fr" / "topics" / "time-limits.yaml"
    before = file.read_bytes()
    capsys.readouterr()
    assert main(["knowledge", "translated", "time-limits", "fr", str(base)]) == 1
    told = capsys.readouterr().out
    assert "The English text also has 30. 60 is not in the English text." in told
    assert told.endswith("1 problem in 1 file. Nothing was stamped.\n")
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("topic", "language", "told"),
    [
        ("time-limit", "fr", 'Did you mean "time-limits"?'),
        ("time-limits", "frr", 'Did you mean "fr"?'),
        ("time-limits", "en", "There are: fr."),
    ],
)
def test_a_word_that_is_not_known_is_answered_with_the_near_one(
    base, topic, language, told, capsys
):
    assert main(["knowledge", "translated", topic, language, str(base)]) == 2
    assert told in capsys.readouterr().err


def test_what_is_behind_is_listed_by_language_and_by_who_answers_for_it(base, capsys):
    capsys.readouterr()
    assert main(["knowledge", "stale", str(base)]) == 0
    assert capsys.readouterr().out == "Every translation is of the text of today.\n"
    change(base, "60", "30")
    assert main(["knowledge", "stale", str(base)]) == 0
    assert capsys.readouterr().out == (
        "fr\n"
        "  conduct focal point\n"
        "    time-limits: a number or the meaning changed; the English is shown meanwhile\n"
    )


def test_numbers_are_the_same_in_all_digits():
    assert numbers_in("72 hours, ST/SGB/2019/8") == numbers_in("٧٢ ساعة، ２０１９，8 小时，072")
    assert numbers_in("two days") == set()
