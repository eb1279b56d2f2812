"""`whereto knowledge new …`: files that say what to write; the check then lists what is still missing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from focal_point import FocalPoint

from bot import format as fmt
from bot.cli.main import main
from bot.editing import MODELINE
from bot.loader import load, shipped_knowledge
from bot.tree_reader import read_tree


@pytest.fixture
def desk(tmp_path: Path, monkeypatch) -> FocalPoint:
    monkeypatch.chdir(tmp_path)
    return FocalPoint(tmp_path)


def listed(said: str, folder: str) -> set[str]:
    """The problems that a check tells of the files below a folder: id and field or line."""
    blocks = re.findall(
        rf"^({folder}/\S+?)(?:, line \d+)?  \(([\w-]+)\)\n\n    ([\w-]+)", said, re.MULTILINE
    )
    return {f"{problem} {name}" for _, problem, name in blocks}


def test_a_new_topic_of_an_office_is_listed_field_by_field_until_it_is_filled_in(desk):
    code, said = desk.here("new", "topic", "team-retreats")
    assert code == 0
    assert said == (
        "our-office/topics.yaml: added, at its end\n"
        "our-office/en/topics/team-retreats.yaml: made\n"
        "Fill them in; what is missing: whereto knowledge check base our-office\n"
    )
    assert listed(desk.here("check")[1], "our-office") == {
        *(f"missing-field {name}" for name in ("title", "phrases", "answer", "group", "scope")),
        *("missing-field owner", "missing-field review_every"),
        *("too-few-doors channels", "fact-without-source answer"),
    }
    load([desk.base, desk.office])
    facts = desk.office / "topics.yaml"
    filled = {
        "group:": "group: prevent",
        "scope:": "scope: What holds at a retreat.",
        "channels: []": "channels: [ombudsman, counsellor]",
        "owner:": "owner: gender focal point",
        "review_every:": "review_every: 12 months",
        "title:": "title: At a retreat",
        "phrases: []": "phrases: [what about our retreat]",
        "answer:": "answer: |\n  The same rules hold there.",
        "sources: []": "sources: [page]",
    }
    for file in (facts, desk.office / "en" / "topics" / "team-retreats.yaml"):
        lines = [
            line[: len(line) - len(line.lstrip())] + filled.get(line.strip(), line.strip())
            for line in file.read_text().splitlines()
        ]
        file.write_text("\n".join(lines) + "\n")
    assert "our-office/" not in desk.here("check")[1]
    texts = load([desk.base, desk.office]).wording("en").texts
    assert texts["topic/team-retreats/answer"] == "The same rules hold there."


def test_a_new_topic_of_the_base_stands_at_the_end_of_its_list_and_needs_every_language(desk):
    before = (desk.base / "topics.yaml").read_text()
    assert desk.types("new", "topic", "team-retreats", str(desk.base))[0] == 0
    assert (desk.base / "topics.yaml").read_text().startswith(before + "\nteam-retreats:\n")
    assert (desk.base / "en" / "topics" / "team-retreats.yaml").is_file()
    said = desk.types("check", str(desk.base))[1]
    assert "whereto knowledge new topic team-retreats --language fr base" in said


def test_a_translation_has_the_english_above_each_text_and_its_sources(desk):
    code, said = desk.types("new", "topic", "confidentiality", "--language", "fr", str(desk.base))
    assert code == 0
    assert "base/fr/topics/confidentiality.yaml: made" in said
    text = (desk.base / "fr" / "topics" / "confidentiality.yaml").read_text()
    assert "# Only those who have to.\nanswer:\n" in text
    assert "sources: [page]\n" in text
    load([desk.base]).wording("fr")
    code, said = desk.here("new", "topic", "time-limits", "--language", "sw")
    assert (code, '"sw" is no language to translate to here.' in said) == (2, True)


def test_a_role_in_english_is_shown_to_whoever_translates(desk):
    (desk.base / "fr" / "topics" / "time-limits.yaml").unlink()
    desk.types("new", "topic", "time-limits", "--language", "fr", str(desk.base))
    text = (desk.base / "fr" / "topics" / "time-limits.yaml").read_text()
    assert "# roles:\n#   manager: |\n#     Do not wait for it.\n" in text


def test_a_new_language_is_english_with_a_notice_until_it_is_translated(desk):
    code, said = desk.here("new", "language", "sw")
    assert code == 0
    for name in ("urgent", "channels", "interface", "guides"):
        assert f"our-office/sw/{name}.yaml: made" in said
    assert (desk.office / "sw" / "urgent.yaml").read_text().startswith("# Danger.\n# Below stands")
    found = listed(desk.here("check")[1], "our-office")
    assert found == {
        f"missing-field {name}" for name in ("name", "direction", "script", "function_words")
    }
    knowledge = load([desk.base, desk.office])
    assert knowledge.wording("sw").texts == {}
    assert [w.language.tag for w in knowledge.fallbacks("sw")] == ["sw", "en"]


def test_every_line_of_an_english_file_comes_back_when_its_sign_is_taken_away(desk):
    desk.here("new", "language", "sw")
    lines = (desk.base / "en" / "interface.yaml").read_text().splitlines()
    english = [line for line in lines if not line.startswith(MODELINE)]
    made = (desk.office / "sw" / "interface.yaml").read_text().splitlines()
    back = [line[2:] if line.startswith("# ") else line[1:] for line in made[-len(english) + 2 :]]
    assert back == english[2:]


def test_a_new_office_lies_over_the_base_with_the_local_contacts_to_call(desk):
    words = ("--organisation", "un-women", "--country", "ke", "--city", "nairobi")
    words += (
        "--office",
        "UN Women Nairobi",
        "--languages",
        "en,fr",
        "--owner",
        "gender focal point",
    )
    code, said = desk.types("new", "office", "nairobi-office", *words)
    assert code == 0
    assert "nairobi-office/overlay.yaml: made\nnairobi-office/contacts/ke.yaml: made\n" in said
    tree = read_tree([shipped_knowledge(), desk.base.parent / "nairobi-office"], ())
    asked = {e.id for e in tree.entries_of(fmt.CONTACTS) if e.file.layer == 1}
    known = {
        e.id for e in tree.entries_of(fmt.CONTACTS) if e.file.path.endswith("contacts/ke.yaml")
    }
    assert asked == known
    assert "ke-emergency" in asked
    assert desk.types("check", "nairobi-office") == (0, "No problems.\n")
    knowledge = load([Path("nairobi-office")])
    assert knowledge.scope.office == "UN Women Nairobi"
    assert knowledge.scope.languages == ("en", "fr")
    assert (
        desk.types("confirm", "ke-emergency", "--by", "security focal point", "nairobi-office")[0]
        == 0
    )


def test_what_nobody_can_guess_of_an_office_has_to_be_said(desk):
    code, said = desk.types("new", "office", "ours")
    assert (code, said) == (2, "This has to be said.\nAdd: --country …\nNothing was changed.\n")
    assert not Path("ours").exists()


def test_a_new_office_and_an_instance_begin_with_the_same_layer(desk):
    words = ("--country", "Kenya", "--city", "Nairobi", "--office", "Ours", "--yes")
    assert main(["init", "instance", *words]) == 0
    assert desk.types("new", "office", "ours", *words)[0] == 0
    instance = str(Path("instance").absolute() / "overlay")
    for path in ("overlay.yaml", "contacts/ke.yaml"):
        made = Path("ours", path).read_text("utf-8")
        assert Path("instance/overlay", path).read_text("utf-8").replace(instance, "ours") == made


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("topic", "Team Retreats"), "For example: team-retreats"),
        (("topic", "time-limits"), '"time-limits" is a topic already (base/topics.yaml, line 2).'),
        (("topic", "../x"), "is no id"),
        (("topic", "zzz", "--language", "fr"), '"zzz" has no English text'),
        (("language", "fr"), '"fr" is a language here already.'),
        (("language", "Swahili"), "For example: sw for Swahili"),
        (("language", "../sw"), "is no language tag"),
        (("tpoic", "x"), 'Did you mean "topic"?'),
    ],
)
def test_a_slip_is_explained_and_nothing_is_made(desk, words, told):
    before = desk.held()
    code, said = desk.here("new", *words)
    assert code == 2
    assert told in said
    assert desk.held() == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--organisation", "un-woman"), 'Did you mean "un-women"?'),
        (("--country", "Kenia"), 'Did you mean "Kenya"?'),
        (("--city", "nairobbi"), 'Did you mean "Nairobi"?'),
        (
            ("--city", "nairobi", "--country", "ug"),
            '"nairobi" lies in the country "ke", not in "ug".',
        ),
        (("--languages", "en,klingon"), '"klingon" is not a language here.'),
        (("--owner", "Amina Otieno"), "This looks like a person, not a role."),
        (("--country", "../x"), '"../x" is not a country.'),
    ],
)
def test_an_office_that_cannot_be_is_not_made(desk, words, told):
    known = {"--country": "ke", "--office": "Ours"} | dict(
        zip(words[::2], words[1::2], strict=True)
    )
    given = [word for pair in known.items() for word in pair]
    code, said = desk.types("new", "office", "ours", *given)
    assert code == 2
    assert told in said
    assert not Path("ours").exists()


def test_nothing_is_written_over(desk):
    desk.write(desk.office / "en" / "topics" / "team-retreats.yaml", "# Mine.\n")
    desk.write(desk.office / "sw" / "urgent.yaml", "# Mine.\n")
    before = desk.held()
    for words in (("topic", "team-retreats"), ("language", "sw")):
        code, said = desk.here("new", *words)
        assert (code, "file-there" in said or "is a topic already" in said) == (2, True), said
    code, said = desk.types("new", "office", "our-office", "--country", "ke", "--office", "Ours")
    assert (code, "nothing is written over it" in said) == (2, True)
    assert desk.held() == before


def test_the_knowledge_of_the_program_itself_is_not_changed(desk):
    for words in (("topic", "team-retreats"), ("language", "sw")):
        code, said = desk.types("new", *words)
        assert code == 2
        assert "Name your folder last: whereto knowledge new" in said
