"""`whereto knowledge preview`: the reply as a person sees it, and what is not shown, with the reason."""

from __future__ import annotations

import datetime as dt
import importlib
from dataclasses import replace
from itertools import product

import pytest
from conftest import NOW

from bot.cli.main import main
from bot.contacts import contacts_for
from bot.facts import Contact
from bot.format import CHANNEL_KINDS
from bot.knowledge import Knowledge
from bot.plain import draw
from bot.session import Session
from bot.setting import Setting
from bot.upkeep.showing import Viewer, remarks, show, why_hidden

TODAY = NOW.date()
LONG_AGO = dt.date(2024, 1, 1)
PLATFORMS = ("slack", "teams", "telegram")


def viewer(platform: str = "terminal", language: str = "en", **session: str) -> Viewer:
    return Viewer(Session(**session), Setting(), platform, language)


@pytest.fixture
def run(capsys):
    def whereto(*arguments: str) -> tuple[int, str, str]:
        code = main(["knowledge", "preview", *arguments])
        return (code, *capsys.readouterr())

    return whereto


@pytest.mark.parametrize("audience", ["internal", "public", "preview"])
@pytest.mark.parametrize("country", ["ke", None])
def test_a_contact_has_a_reason_exactly_where_it_is_not_shown(knowledge, audience, country):
    for organisation, channel in product((None, "un-women"), CHANNEL_KINDS):
        session = Session(country=country, organisation=organisation)
        setting = Setting(audience=audience)
        shown = {s.contact.id for s in contacts_for(knowledge, session, setting, channel, TODAY)}
        person = Viewer(session, setting, "terminal")
        for contact in knowledge.contacts_of.get(channel, ()):
            reason = why_hidden(knowledge, person, contact, TODAY)
            assert (reason == "") == (contact.id in shown), contact.id


LINE = Contact(
    "line", "gbv-service", "Line", "ke", phone=("1",), quality="official", visibility="public"
)


@pytest.mark.parametrize(
    ("contact", "reason"),
    [
        (LINE, "not confirmed by your office"),
        (replace(LINE, confirmed_on=TODAY), ""),
        (replace(LINE, confirmed_on=LONG_AGO), "tried on 2024-01-01, too long ago: try it again"),
        (replace(LINE, country="so"), "of another country (so)"),
        (replace(LINE, city="nairobi"), "for nairobi alone"),
        (replace(LINE, organisations=("who",)), "of another organisation (who)"),
        (replace(LINE, phone=()), "it has no number, mailbox, page or address"),
        (replace(LINE, quality="dataset"), 'the quality of its source, "dataset", is not enough'),
        (replace(LINE, visibility="confidential-place"), "a confidential place is never shown"),
        (replace(LINE, visibility="internal"), "internal, and this audience is public"),
    ],
)
def test_each_reason_is_said_where_it_holds(contact, reason):
    knowledge = Knowledge(topics={}, languages={}, contacts=(contact,))
    session = Session(country="ke", organisation="un-women")
    person = Viewer(session, Setting(audience="public"), "terminal")
    assert reason == why_hidden(knowledge, person, contact, TODAY)


def test_a_contact_that_an_overlay_takes_out_of_use_says_so():
    knowledge = Knowledge(
        topics={}, languages={}, contacts=(LINE,), withdrawn=frozenset({"contact/line"})
    )
    reason = why_hidden(knowledge, viewer(country="ke"), LINE, TODAY)
    assert reason == "taken out of use by the overlay"


def test_the_reply_is_the_one_that_a_person_gets(knowledge, run):
    shown = show(knowledge, viewer(country="ke"), "time-limits", NOW)
    code, out, err = run("time-limits", "--country", "ke")
    assert (code, err) == (0, "")
    assert draw(shown.turn.reply, 80).split() == out.partition("────")[0].split()
    assert shown.more is not None
    assert f"\n──── After “{shown.label}” ────\n" in out


def test_who_and_where_changes_what_is_shown(knowledge):
    plain = show(knowledge, viewer(), "time-limits", NOW).turn.reply
    manager = show(knowledge, viewer(role="manager"), "support-a-colleague", NOW).turn.reply
    other = show(knowledge, viewer(), "support-a-colleague", NOW).turn.reply
    assert "topic/support-a-colleague/role/manager" in manager.entries
    assert "topic/support-a-colleague/role/manager" not in other.entries
    own = show(knowledge, viewer(organisation="un-women"), "time-limits", NOW).turn.reply
    assert "contact/unwomen-investigations" in own.entries
    assert "contact/unwomen-investigations" not in plain.entries


def test_an_urgent_topic_shows_its_steps_and_why_no_local_number_stands_there(knowledge):
    person = viewer(country="ke")
    shown = show(knowledge, person, "emergency-now", NOW)
    assert shown.turn.reply.urgent == "emergency-now"
    lines = list(remarks(knowledge, person, shown, TODAY))
    assert "reviewed   by nobody yet: en/urgent.yaml" in lines
    assert any("(ke-emergency, emergency): not confirmed by your office" in one for one in lines)
    assert any(one.startswith("elsewhere  ") and "another country" in one for one in lines)


@pytest.mark.parametrize("language", ["en", "ar", "zh"])
@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_platform_is_read_back_with_every_word_of_the_reply(knowledge, platform, language):
    adapter = importlib.import_module(f"adapters.{platform}")
    reply = show(knowledge, viewer(platform, language), "time-limits", NOW).turn.reply
    text = adapter.read_back(adapter.render_reply(reply, lambda choice: choice))
    marks = dict.fromkeys(map(ord, "\u200f\u2066\u2069"))
    words = text.translate(marks).split()
    missing = [word for piece in reply.pieces() for word in piece.text.split() if word not in words]
    assert [word for word in missing if word not in text.translate(marks)] == []
    assert reply.heading is not None
    assert text.translate(marks).startswith(reply.heading.text)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_command_shows_a_platform_as_that_draws(run, platform):
    code, out, _ = run("time-limits", "--platform", platform, "--role", "non-staff")
    assert code == 0
    assert out.startswith("Reply from the guide\n")
    assert "For you, not for the person" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("time-limts",), 'Did you mean "time-limits"?'),
        (("time-limits", "--language", "frr"), 'Did you mean "fr"?'),
        (("time-limits", "--role", "manger"), 'Did you mean "manager"?'),
        (("time-limits", "--office", "nairoby"), 'Did you mean "nairobi"?'),
        (("time-limits", "--country", "qq"), "There are: "),
        (("time-limits", "--organisation", "un-woman"), 'Did you mean "un-women"?'),
        (("time-limits", "--platform", "slak"), 'Did you mean "slack"?'),
        (("time-limits", "no-such-folder"), "This folder is not there."),
    ],
)
def test_a_name_that_is_not_known_is_answered_with_the_one_that_was_meant(run, arguments, said):
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert said in err


def test_words_borrowed_from_another_language_are_named(knowledge, tmp_path):
    from bot.loader import load, shipped_knowledge

    overlay = tmp_path / "office"
    (overlay / "fr").mkdir(parents=True)
    (overlay / "overlay.yaml").write_text("# An office.\nextends: base\nowner: hr\n")
    (overlay / "en/topics").mkdir(parents=True)
    (overlay / "en/topics/time-limits.yaml").write_text(
        "# A topic.\nmeaning_changed: yes\nanswer: |\n  Ask us.\nsources: [kh-report]\n"
    )
    own = load([shipped_knowledge(), overlay])
    person = viewer(language="fr")
    shown = show(own, person, "time-limits", NOW)
    lines = list(remarks(own, person, shown, TODAY))
    assert "borrowed   topic/time-limits/answer has no words in français" in lines
