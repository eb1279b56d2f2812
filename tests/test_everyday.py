"""Sentences that say nothing by themselves of any topic: their words speak for none."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
import yaml
from conftest import NOW, PREVIEW

from bot.matching.index import Index
from bot.matching.weighing import Besides
from bot.matching.words import WordKnowledge
from bot.message import Message
from bot.session import Session
from bot.turn import respond

STATEMENTS = yaml.safe_load(
    (Path(__file__).parent / "data" / "everyday.yaml").read_text(encoding="utf-8")
)

AT_MOST = {"en": 3, "fr": 0, "es": 1, "ar": 0, "zh": 1, "ru": 0}
"""Language -> plain statements that bring urgent steps all the same, of 120 (English: 248); before
there were everyday sentences in the knowledge, 53, 24, 8, 6, 13 and 29."""


def _statements(language: str) -> list[str]:
    gap = "" if language == "zh" else " "
    of = STATEMENTS[language]
    return [f"{who}{gap}{what}" for who, what in product(of["who"], of["what"])]


def _urgent(knowledge, language: str, text: str) -> str | None:
    return respond(
        knowledge, Session(language=language), Message(text), NOW, PREVIEW
    ).decision.urgent


@pytest.mark.parametrize("language", AT_MOST)
def test_a_plain_statement_about_somebody_hardly_ever_brings_the_steps(knowledge, language):
    own = set(knowledge.wording(language).besides.everyday)
    unseen = [text for text in _statements(language) if text not in own]
    assert len(unseen) >= 100
    found = [text for text in unseen if _urgent(knowledge, language, text)]
    assert len(found) <= AT_MOST[language], found


@pytest.mark.parametrize("language", AT_MOST)
def test_an_everyday_sentence_of_the_knowledge_never_brings_the_steps(knowledge, language):
    everyday = knowledge.wording(language).besides.everyday
    assert len(everyday) >= 200
    assert [text for text in everyday if _urgent(knowledge, language, text)] == []


def test_a_language_that_nobody_serves_is_not_mended_into_danger(knowledge):
    for text in (
        "Ich werde im Büro belästigt und weiß nicht wohin",
        "Ich wurde belästigt, wo kann ich das melden",
        "Io sono molestata dal mio capo in ufficio",
    ):
        assert respond(knowledge, Session(), Message(text), NOW, PREVIEW).decision.urgent is None


PHRASES = {
    "bank": ["he took my card", "he has my card", "he lost the pin"],
    "mail": ["he wrote a letter", "he sent the post", "post the parcel"],
}


def test_words_of_everyday_sentences_speak_for_no_topic():
    everyday = ["he is tired", "he is late", "he has time", "he took a walk"]
    without = Index.build(PHRASES, WordKnowledge(), "en")
    quieter = Index.build(PHRASES, WordKnowledge(), "en", Besides(everyday))
    assert quieter.topics == without.topics == ("bank", "mail")
    assert _best(quieter, "he has") < _best(without, "he has")
    assert _best(quieter, "card") > 0.2
    assert quieter.nearest(quieter.analyse("he is late"))[0][0] in ("bank", "mail")


def _best(index: Index, text: str) -> float:
    return index.score(index.analyse(text)).candidates[0].score
