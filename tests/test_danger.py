"""The signs of danger, weighed: in whole messages, in their passages, in a talk, and explained."""

from __future__ import annotations

import pytest
from conftest import NOW, PREVIEW, Talk

from bot.danger import danger_of, passages_of, signs_of, sure_signs
from bot.explain import explain
from bot.hearing import hear
from bot.matching import thresholds as at
from bot.matching.index import Index
from bot.matching.weighing import Besides
from bot.matching.words import WordKnowledge
from bot.message import Message
from bot.session import Session
from bot.turn import respond

QUESTION_AND_CRY = {
    "en": "How many days of leave do I have left? He is trying to open my door and he has a knife.",
    "fr": "Combien de jours de congé me reste-t-il ? Il essaie d'ouvrir ma porte et il a un couteau.",
    "es": "¿Cuántos días de vacaciones me quedan? Está intentando abrir mi puerta y tiene un cuchillo.",
    "ar": "كم يوم إجازة باقي لي؟ هو يحاول يفتح بابي ومعه سكين.",
    "zh": "我还剩几天年假？他正在撬我的门，手里有刀。",
    "ru": "Сколько дней отпуска у меня осталось? Он ломится в мою дверь, у него нож.",
}

JOKE_AND_CRY = {
    "en": "This deadline is killing me. I have written the letters, tonight I will take all the pills.",
    "fr": "Cette échéance me tue. J'ai écrit mes lettres, ce soir je prends tous les cachets.",
    "es": "Este plazo me está matando. Ya escribí las cartas, esta noche me tomo todas las pastillas.",
    "ar": "هذا الموعد النهائي يقتلني. كتبت الرسائل، الليلة سآخذ كل الحبوب.",
    "zh": "这个截止日期要我的命。遗书写好了，今晚我就把药全吃了。",
    "ru": "Этот дедлайн меня убивает. Письма написаны, сегодня ночью выпью все таблетки.",
}

NO_MARKS = "i wanted to ask about my leave balance but he is banging on my door now and he has a knife help"


def _turn(knowledge, text, language=None):
    return respond(knowledge, Session(language=language), Message(text), NOW, PREVIEW)


@pytest.mark.parametrize("language", QUESTION_AND_CRY)
def test_a_cry_beside_an_ordinary_question_is_heard(knowledge, language):
    assert _turn(knowledge, QUESTION_AND_CRY[language]).reply.urgent == "emergency-now"


@pytest.mark.parametrize("language", JOKE_AND_CRY)
def test_what_only_sounds_like_danger_does_not_silence_a_cry_beside_it(knowledge, language):
    assert _turn(knowledge, JOKE_AND_CRY[language]).reply.urgent == "suicidal-distress"


def test_a_cry_is_heard_in_the_middle_of_words_without_a_mark(knowledge):
    assert _turn(knowledge, NO_MARKS).reply.urgent == "emergency-now"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Help me now please, the printer has eaten my passport copy"),
        ("es", "Se cayó el sistema de viajes y nos quieren linchar los usuarios"),
    ],
)
def test_a_cue_that_the_rest_gainsays_brings_the_check_and_not_the_steps(knowledge, language, text):
    turn = _turn(knowledge, text, language)
    assert turn.hearing.need.kind is not None
    assert turn.reply.urgent is None
    assert turn.decision.check == turn.hearing.need.kind


def test_a_cue_of_unknown_words_brings_the_steps(knowledge):
    turn = _turn(knowledge, "🆘")
    assert turn.hearing.scored.coverage == 0
    assert turn.reply.urgent == "emergency-now"


@pytest.mark.parametrize(
    "text",
    [
        "When I was nineteen a teacher forced me. Twelve years ago, I am well. May I give a talk?",
        "I am writing a role play: a man with a knife stands at the door. How long should it be?",
    ],
)
def test_no_passage_of_what_is_past_or_played_brings_the_steps(knowledge, text):
    assert _turn(knowledge, text, "en").reply.urgent is None


def test_a_muted_kind_is_no_sign_any_more(knowledge):
    text = Message("the letters are written and the pills are here")
    calm = hear(knowledge, Session(language="en"), text, NOW, PREVIEW)
    muted = Session(language="en", muted=("suicidal-distress",))
    later = hear(knowledge, muted, text, NOW, PREVIEW)
    assert danger_of(calm) == "suicidal-distress"
    assert signs_of(later).kind != "suicidal-distress"
    assert signs_of(later).likeness < signs_of(calm).likeness


@pytest.mark.parametrize(
    ("first", "later"),
    [
        ("there is a man in my room", "he came back and is at my door with a knife"),
        ("hay un hombre en mi cuarto", "volvió y está golpeando mi puerta con un cuchillo"),
    ],
)
def test_danger_that_comes_back_is_heard_after_not_that(knowledge, first, later):
    talk = Talk(knowledge)
    assert talk.say(first).reply.urgent == "emergency-now"
    number = {choice.id: choice.number for choice in talk.say("1").reply.choices}
    assert "command:not-meant" not in number
    assert (
        talk.say("who sees this chat" if first[0] == "t" else "quién ve este chat").reply.urgent
        is None
    )
    assert talk.say(later).reply.urgent == "emergency-now"


def test_what_was_not_meant_stays_silent_where_it_is_only_alike(knowledge):
    muted = Session(language="en", muted=("emergency-now",))
    turn = respond(knowledge, muted, Message("there is a man in the room"), NOW, PREVIEW)
    assert turn.reply.urgent is None


def test_after_the_steps_people_may_tell_on_and_ask_on(knowledge):
    talk = Talk(knowledge)
    assert talk.say("there is a man in my room with a knife").reply.urgent == "emergency-now"
    assert talk.say("who sees this chat").reply.topic == "bot-privacy"
    assert talk.say("he is back, he is breaking the door").reply.urgent == "emergency-now"


def test_a_short_message_is_one_passage_and_a_long_one_several(knowledge):
    def passages(text):
        hearing = hear(knowledge, Session(language="en"), Message(text), NOW, PREVIEW)
        return list(passages_of(hearing))

    assert passages("he is at my door") == []
    assert len(passages(QUESTION_AND_CRY["en"])) == 2
    held = [least for _, least in passages(NO_MARKS)]
    assert len(held) >= 2
    assert set(held) == {at.DANGER_IN_PIECE}


def test_a_message_of_a_thousand_sentences_is_looked_at_in_bounded_time(knowledge):
    text = Message("my leave. he is here now. " * 500)
    hearing = hear(knowledge, Session(language="en"), text, NOW, PREVIEW)
    assert 2 <= len(list(passages_of(hearing))) <= 12


def test_the_explanation_shows_what_was_weighed(knowledge):
    turn = _turn(knowledge, QUESTION_AND_CRY["en"])
    signs = sure_signs(turn.hearing)
    (line,) = [line for line in explain(turn).splitlines() if line.startswith("danger")]
    assert f"{signs.weight:+.2f}" in line
    assert f"{signs.likeness:+.2f}" in line
    assert f"{at.DANGER:+.2f}" in line


# --- scenes: what teaches it -------------------------------------------------------------------

PHRASES = {
    "danger": ["he is at my door with a knife", "he broke the window and is inside"],
    "leave": ["how many days of leave", "when may I take leave"],
}
SCENES = {"danger": ["she hides in the pantry"], "": ["the pantry is empty", "the knife is blunt"]}


def test_scenes_change_no_score_of_a_topic():
    alone = Index.build(PHRASES, WordKnowledge(), "en")
    taught = Index.build(PHRASES, WordKnowledge(), "en", Besides(scenes=SCENES))
    for text in ("he is at the door", "may I take leave", "the knife is blunt"):
        before = {c.topic: c.score for c in alone.score(alone.analyse(text)).candidates}
        after = {c.topic: c.score for c in taught.score(taught.analyse(text)).candidates}
        assert after == pytest.approx(before, abs=2e-3)


def test_scenes_teach_what_danger_is_and_what_is_none():
    alone = Index.build(PHRASES, WordKnowledge(), "en", Besides(scenes={"danger": []}))
    taught = Index.build(PHRASES, WordKnowledge(), "en", Besides(scenes=SCENES))

    def danger(index, text):
        return index.score(index.analyse(text)).danger[0].score

    assert danger(taught, "she hides in the pantry") > 0.4
    assert danger(taught, "the knife is blunt") < danger(alone, "the knife is blunt")


def test_an_index_without_scenes_knows_no_danger():
    index = Index.build(PHRASES, WordKnowledge(), "en")
    assert index.score(index.analyse("he is at the door")).danger == ()


def test_every_language_has_scenes_of_every_kind_and_of_none(knowledge):
    for language in knowledge.languages:
        scenes = knowledge.wording(language).besides.scenes
        assert {*scenes} == {"emergency-now", "after-sexual-assault", "suicidal-distress", ""}
        assert min(map(len, scenes.values())) >= 400
