"""The engine: scores that are sums of named parts, the same whatever the order, repair, stems."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import NOW

from bot.matching import compiled, thresholds, weighing
from bot.matching.arabic import ArabicStemmer
from bot.matching.index import Index
from bot.matching.spelling import Speller
from bot.matching.words import Analyser, WordKnowledge
from bot.message import Message
from bot.normalise import fold, sentences_of, words_of
from bot.patterns import CueError, CueReader, CueSet
from bot.reaching import reach
from bot.session import Session
from bot.turn import respond

PHRASES = {
    "card-lost": ["I lost my card", "my card is gone", "card was stolen"],
    "pin": ["I forgot my pin", "new pin for the card", "change the pin code"],
    "limit": ["raise my limit", "how high is my limit", "spending limit"],
}
WORDS = WordKnowledge({"acct": "account"}, {"lose": ("lost", "gone", "stolen", "went missing")})


@pytest.fixture(scope="module")
def index() -> Index:
    return Index.build(PHRASES, WORDS, "en")


def first(index: Index, text: str) -> str:
    return index.score(index.analyse(text)).candidates[0].topic


def test_every_phrase_finds_its_topic(index):
    for topic, phrases in PHRASES.items():
        for phrase in phrases:
            assert first(index, phrase) == topic


def test_a_word_of_the_same_meaning_finds_it_too(index):
    parts = index.parts(index.analyse("it went missing"), "card-lost")
    assert parts["meaning", ("lose",)] > 0


def test_a_misspelt_word_is_repaired(index):
    assert index.analyse("my pni codde").words == ("my", "pni", "code")
    assert first(index, "forgto the pin") == "pin"


def test_a_score_is_the_sum_of_its_parts(index):
    analysis = index.analyse("I lost the new pin of my card")
    for candidate in index.score(analysis).candidates:
        parts = index.parts(analysis, candidate.topic)
        assert round(sum(parts.values()), 3) == pytest.approx(candidate.score, abs=10**-3)


def test_the_order_of_phrases_and_topics_changes_nothing(index):
    turned = {topic: PHRASES[topic][::-1] for topic in reversed(PHRASES)}
    other = Index.build(turned, WORDS, "en")
    for text in ("my card", "limit of the pin", "nothing of that"):
        assert other.score(other.analyse(text)) == index.score(index.analyse(text))


def test_words_that_no_phrase_has_find_nothing(index):
    assert index.score(index.analyse("zzz qqq")).candidates == ()
    assert index.score(index.analyse("")).candidates == ()


def test_keyboard_mash_that_repair_mends_is_known_to_nobody(index):
    scored = index.score(index.analyse("stoln cardd"))
    assert scored.analysis.is_all_repaired
    assert scored.coverage == 0.0


def test_an_empty_index_finds_nothing():
    empty = Index.build({}, WordKnowledge(), "en")
    assert empty.score(empty.analyse("anything")).candidates == ()


def test_a_weighing_that_was_kept_gives_the_same_scores(index, tmp_path):
    key = compiled.key_of(PHRASES, WORDS, "en")
    assert compiled.read(tmp_path, key) is None
    compiled.write(tmp_path, key, index)
    kept = compiled.Shelf((tmp_path,)).index(PHRASES, WORDS, "en")
    for text in ("my card", "limit of the pin"):
        assert kept.score(kept.analyse(text)) == index.score(index.analyse(text))
    assert np.array_equal(kept.weighing.weights, index.weighing.weights)


def test_a_weighing_of_other_phrases_words_or_languages_is_not_used():
    key = compiled.key_of(PHRASES, WORDS, "en")
    assert key != compiled.key_of({**PHRASES, "x": ["y"]}, WORDS, "en")
    assert key != compiled.key_of(PHRASES, WordKnowledge(), "en")
    assert key != compiled.key_of(PHRASES, WORDS, "fr")
    assert key == compiled.key_of({t: PHRASES[t][::-1] for t in reversed(PHRASES)}, WORDS, "en")


@pytest.mark.parametrize("name", [compiled.SUM, "weights.npy", "stems.npy", "known.npy"])
@pytest.mark.parametrize("damage", [b"", b"not an array", None])
def test_a_damaged_weighing_is_made_anew(tmp_path, index, name, damage):
    key = compiled.key_of(PHRASES, WORDS, "en")
    file = compiled.write(tmp_path, key, index) / name
    whole = file.read_bytes()
    file.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]) if damage is None else damage)
    assert compiled.read(tmp_path, key) is None
    anew = compiled.Shelf((tmp_path,)).index(PHRASES, WORDS, "en")
    assert anew.score(anew.analyse("my card")) == index.score(index.analyse("my card"))


def test_repair_leaves_short_known_and_ambiguous_words_alone():
    speller = Speller({"report", "repeat", "harassment"}, {"retort"})
    assert speller.repair(("reprot", "retort", "hr", "harasment", "zzzzzz", "r2d2")) == (
        "report", "retort", "hr", "harassment", "zzzzzz", "r2d2",
    )  # fmt: skip


def test_stems_and_expressions_meet_in_concepts():
    analyser = Analyser(WORDS, "en")
    stems = tuple(analyser.stem(word) for word in ("it", "went", "missing", "and", "losing"))
    assert analyser.concepts_of(stems) == [(1, 3, "lose")]


def test_a_large_set_is_solved_block_by_block_as_it_would_be_at_once():
    size = 2 * weighing.BLOCK + 7
    likeness = np.exp(-np.abs(np.subtract.outer(np.arange(size), np.arange(size))) / 9)
    topics = [f"topic-{i % 3}" for i in range(size)]
    solved = weighing.solved(likeness.astype(np.float32), topics)
    sizes = np.bincount([i % 3 for i in range(size)])
    ridge = np.diag(weighing.RIDGE * sizes[np.arange(size) % 3] / sizes.mean())
    wanted = np.where(np.arange(size)[:, None] % 3 == np.arange(3), 1.0, -1 / 3)
    assert np.allclose((likeness + ridge) @ solved, wanted, atol=1e-3)


def test_nothing_that_was_typed_is_remembered_by_the_engine(index):
    before = len(index.analyser._stems)
    texts = ("Quibblewick zephyrmoor canary", "Another thing entirely, Quibblewick")
    index.score_sentences([words_of(text) for text in texts])
    assert len(index.analyser._stems) == before


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Où ça ?", "ou ca ?"),
        ("CAN'T", "cant"),
        ("sooooo", "soo"),
        ("أُحِبّ إلى آمنة ـــ", "احب الي امنه "),
        ("Ёлка", "елка"),
        ("ｗｉｄｅ", "wide"),
        ("ﬁne", "fine"),
    ],
)
def test_spellings_of_one_word_fold_to_one(text, folded):
    assert fold(text) == folded


def test_a_chinese_character_is_a_word_of_its_own():
    assert words_of("我想HR举报2次") == ("我", "想", "hr", "举", "报", "2", "次")


def test_sentences_end_where_people_end_them():
    assert sentences_of("One. Two? 三。四！\nfive؟ ...") == ("One", "Two", "三", "四", "five")


GROUPS = {"person": ["he", "my boss"]}


@pytest.mark.parametrize(
    ("cue", "text", "is_found"),
    [
        ("<person> is outside", "help he is outside now", True),
        ("<person> is outside", "my boss is outside", True),
        ("<person> is outside", "she is outside", False),
        ("a|b c", "b c", True),
        ("(going to|will) hurt", "he is going to hurt me", True),
        ("(going to|will) hurt", "going hurt", False),
        ("follow* me", "following me", True),
        ("please? call", "call", True),
        ("said ... stop", "I said to him many times stop", True),
        ("said ... stop", "said one two three four five six seven stop", False),
        ("can't go on", "cant go on", True),
        ("kill", "skill", False),
        ("想死", "我想死了", True),
    ],
)
def test_a_cue_finds_what_it_says(cue, text, is_found):
    cues = CueSet([CueReader(GROUPS).read(cue, "x")])
    assert bool(cues.hits(words_of(text))) is is_found


@pytest.mark.parametrize("cue", ["", "...", "<nobody> is here", "?"])
def test_a_cue_without_words_or_with_an_unknown_list_is_refused(cue):
    with pytest.raises(CueError):
        CueReader(GROUPS).read(cue)


def test_a_cue_of_many_gaps_is_found_in_bounded_work():
    cues = CueSet([CueReader({}).read("a ... a ... a ... a ... b")])
    assert cues.hits(("a",) * 2000) == []


def test_a_word_that_is_missing_is_found_by_trying(index):
    found = reach(index, "change the new one", "limit")
    assert found.helpful[0][0] == "limit"
    assert found.helpful[0][1].lead > found.now.lead
    assert "new" in found.silent
    assert "change" in found.against


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("والمدير", "مدير"),
        ("مديري", "مدير"),
        ("للمحققين", "محقق"),
        ("بيراقبني", "راقب"),
        ("شكواهم", "شكو"),
        ("من", "من"),
    ],
)
def test_what_is_joined_to_an_arabic_word_is_taken_off(word, stem):
    assert ArabicStemmer().stemWord(word) == stem


def test_what_is_nearly_outside_is_said_so_and_leaves_the_first_topic_to_choose(knowledge):
    text = "where do I get a new chair for the training room"
    turn = respond(knowledge, Session(), Message(text, language="en"), NOW)
    assert turn.reply.topic == "out-of-scope"
    assert turn.reply.choices[0].id == turn.hearing.scored.candidates[0].topic != "out-of-scope"


def test_a_small_lead_is_sure_only_where_most_words_are_known():
    assert thresholds.is_sure(score=0.5, lead=0.12, known=0.8)
    assert not thresholds.is_sure(score=0.5, lead=0.12, known=0.3)
    assert thresholds.is_sure(score=0.5, lead=0.30, known=0.3)
