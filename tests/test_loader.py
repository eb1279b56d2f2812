"""Layers to knowledge: what an office's overlay changes, adds and takes away."""

from __future__ import annotations

import datetime as dt

import pytest
from conftest import NOW, PREVIEW, Talk

from bot.facts import Scope
from bot.loader import load, shipped_knowledge
from bot.message import Message
from bot.problem import KnowledgeError
from bot.session import Session
from bot.turn import respond

OVERLAY = {
    "overlay.yaml": """
extends: base
organisation: un-women
country: ke
city: nairobi
office: UN Women Nairobi
languages: [en]
owner: gender focal point
withdraw: [contact/un-speak-up-helpline, topic/clearcheck/answer]
""",
    "contacts/ke.yaml": """
our-counsellor:
  channel: counsellor
  name: Counsellor of the office
  country: ke
  city: nairobi
  phone: ["0700 000 111"]
  quality: official
  confirm_by: office
  confirmed: {by: gender focal point, on: "2026-11-01"}
  visibility: internal
  read: "2026-11-01"
  sources: [seed-001]
ke-gbv-1195:
  country: ke
  confirmed: {by: gender focal point, on: "2026-11-10"}
""",
    "en/topics/helpline.yaml": """
answer: |
  Our own line answers at any hour.
phrases:
  - the blue sticker number
sources: [seed-001]
""",
    "topics.yaml": """
tea-kitchen:
  group: support
  scope: Who looks after the quiet room.
  channels: [counsellor, ombudsman]
  owner: gender focal point
  review_every: 12 months
""",
    "en/topics/tea-kitchen.yaml": """
title: The quiet room
phrases:
  - where is the quiet room
  - key for the room on floor two
answer: |
  The quiet room is on floor two. The counsellor has the key.
sources: [seed-001]
reviewed: {by: null, on: null}
""",
}


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    folder = tmp_path_factory.mktemp("office")
    for name, text in OVERLAY.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip(), encoding="utf-8")
    return load([folder])


def ask(knowledge, text, **given):
    return respond(knowledge, Session(), Message(text, **given), NOW, PREVIEW).reply


def test_an_overlay_alone_is_laid_over_the_shipped_base(office, knowledge):
    assert set(office.topics) == {*knowledge.topics, "tea-kitchen"}
    assert office.scope == Scope("un-women", "ke", "nairobi", "UN Women Nairobi", ("en",))


def test_a_replaced_answer_is_the_offices_and_the_rest_of_the_topic_stays(office, knowledge):
    own, base = office.wording("en").texts, knowledge.wording("en").texts
    assert own["topic/helpline/answer"] == "Our own line answers at any hour."
    assert own["topic/helpline/title"] == base["topic/helpline/title"]
    assert own["topic/ombudsman/answer"] == base["topic/ombudsman/answer"]


@pytest.mark.parametrize(("said", "has_base_text"), [("no", True), ("yes", False)])
def test_an_answer_of_another_meaning_hides_the_older_ones_of_other_languages(
    said, has_base_text, tmp_path, knowledge
):
    """French goes on with the base's text unless the office says that it is no longer right."""
    topics = tmp_path / "en" / "topics"
    topics.mkdir(parents=True)
    (tmp_path / "overlay.yaml").write_text("extends: base\nowner: focal point\n")
    (topics / "ombudsman.yaml").write_text(
        f"answer: Room four, every day.\nsources: [seed-001]\nmeaning_changed: {said}\n"
    )
    office = load([tmp_path])
    entry = "topic/ombudsman/answer"
    assert office.wording("en").texts[entry] == "Room four, every day."
    assert (entry in office.wording("fr").texts) is has_base_text
    assert "topic/ombudsman/title" in office.wording("fr").texts
    reply = ask(office, "Comment joindre l'ombudsman des Nations Unies ?")
    assert reply.topic == "ombudsman"
    assert ("interface/fallback-language" in reply.entries) is not has_base_text


def test_an_answer_of_an_office_has_to_be_read_anew(tmp_path):
    base, office = tmp_path / "base", tmp_path / "office"
    for folder in (base, office):
        (folder / "en" / "topics").mkdir(parents=True)
    (base / "en" / "topics" / "one.yaml").write_text(
        "title: One\nphrases: [tell me one]\nanswer: One it is.\n"
        'reviewed: {by: legal office, on: "2026-11-01"}\n'
    )
    (office / "overlay.yaml").write_text("extends: base\nowner: focal point\n")
    changed = office / "en" / "topics" / "one.yaml"
    changed.write_text("phrases: [the first one]\n")
    assert load([base, office]).wording("en").reviewed == {"one": dt.date(2026, 11, 1)}
    changed.write_text("answer: Two it is.\n")
    assert load([base, office]).wording("en").reviewed == {}


def test_phrases_are_added_and_none_is_lost(office, knowledge):
    own, base = office.wording("en").phrases, knowledge.wording("en").phrases
    assert set(own["helpline"]) == {*base["helpline"], "the blue sticker number"}
    assert ask(office, "the blue sticker number").topic == "helpline"


def test_an_added_topic_is_found_and_answered(office):
    reply = ask(office, "where is the quiet room")
    assert reply.topic == "tea-kitchen"
    assert "contact/our-counsellor" in reply.entries


def test_one_changed_field_of_a_contact_keeps_the_others(office):
    (line,) = [contact for contact in office.contacts if contact.id == "ke-gbv-1195"]
    assert line.phone == ("1195",)
    assert line.confirmed_on == dt.date(2026, 11, 10)


def test_what_is_withdrawn_is_shown_no_more(office, knowledge):
    assert "contact/un-speak-up-helpline" in ask(knowledge, "number to call at night").entries
    assert "contact/un-speak-up-helpline" not in ask(office, "number to call at night").entries
    assert "topic/clearcheck/answer" not in office.wording("en").texts


def test_the_instance_knows_its_country_and_a_person_can_say_another(office):
    talk = Talk(office)
    assert "contact/ke-gbv-1195" in talk.say("is there a women's shelter").reply.entries
    talk.say("I moved to Juba")
    assert talk.session.country == "ss"
    assert "contact/ke-gbv-1195" not in talk.say("is there a women's shelter here").reply.entries


def test_a_configuration_wins_over_the_overlay(tmp_path):
    (tmp_path / "overlay.yaml").write_text("extends: base\nowner: focal point\ncountry: ke\n")
    assert load([tmp_path], Scope(country="ch")).scope.country == "ch"


def test_an_overlay_that_refers_to_nothing_is_refused(tmp_path):
    (tmp_path / "overlay.yaml").write_text("extends: base\nowner: focal point\n")
    folder = tmp_path / "en" / "topics"
    folder.mkdir(parents=True)
    (folder / "helpline.yaml").write_text("next: [no-such-topic]\n")
    with pytest.raises(KnowledgeError) as caught:
        load([tmp_path])
    assert [problem.id for problem in caught.value.problems] == ["unknown-topic"]


def test_a_missing_language_falls_back_with_a_notice(tmp_path):
    folder = tmp_path / "base"
    for tag in ("en", "pq"):
        (folder / tag / "topics").mkdir(parents=True)
        source = (shipped_knowledge() / "en" / "interface.yaml").read_text(encoding="utf-8")
        (folder / tag / "interface.yaml").write_text(source, encoding="utf-8")
    (folder / "languages.yaml").write_text(
        "en: {name: English, direction: left-to-right, fallback: null, script: latin,"
        " function_words: [the]}\n"
        "pq: {name: Pseudo, direction: right-to-left, fallback: en, script: latin,"
        " function_words: [zzla, zzum]}\n"
    )
    (folder / "en" / "topics" / "one.yaml").write_text(
        "title: One\nphrases: [tell me one]\nanswer: One it is.\n"
    )
    (folder / "pq" / "topics" / "one.yaml").write_text("title: Wun\nphrases: [zzla wun zzum]\n")
    knowledge = load([folder])
    reply = ask(knowledge, "zzla wun zzum")
    assert (reply.language, reply.topic, reply.is_right_to_left) == ("pq", "one", True)
    assert "interface/fallback-language" in reply.entries
    assert "topic/one/answer" in reply.entries


def test_the_order_in_which_files_lie_changes_nothing(tmp_path, knowledge):
    """The same knowledge, its topic files made anew in reverse order."""
    import shutil

    folder = tmp_path / "base"
    shutil.copytree(shipped_knowledge(), folder)
    topics = folder / "en" / "topics"
    texts = {path.name: path.read_text(encoding="utf-8") for path in topics.iterdir()}
    shutil.rmtree(topics)
    topics.mkdir()
    for name in sorted(texts, reverse=True):
        (topics / name).write_text(texts[name], encoding="utf-8")
    other = load([folder])
    for text in ("where can I report", "my boss touched me", "qwertz", "report"):
        assert ask(other, text) == ask(knowledge, text)
