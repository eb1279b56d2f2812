"""Guided questions: every state is reached and left, nothing gets stuck, every word is reviewed."""

from __future__ import annotations

import itertools
import json

import pytest
from conftest import MANY, NOW, PREVIEW, Talk
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_hostile_messages import texts

from bot.channel_ranking import BY_ANSWER, BY_PART, REASONS, SHOWN, best_channels
from bot.format import CARD_ROWS
from bot.jsonl import answer_lines
from bot.loader import load, shipped_knowledge
from bot.message import Card, Message
from bot.plain import columns, draw
from bot.session import Session
from bot.setting import Setting
from bot.turn import respond
from bot.way import way_of

LANGUAGES = ["en", "fr", "es", "ru", "ar", "zh"]
GUIDES = ["choose", "compare", "after-report", "told-me", "saw-it"]
COMMANDS = ["back", "skip", "next", "leave", "resume", "menu", "human", "stop", "more", "role"]
pressed = st.one_of(
    st.integers(1, 10).map(str),
    st.sampled_from([f"command:{name}" for name in COMMANDS]),
    st.sampled_from([f"guide:{name}" for name in GUIDES]),
    st.from_regex(r"guide:[a-z/@=:-]{0,20}", fullmatch=True),
)
turns = st.lists(
    st.tuples(
        st.sampled_from(["type", "press"]), texts, pressed, st.sampled_from([None, *LANGUAGES])
    ),
    max_size=9,
)


def _begun(knowledge, guide: str, **given: str) -> Talk:
    talk = Talk(knowledge)
    talk.say("", choose=f"guide:{guide}", **given)
    return talk


def _every_session(knowledge) -> list[Session]:
    """Every state of every guide that buttons lead to, each once by its place and its answers."""
    found: dict[tuple, Session] = {}
    ahead = [_begun(knowledge, guide).session for guide in knowledge.guides]
    while ahead:
        session = ahead.pop()
        way = way_of(knowledge, session)
        if way is None or session.asked != "guide" or len(way.path) > 6:
            continue
        picked = sum(step in ("first", "second", "third") and bool(said) for step, said in way.path)
        key = (session.guide[0], way.answers if way.guide.id != "compare" else picked)
        if key in found:
            continue
        found[key] = session
        for choice in session.offered:
            if choice.startswith("guide:") or choice in ("command:skip", "command:next"):
                turn = respond(knowledge, session, Message("", choose=choice), NOW, PREVIEW)
                ahead.append(Session.from_dict(turn.session.to_dict()))
    return list(found.values())


def test_every_step_is_reached_by_buttons_and_can_be_gone_back_from_skipped_and_left(knowledge):
    sessions = _every_session(knowledge)
    reached = {session.guide[0] for session in sessions}
    steps = {f"{g.id}/{step}" for g in knowledge.guides.values() for step in g.steps}
    assert reached == steps
    for session in sessions:
        for word in ("back", "skip", "leave", "stop", "human", "help", "danger"):
            turn = respond(knowledge, session, Message(word), NOW, PREVIEW)
            assert turn.session != session
            assert turn.reply.choices or word == "stop"
        assert respond(knowledge, session, Message("leave"), NOW, PREVIEW).session.guide == ()


def test_a_person_is_one_step_away_from_every_step(knowledge):
    for session in _every_session(knowledge):
        assert "talk-to-human" in session.offered


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_guide_whose_every_question_is_skipped_comes_to_its_end(knowledge, language):
    for guide in knowledge.guides:
        talk = _begun(knowledge, guide, language=language)
        for _ in range(12):
            if not {"command:skip", "command:next"} & set(talk.session.offered):
                break
            talk.say("", choose="command:skip", language=language)
        way = way_of(knowledge, talk.session)
        assert way is not None
        assert not way.goes_on, guide
        assert way.answers == frozenset()


def test_at_the_end_of_the_questions_stand_two_doors_or_more_one_of_them_outside(knowledge):
    step = knowledge.guides["choose"].steps["result"]
    answers = itertools.product(
        *([*s.answers, ""] for s in list(knowledge.guides["choose"].steps.values())[1:4])
    )
    for said in answers:
        for role in (None, "community", "partner", "manager"):
            for contract in (None, "non-staff"):
                session = Session(role=role, contract=contract)
                ranked = best_channels(knowledge.channels, step.channels, said, session)
                kinds = [one.channel for one in ranked]
                assert len(set(kinds)) == SHOWN
                assert set(kinds) - {"manager", "human-resources"}
                assert kinds[0] != "police"
                assert all(
                    one.reasons for one in ranked if any(a in BY_ANSWER for a in said) is False
                )


@pytest.mark.parametrize(
    ("said", "first", "reason"),
    [
        (["unnamed"], "investigation", "unnamed"),
        (["talk"], "ombudsman", "starts-nothing"),
        (["act"], "investigation", "starts"),
        (["above-me"], "ombudsman", "independent"),
        (["outside"], "human-resources", "protects-at-work"),
        ([], "ombudsman", "starts-nothing"),
    ],
)
def test_an_answer_brings_the_office_that_fits_with_the_reason(knowledge, said, first, reason):
    step = knowledge.guides["choose"].steps["result"]
    best = best_channels(knowledge.channels, step.channels, said, Session())[0]
    assert best.channel == first
    assert reason in best.reasons


def test_an_office_that_is_closed_to_a_person_is_not_among_the_first(knowledge):
    step = knowledge.guides["choose"].steps["result"]
    ranked = best_channels(knowledge.channels, step.channels, ["talk"], Session(role="community"))
    assert "counsellor" not in [one.channel for one in ranked]


def test_every_answer_that_is_weighed_can_be_given(knowledge):
    given_there = {a for s in knowledge.guides["choose"].steps.values() for a in s.answers}
    assert set(BY_ANSWER) <= given_there
    attributes = {one.attribute for found in BY_ANSWER.values() for one in found}
    attributes |= {one.attribute for one in BY_PART.values()}
    assert attributes <= set(CARD_ROWS)
    assert len(REASONS) > 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_a_guide_has_words_in_every_language(knowledge, language):
    texts_of = knowledge.wording(language).texts
    english = {entry for entry in knowledge.wording("en").texts if entry.startswith("guide/")}
    assert {entry for entry in texts_of if entry.startswith("guide/")} == english


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_button_of_a_guide_is_understood_when_it_is_typed(knowledge, language):
    for session in _every_session(knowledge):
        for choice in session.offered:
            if not choice.startswith("guide:") or "@" in choice:
                continue
            pressed_ = respond(
                knowledge, session, Message("", choose=choice, language=language), NOW
            )
            shown = respond(knowledge, session, Message("menu", language=language), NOW)
            label = _label(shown.hearing, choice)
            typed = respond(knowledge, session, Message(label, language=language), NOW)
            assert typed.session.guide == pressed_.session.guide, (language, label, typed.rule)


def _label(hearing, choice: str) -> str:
    from bot.rendering import label_of

    return label_of(hearing, choice).text


@pytest.mark.parametrize(
    ("language", "step", "words", "answer"),
    [
        ("en", "safe", "yes", "safe"),
        ("en", "safe", "I'd say yes", "safe"),
        ("en", "safe", "i do not feel safe", "not-safe"),
        ("en", "safe", "not sure", "not-sure"),
        ("en", "name", "I'd rather stay anonymous", "unnamed"),
        ("en", "name", "anonymos", "unnamed"),
        ("en", "name", "no, I don't need to be anonymous", "named"),
        ("en", "act", "just talk first", "talk"),
        ("en", "act", "i do not want them to act", "talk"),
        ("en", "who", "it is my boss", "above-me"),
        ("en", "who", "my supervisr", "above-me"),
        ("en", "who", "someone from a vendor", "outside"),
        ("fr", "safe", "oui", "safe"),
        ("fr", "safe", "je ne me sens pas en sécurité", "not-safe"),
        ("fr", "safe", "je ne sais pas", "not-sure"),
        ("fr", "name", "je préfère rester anonyme", "unnamed"),
        ("fr", "act", "non, en parler d'abord", "talk"),
        ("fr", "who", "c'est mon chef", "above-me"),
        ("es", "safe", "sí", "safe"),
        ("es", "safe", "no me siento segura", "not-safe"),
        ("es", "name", "prefiero sin mi nombre", "unnamed"),
        ("es", "act", "que investiguen", "act"),
        ("es", "who", "mi jefa", "above-me"),
        ("ru", "safe", "да", "safe"),
        ("ru", "safe", "не чувствую себя в безопасности", "not-safe"),
        ("ru", "name", "лучше анонимно", "unnamed"),
        ("ru", "act", "пока только поговорить", "talk"),
        ("ru", "who", "мой начальник", "above-me"),
        ("ar", "safe", "نعم", "safe"),
        ("ar", "safe", "لست بأمان", "not-safe"),
        ("ar", "name", "بدون اسمي", "unnamed"),
        ("ar", "act", "أريد تحقيق", "act"),
        ("ar", "who", "مديري", "above-me"),
        ("zh", "safe", "安全", "safe"),
        ("zh", "safe", "我不安全", "not-safe"),
        ("zh", "name", "想匿名", "unnamed"),
        ("zh", "act", "先聊聊", "talk"),
        ("zh", "who", "是我领导", "above-me"),
    ],
)
def test_an_answer_is_heard_in_peoples_own_words(knowledge, language, step, words, answer):
    talk = _begun(knowledge, "choose", language=language)
    while way_of(knowledge, talk.session).step.name != step:
        talk.say("", choose="command:skip", language=language)
    turn = talk.say(words, language=language)
    if answer == "not-safe":
        assert turn.reply.urgent == "emergency-now"
        return
    assert turn.session.guide[-1] == f"{step}={answer}"
    assert turn.reply.check == (answer == "not-sure")


def test_danger_is_heard_inside_a_guide_before_anything_else(knowledge):
    for guide in knowledge.guides:
        talk = _begun(knowledge, guide)
        assert talk.say("he is outside my door").reply.urgent == "emergency-now"


def test_not_safe_brings_the_urgent_steps_at_once(knowledge):
    for choice in (
        "guide:choose/safe/not-safe",
        "guide:told-me/safe/not-safe",
        "guide:saw-it/now/danger",
    ):
        reply = Talk(knowledge).say("", choose=choice).reply
        assert reply.urgent == "emergency-now"
        assert reply.body[0].pieces[0].entry == "urgent/emergency-now/steps"


def test_a_question_inside_a_guide_is_answered_and_the_guide_goes_on_where_it_was(knowledge):
    talk = _begun(knowledge, "choose")
    talk.say("1")
    turn = talk.say("what does the ombudsman do?")
    assert turn.reply.topic == "ombudsman"
    assert turn.reply.choices[-1].id == "command:resume"
    assert talk.say("go on").session.guide == ("choose/name", "safe=safe")


def test_what_the_talk_has_answered_already_is_not_asked_again_and_can_be_corrected(knowledge):
    talk = Talk(knowledge)
    talk.say("", choose="senior-offender")
    talk.say("", choose="guide:choose")
    for _ in range(3):
        talk.say("", choose="command:skip")
    assert talk.session.guide == ("choose/result", "safe=", "name=", "act=", "who=above-me")
    assert talk.say("back").session.guide[0] == "choose/who"


def test_a_button_further_up_still_works_and_forgets_what_came_after_it(knowledge):
    talk = _begun(knowledge, "choose")
    for choice in ("safe/safe", "name/unnamed", "act/act"):
        talk.say("", choose=f"guide:choose/{choice}")
    assert talk.say("", choose="guide:choose/name/named").session.guide == (
        "choose/act",
        "safe=safe",
        "name=named",
    )


def test_another_language_shows_the_same_step_again(knowledge):
    talk = _begun(knowledge, "choose")
    turn = talk.say("in French")
    assert turn.reply.language == "fr"
    assert turn.session.guide == ("choose/safe",)
    assert "guide/choose/safe" in turn.reply.entries


def test_what_is_compared_stands_row_by_row_in_the_words_of_the_cards(knowledge):
    talk = _begun(knowledge, "compare")
    for choice in ("what/offices", "first/ombudsman", "second/police", "third/counsellor"):
        reply = talk.say("", choose=f"guide:compare/{choice}").reply
    rows = [part for part in reply.body if isinstance(part, Card)]
    assert [row.title.entry for row in rows][1] == "interface/card-starts_process"
    names = [[cell.label.entry for cell in row.rows] for row in rows]
    assert all(
        found == [f"channel/{k}/name" for k in ("ombudsman", "police", "counsellor")]
        for found in names
    )


def test_an_office_is_picked_by_a_name_that_stands_on_another_page(knowledge):
    talk = _begun(knowledge, "compare")
    talk.say("", choose="guide:compare/what/offices")
    assert talk.say("police").session.guide[-1] == "first=police"


def test_a_guide_is_offered_by_its_topics_and_stands_in_the_menu(knowledge):
    for guide in knowledge.guides.values():
        for topic in guide.offered_by:
            reply = Talk(knowledge).say("", choose=topic).reply
            assert f"guide:{guide.id}" in [choice.id for choice in reply.choices]
        page = f"group:{guide.group}" if guide.group else "command:menu"
        reply = Talk(knowledge).say("", choose=page).reply
        assert f"guide:{guide.id}" in [choice.id for choice in reply.choices]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_guide_begins_when_it_is_asked_for_by_its_name(knowledge, language):
    titles = {
        guide.id: knowledge.wording(language).texts[f"guide/{guide.id}/{guide.first.name}/title"]
        for guide in knowledge.guides.values()
    }
    for guide, title in titles.items():
        session = Talk(knowledge).say(title, language=language).session
        assert session.guide[:1] == (f"{guide}/{knowledge.guides[guide].first.name}",), title


def test_in_a_shared_place_no_guide_is_begun(knowledge):
    talk = Talk(knowledge)
    for given_ in ({"text": "help me choose"}, {"text": "", "choose": "guide:choose"}):
        turn = talk.say(given_["text"], place="shared", choose=given_.get("choose"))
        assert turn.reply.topic == "bot-privacy"
        assert turn.session.guide == ()


def test_an_office_changes_a_step_and_takes_a_guide_out_of_use(tmp_path):
    (tmp_path / "en").mkdir()
    (tmp_path / "overlay.yaml").write_text(
        "# Ours.\nextends: base\nowner: gender focal point\nwithdraw: [guide/saw-it]\n", "utf-8"
    )
    (tmp_path / "guides.yaml").write_text(
        "# Ours.\nchoose/result:\n  channels: [legal-aid, ombudsman, counsellor]\n", "utf-8"
    )
    (tmp_path / "en" / "guides.yaml").write_text(
        "# Ours.\nchoose/safe:\n  title: Show me the way here\n", "utf-8"
    )
    knowledge = load([shipped_knowledge(), tmp_path])
    assert "saw-it" not in knowledge.guides
    assert knowledge.guides["choose"].steps["result"].channels[0] == "legal-aid"
    reply = Talk(knowledge).say("menu").reply
    assert reply.choices[0].label.text == "Show me the way here"
    assert Talk(knowledge).say("", choose="guide:saw-it/now/now").reply.kind == "answer"


def test_a_session_of_a_guide_that_is_gone_goes_on_without_it(knowledge):
    for kept in (("gone/step",), ("choose/gone",), ("choose/result", "gone=x"), ("",)):
        session = Session(guide=kept, asked="guide", offered=("command:skip",))
        for word in ("1", "back", "skip", "resume", "yes", "leave"):
            assert draw(respond(knowledge, session, Message(word), NOW, PREVIEW).reply).strip()


@settings(max_examples=120 * MANY, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(turns)
def test_any_talk_through_guides_is_answered_the_same_way_twice_and_can_be_left(knowledge, played):
    first, second = Talk(knowledge), Talk(knowledge)
    for how, text, choice, language in played:
        message = {"choose": choice} if how == "press" else {}
        words = "" if how == "press" else text
        reply = first.say(words, language=language, **message).reply
        assert reply == second.say(words, language=language, **message).reply
        assert max(columns(line) for line in draw(reply, 40).splitlines()) <= 40
        assert all(part.partition("=")[0] for part in first.session.guide)
        _is_closed(knowledge, first.session)
    assert first.say("", choose="command:leave").session.guide == ()


def _is_closed(knowledge, session: Session) -> None:
    """Only ids stand in the place of a guide, none of a person's words."""
    if not session.guide:
        return
    way = way_of(knowledge, session)
    assert way is not None
    for step, said in way.path:
        assert said in {*way.guide.steps[step].answers, *way.guide.steps[step].channels, ""}


def test_guides_work_through_json_lines(knowledge):
    rows = [
        {"id": 1, "session": "a", "text": "help me choose"},
        {"id": 2, "session": "a", "text": "", "choose": 1},
        {"id": 3, "session": "a", "text": "", "choose": "guide:choose/name/unnamed"},
        {"id": 4, "session": "a", "text": "skip"},
        {"id": 5, "session": "a", "text": "my boss"},
        {"id": 6, "session": "b", "text": "", "choose": "guide:compare/what/ways"},
    ]
    lines = [json.dumps(row) for row in rows]
    out = [json.loads(line) for line in answer_lines(lines, knowledge, Setting(), lambda: NOW)]
    assert {row["topic"] for row in out[:5]} == {"where-to-report"}
    assert [row["kind"] for row in out] == ["answer"] * 6
    assert out[0]["choices"][0] == {"n": 1, "id": "guide:choose/safe/safe"}
    assert "guide/choose/result/reason/unnamed-at-first" in out[4]["entries"]
    assert "guide/compare/formal/row/who-decides" in out[5]["entries"]
