"""Short questions that lean on the talk, in every language: what they mean is what was said before."""

from __future__ import annotations

import pytest
from conftest import Talk

FIRST = {
    "en": "where can I report",
    "fr": "où puis-je signaler ?",
    "es": "¿dónde puedo denunciar?",
    "ru": "куда можно сообщить?",
    "ar": "أين يمكن أن أبلغ؟",
    "zh": "可以去哪里举报？",
}
TOPICS = {
    "retaliation-protection": {
        "en": "and if he fires me?",
        "fr": "et s'il me vire ?",
        "es": "¿y si me despide?",
        "ru": "а если он меня уволит?",
        "ar": "وإذا طردني؟",
        "zh": "要是他开除我怎么办",
    },
    "report-anonymously": {
        "en": "and anonymously?",
        "fr": "et anonymement ?",
        "es": "¿y de forma anónima?",
        "ru": "а анонимно?",
        "ar": "وبدون اسمي؟",
        "zh": "匿名呢？",
    },
    "how-long-it-takes": {
        "en": "how long does that take?",
        "fr": "ça prend combien de temps ?",
        "es": "¿cuánto tarda eso?",
        "ru": "сколько это займёт?",
        "ar": "كم يستغرق ذلك؟",
        "zh": "要多久？",
    },
    "senior-offender": {
        "en": "what if it is my boss?",
        "fr": "et si c'est mon chef ?",
        "es": "¿y si es mi jefe?",
        "ru": "а если это мой начальник?",
        "ar": "وإذا كان مديري؟",
        "zh": "如果是我领导呢？",
    },
    "non-staff-personnel": {
        "en": "even as a consultant?",
        "fr": "même en tant que consultant ?",
        "es": "¿también como consultora?",
        "ru": "даже если я консультант?",
        "ar": "حتى لو كنت مستشارة؟",
        "zh": "我是顾问也可以吗？",
    },
    "manager-guidance": {
        "en": "no, I am the manager",
        "fr": "non, c'est moi qui encadre",
        "es": "no, yo dirijo el equipo",
        "ru": "нет, это я руководитель",
        "ar": "لا، أنا المدير",
        "zh": "不，我是主管",
    },
    "formal-or-informal": {
        "en": "and if that does not work?",
        "fr": "et si ça ne marche pas ?",
        "es": "¿y si no funciona?",
        "ru": "а если не поможет?",
        "ar": "وإذا لم ينفع؟",
        "zh": "如果没用呢？",
    },
}
SAME_PERSON = {
    "en": "what if it is him?",
    "fr": "et si c'est lui ?",
    "es": "¿y si es ella?",
    "ru": "а если это он и есть?",
    "ar": "وإذا كان هو؟",
    "zh": "如果就是他呢？",
}
ANOTHER_LANGUAGE = {
    "en": ("and in French?", "fr"),
    "fr": ("et en anglais ?", "en"),
    "es": ("¿y en francés?", "fr"),
    "ru": ("а на английском?", "en"),
    "ar": ("وبالإنجليزية؟", "en"),
    "zh": ("英文呢？", "en"),
}
MOVED = {
    "en": "I moved to Juba",
    "fr": "je suis maintenant à Djouba",
    "es": "me mudé a Juba",
    "ru": "я переехала в Джубу",
    "ar": "انتقلت إلى جوبا",
    "zh": "我搬到朱巴了",
}


@pytest.fixture
def begun(knowledge):
    def begin(language: str) -> Talk:
        talk = Talk(knowledge)
        assert talk.say(FIRST[language]).reply.topic == "where-to-report"
        return talk

    return begin


@pytest.mark.parametrize("language", FIRST)
@pytest.mark.parametrize("topic", TOPICS)
def test_a_short_question_is_understood_from_what_was_said_before(begun, language, topic):
    reply = begun(language).say(TOPICS[topic][language]).reply
    assert (reply.topic, reply.kind, reply.language) == (topic, "answer", language)


@pytest.mark.parametrize("language", FIRST)
def test_who_would_learn_of_it_may_be_the_one_who_did_it(begun, language):
    assert begun(language).say(SAME_PERSON[language]).reply.topic == "senior-offender"


@pytest.mark.parametrize("language", FIRST)
def test_another_language_takes_up_the_last_topic(begun, language):
    words, other = ANOTHER_LANGUAGE[language]
    reply = begun(language).say(words).reply
    assert (reply.topic, reply.language) == ("where-to-report", other)


@pytest.mark.parametrize("language", FIRST)
def test_a_place_that_is_told_counts_from_there_on(begun, language):
    turn = begun(language).say(MOVED[language])
    assert turn.session.country == "ss"
    assert "interface/place-known" in turn.reply.entries


@pytest.mark.parametrize("language", FIRST)
def test_a_contract_that_is_told_in_a_question_is_remembered(begun, language):
    turn = begun(language).say(TOPICS["non-staff-personnel"][language])
    assert turn.session.contract == "non-staff"


def test_a_place_that_is_corrected_brings_the_last_topic_again(begun):
    talk = begun("en")
    talk.say("who is the focal point? I am in Nairobi")
    topic = talk.session.topic
    turn = talk.say("sorry, since this week I am in Juba")
    assert turn.reply.topic == topic
    assert "interface/place-known" in turn.reply.entries


def test_a_country_without_checked_contacts_is_said_so_with_the_first_answer(knowledge):
    reply = Talk(knowledge).say("I am in Bishkek, is there a women's shelter?").reply
    assert reply.topic == "local-services"
    assert "interface/place-none" in reply.entries


def test_what_a_manager_asks_about_own_questions_goes_to_the_guidance_only_for_managers(begun):
    manager, other = begun("en"), begun("en")
    manager.say("I am her supervisor and she told me")
    assert manager.say("should i question him first?").reply.topic == "manager-guidance"
    assert other.say("should i question him first?").rule != "led-on"


@pytest.mark.parametrize(
    "text",
    [
        "he raped me ten years ago and now he is outside my door",
        "ten years ago he assaulted me. he is outside my door right now",
        "il m'a violée il y a dix ans et maintenant il est devant ma porte",
        "me violó hace diez años y ahora está en mi puerta",
        "он изнасиловал меня десять лет назад, а сейчас ломится в дверь",
        "اغتصبني قبل عشر سنوات والآن هو عند بابي",
        "十年前他强奸了我，现在他就在我门外",
    ],
)
def test_what_is_long_ago_does_not_silence_the_danger_of_this_moment(knowledge, text):
    assert Talk(knowledge).say(text).reply.urgent == "emergency-now"


@pytest.mark.parametrize(
    "text",
    [
        "my boss raped me years ago, and he is still my boss",
        "when i was a child he raped me and he was outside my door",
        "il m'a violée il y a dix ans, c'est toujours mon chef",
        "me violó hace diez años y sigue siendo mi jefe",
        "он изнасиловал меня десять лет назад, он до сих пор начальник",
        "اغتصبني قبل عشر سنوات وهو مديري",
        "十年前他强奸了我，现在他还是我领导",
    ],
)
def test_what_is_only_long_ago_brings_no_steps_for_this_hour(knowledge, text):
    assert Talk(knowledge).say(text).reply.urgent is None


def test_what_happened_again_after_long_ago_counts_as_now(knowledge):
    said = "i was raped years ago and he raped me again last night"
    assert Talk(knowledge).say(said).reply.urgent == "after-sexual-assault"
