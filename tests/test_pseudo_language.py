"""A new language is a folder and an entry in languages.yaml, nothing else: proven by one that nobody
speaks, made of English by a machine, in both directions of writing."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path

import pytest
import yaml
from conftest import NOW, PREVIEW, Talk

from bot.checks import all_problems
from bot.loader import load, shipped_knowledge
from bot.plain import draw
from bot.session import Session
from bot.tree_reader import read_tree

TAG = "qps"
"""For private use (ISO 639-2), so that no real language is ever taken for it."""

MISSING = "training"
PHRASES = 10
"""Of each topic: enough to be found, and soon weighed."""

ENTRY = """
qps:
  name: Zenglix
  direction: {direction}
  fallback: en
  script: latin
  function_words: [{words}]
"""
WORD = re.compile(r"\{\w+\}|[^\W\d_]+")
READ = ("title", "phrases", "answer", "again", "roles")
"""Fields of a topic that are translated; those that lead on stay, notes and stamps are left out."""


def translated(value: object) -> object:
    """A text, or the texts of a list or of names, with every word made over; slots stay."""
    if isinstance(value, dict):
        return {name: translated(text) for name, text in value.items()}
    if isinstance(value, list):
        return [translated(text) for text in value]
    return WORD.sub(lambda word: word[0] if word[0][0] == "{" else f"{word[0]}zu", str(value))


def read(path: Path) -> dict:
    return yaml.safe_load(path.read_text("utf-8"))


def write(path: Path, content: object) -> None:
    path.write_text(yaml.safe_dump(content, allow_unicode=True, width=10_000), "utf-8")


@pytest.fixture(scope="module", params=["left-to-right", "right-to-left"])
def folder(request, tmp_path_factory) -> Path:
    """The shipped knowledge with one language more, which lacks one topic."""
    base = tmp_path_factory.mktemp(request.param) / "knowledge"
    shutil.copytree(shipped_knowledge(), base)
    topics = base / TAG / "topics"
    topics.mkdir(parents=True)
    for path in (base / "en" / "topics").glob("*.yaml"):
        if path.stem != MISSING:
            english = read(path)
            english["phrases"] = english["phrases"][:PHRASES]
            kept = {name: english[name] for name in ("next", "sources")}
            own = translated({name: english[name] for name in READ if name in english})
            write(topics / path.name, {**own, **kept, "reviewed": {"by": None, "on": None}})
    for name in ("interface", "channels", "contacts"):
        write(base / TAG / f"{name}.yaml", translated(read(base / "en" / f"{name}.yaml")))
    words = ", ".join(f"{word}zu" for word in ("the", "i", "is", "to", "a", "do", "my", "what"))
    with (base / "languages.yaml").open("a", encoding="utf-8") as file:
        file.write(ENTRY.format(direction=request.param, words=words))
    return base


@pytest.fixture(scope="module")
def knowledge(folder):
    return load([folder])


def is_turned(folder: Path) -> bool:
    return folder.parent.name.startswith("right-to-left")


def test_it_is_served_in_its_own_direction(knowledge, folder):
    language = knowledge.languages[TAG]
    assert (language.name, language.fallback) == ("Zenglix", "en")
    assert language.is_right_to_left is is_turned(folder)


def test_it_is_recognised_answers_and_offers_what_is_asked_next(knowledge, folder):
    reply = Talk(knowledge).say(str(translated("what does the ombudsman do"))).reply
    texts = knowledge.wording(TAG).texts
    assert (reply.language, reply.kind, reply.topic) == (TAG, "answer", "ombudsman")
    assert reply.body[0].pieces[0].text == texts["topic/ombudsman/answer"]
    assert "interface/fallback-language" not in reply.entries
    assert reply.choices[-1].label.text.endswith("zu")
    assert draw(reply).startswith("\u200f") is is_turned(folder)


def test_a_topic_that_it_lacks_is_answered_in_its_fallback_with_a_notice(knowledge):
    reply = Talk(knowledge).say("", choose=MISSING, language=TAG).reply
    english = knowledge.wording("en").texts[f"topic/{MISSING}/answer"]
    notice = knowledge.wording(TAG).texts["interface/fallback-language"]
    told = [piece.text for piece in reply.pieces()]
    assert reply.language == TAG
    assert told.index(notice) < told.index(english)
    assert notice.split()[0] == "Thiszu"


def test_danger_is_heard_in_other_languages_before_it_has_cues_of_its_own(knowledge):
    talk = Talk(knowledge)
    talk.session = Session(language=TAG)
    assert talk.say("I want to die").reply.urgent == "suicidal-distress"


def test_everything_that_it_still_lacks_is_listed_and_nothing_stops(folder):
    found = [
        p
        for p in all_problems(read_tree([folder], ("en", TAG)), dt.date(2026, 11, 20))
        if f"/{TAG}/" in p.place.path
    ]
    assert {problem.id for problem in found} <= {
        "missing-translation",
        "hard-to-read",
        "too-few-phrases",
        "missing-words",
        "answer-too-long",
        "near-copy",
    }
    assert f"{MISSING}.yaml" in " ".join(
        p.place.path for p in found if p.id == "missing-translation"
    )


def test_the_other_languages_answer_as_before(knowledge):
    for text, language in (("what does the ombudsman do", "en"), ("que fait l'ombudsman", "fr")):
        assert Talk(knowledge, PREVIEW).say(text).reply.language == language
    assert NOW.date() == dt.date(2026, 11, 20)
