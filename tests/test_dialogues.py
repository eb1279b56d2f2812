"""The development conversations, run to their end: right topic, right kind, danger first, and
everything that a reply has to mention or must not do (tests/labelling, tests/labels).

A turn counts where all its languages are served; a new language joins by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from conftest import Talk
from labelling.checking import broken, check_turn, holds, is_mapped
from labelling.facts import Facts, facts_of, folded
from labelling.patterns import Pattern, UnmappedLabelError, patterns_of
from labelling.rules import LANGUAGES, PLACES, RULES

from bot.knowledge import Knowledge
from bot.message import Block, Choice, Piece, Reply

Dialogue = Mapping[str, Any]

FOLDER: Final = Path(__file__).parent
DIALOGUES: Final[dict[str, Dialogue]] = {
    dialogue["id"]: dialogue
    for dialogue in yaml.safe_load((FOLDER / "data" / "dialogues.yaml").read_text("utf-8"))
}
KNOWN_BROKEN: Final[dict[str, list[int]]] = (
    yaml.safe_load((FOLDER / "labels" / "known-broken.yaml").read_text(encoding="utf-8")) or {}
)
"""Turns that do not go as expected yet, by conversation; may only become fewer. None in English."""

SECTIONS: Final = ("must_mention", "must_not")


@dataclass(frozen=True, slots=True)
class Played:
    """One turn of a conversation as it went."""

    number: int
    expect: Mapping[str, Any]
    facts: Facts
    rule: str
    waits_for: frozenset[str]
    """Languages of the turn that are not served; the turn does not count."""
    broken: tuple[str, ...] = field(default=())

    def __str__(self) -> str:
        reply = self.facts.reply
        wanted = self.expect.get("one_of") or self.expect["topic"]
        return (
            f"turn {self.number}: {self.facts.typed[-1]}\n"
            f"  expected: {wanted}, {self.expect['kind']}, urgent {self.expect['urgent']}\n"
            f"  got: {reply.topic}, {reply.kind}, urgent {reply.urgent}, rule {self.rule}\n"
            + "".join(f"  - {words}\n" for words in self.broken)
            + "".join(f"  | {line}\n" for line in self.facts.text.split("\n"))
        )


def languages_of(dialogue: Dialogue) -> list[str]:
    """For each turn the language of the reply: that of the dialogue until another is asked for."""
    found, current = [], dialogue["lang"]
    for turn in dialogue["turns"]:
        for label in turn["expect"]["must_mention"]:
            current = LANGUAGES.get(label.removeprefix("answers in "), current)
        found.append(current)
    return found


def labels_of(dialogue: Dialogue) -> Iterator[tuple[str, str, str]]:
    """Section, label and language of every label; the language switched to, and the first one."""
    for turn, language in zip(dialogue["turns"], languages_of(dialogue), strict=True):
        for section in SECTIONS:
            for label in turn["expect"][section]:
                yield from ((section, label, tag) for tag in {language, dialogue["lang"]})


def play(knowledge: Knowledge, dialogue: Dialogue) -> list[Played]:
    """Run a conversation to its end; between turns the session goes through its stored form."""
    conversation = Talk(knowledge)
    replies: list[Reply] = []
    typed: list[str] = []
    played = []
    for number, (turn, language) in enumerate(
        zip(dialogue["turns"], languages_of(dialogue), strict=True), start=1
    ):
        text, chosen = _typed(turn, replies)
        place = "shared" if turn.get("place") == "shared" else "private"
        done = conversation.say(text, place=place)
        typed.append(text)
        facts = facts_of(
            done.reply, earlier=replies, typed=typed, contacts=knowledge.contacts, chosen=chosen
        )
        waits_for = frozenset({language, dialogue["lang"]} - set(knowledge.languages))
        one = Played(number, turn["expect"], facts, done.rule, waits_for)
        played.append(one if waits_for else replace(one, broken=tuple(_broken(turn, facts))))
        replies.append(done.reply)
    return played


def _typed(turn: Mapping[str, Any], replies: Sequence[Reply]) -> tuple[str, str | None]:
    """What is typed; at a `choose` turn the number of the first of its ids that was offered."""
    numbers = {choice.id: choice.number for choice in replies[-1].choices} if replies else {}
    for topic in turn.get("choose", ()):
        if topic in numbers:
            return str(numbers[topic]), topic
    return turn["person"], None


def _broken(turn: Mapping[str, Any], facts: Facts) -> list[str]:
    nothing_to_choose = ["choose: none of these was offered"]
    missed = nothing_to_choose if "choose" in turn and facts.chosen is None else []
    try:
        return missed + check_turn(turn["expect"], facts)
    except UnmappedLabelError as error:
        return [*missed, f"not mapped: {error}"]


@pytest.fixture(scope="session")
def talk_of(knowledge: Knowledge) -> Callable[[str], list[Played]]:
    """A conversation by its id; each is run once."""
    played: dict[str, list[Played]] = {}

    def talk_of(name: str) -> list[Played]:
        if DIALOGUES[name]["lang"] not in knowledge.languages:
            pytest.skip(f"not served yet: {DIALOGUES[name]['lang']}")
        if name not in played:
            played[name] = play(knowledge, DIALOGUES[name])
        return played[name]

    return talk_of


# --- the labels -------------------------------------------------------------------------------

PATTERNS: Final = [
    pytest.param(section, label, pattern, id=f"{language}: {label}")
    for language in dict.fromkeys(dialogue["lang"] for dialogue in DIALOGUES.values())
    for section in SECTIONS
    for label, pattern in patterns_of(language)[section].items()
]


@pytest.mark.parametrize("name", DIALOGUES)
def test_every_label_can_be_checked_in_its_language(name: str) -> None:
    assert [found for found in labels_of(DIALOGUES[name]) if not is_mapped(*found)] == []


def test_a_label_that_is_not_mapped_is_an_error() -> None:
    with pytest.raises(UnmappedLabelError, match="sings a song"):
        holds("must_not", "sings a song", facts_of(_reply("Hello.")))


@pytest.mark.parametrize(("section", "label", "pattern"), PATTERNS)
def test_a_pattern_finds_its_example_and_not_what_comes_close(
    section: str, label: str, pattern: Pattern
) -> None:
    assert pattern.matches(folded(pattern.example))
    if section == "must_not":
        assert pattern.fine is not None
        assert not pattern.matches(folded(pattern.fine))


@pytest.mark.parametrize("name", DIALOGUES)
def test_a_name_that_must_not_come_back_is_one_that_was_typed(name: str) -> None:
    turns = DIALOGUES[name]["turns"]
    typed = " ".join(turn["person"] for turn in turns)
    if any("repeats the names" in turn["expect"]["must_not"] for turn in turns):
        assert any(word in typed for word in patterns_of(DIALOGUES[name]["lang"])["names"])


# --- the conversations ------------------------------------------------------------------------


@pytest.mark.parametrize("name", DIALOGUES)
def test_a_conversation_goes_as_expected(name: str, talk_of: Callable[[str], list[Played]]) -> None:
    turns = talk_of(name)
    known = KNOWN_BROKEN.get(name, ())
    wrong = [turn for turn in turns if turn.broken and turn.number not in known]
    if wrong:
        pytest.fail(f"{name}\n" + "\n".join(map(str, wrong)), pytrace=False)
    waiting = sorted(set().union(*(turn.waits_for for turn in turns)))
    if waiting:
        pytest.skip(f"the other turns need {', '.join(waiting)}")


# --- the checks are checked: what is taken away or put in is noticed --------------------------


@pytest.mark.parametrize("name", DIALOGUES)
def test_what_is_no_longer_mentioned_is_missed(
    name: str, talk_of: Callable[[str], list[Played]]
) -> None:
    for turn in _counted(talk_of(name)):
        for label in _kept("must_mention", turn):
            assert broken("must_mention", [label], without(label, turn.facts)) == [label]


@pytest.mark.parametrize("name", DIALOGUES)
def test_what_a_reply_must_not_do_is_noticed(
    name: str, talk_of: Callable[[str], list[Played]]
) -> None:
    for turn in _counted(talk_of(name)):
        for label in _kept("must_not", turn):
            assert broken("must_not", [label], violated(label, turn.facts)) == [label]


def test_every_rule_that_needs_no_words_has_a_way_to_be_broken() -> None:
    labels = {
        label
        for dialogue in DIALOGUES.values()
        for section, label, _ in labels_of(dialogue)
        if section == "must_not" and _is_rule_without_words(label)
    }
    assert [label for label in sorted(labels) if _breaker(label) is None] == []


def _is_rule_without_words(label: str) -> bool:
    return any(re.fullmatch(rule.label, label) and not rule.needs for rule in RULES)


def _counted(turns: Sequence[Played]) -> Iterator[Played]:
    return (turn for turn in turns if not turn.waits_for)


def _kept(section: str, turn: Played) -> list[str]:
    labels = turn.expect[section]
    try:
        failed = broken(section, labels, turn.facts)
    except UnmappedLabelError:
        return []
    return [label for label in labels if label not in failed]


def without(label: str, facts: Facts) -> Facts:
    """The facts of the reply without what a label found: its matching text, else all of it."""
    pattern = patterns_of(facts.language)["must_mention"].get(label)
    if pattern is None or any(re.fullmatch(rule.label, label) for rule in RULES):
        empty = replace(facts.reply, topic=None, body=(), choices=(), closing=())
        return replace(facts, reply=empty, text="", said="")
    while pattern.found_in(facts, "must_mention"):
        said = folded(facts.said)
        for one in pattern.patterns:
            said = one.sub(" … ", said)
        facts = replace(facts, said="" if said == facts.said else said)
    return facts


def violated(label: str, facts: Facts) -> Facts:
    """The facts of the reply with what a label forbids put in."""
    breaker = _breaker(label)
    if breaker is not None:
        return breaker(facts, label)
    return _saying(facts, patterns_of(facts.language)["must_not"][label].example)


def _breaker(label: str) -> Callable[[Facts, str], Facts] | None:
    return next((put for start, put in BREAKERS.items() if label.startswith(start)), None)


def _saying(facts: Facts, words: str) -> Facts:
    return replace(facts, text=f"{facts.text}\n\n{words}", said=f"{facts.said}\n\n{words}")


def _reply(*texts: str, entry: str = "interface/menu", topics: Sequence[str] = ()) -> Reply:
    choices = tuple(Choice(n, t, Piece(f"topic/{t}/title", t)) for n, t in enumerate(topics, 1))
    block = Block("text", tuple(Piece(entry, text) for text in texts))
    return Reply("en", "clarify" if topics else "answer", "bot-help", (block,), choices)


def _in_another_language(facts: Facts, label: str) -> Facts:
    language = LANGUAGES[label.removeprefix("answers in ")]
    words = " ".join(p.example for p in patterns_of(language)["must_not"].values())
    return replace(facts, text=words, reply=_reply(words))


def _with_contact(facts: Facts, label: str) -> Facts:
    country, city = PLACES[label.removeprefix("contacts for ")]
    contact = replace(facts.contacts[0], id="x-local", country=country, city=city)
    shown = _reply(contact.name, entry=f"contact/{contact.id}")
    return replace(facts, reply=shown, contacts=(contact,))


def _offering(facts: Facts, label: str) -> Facts:
    topics = ["ombudsman", "helpline", "counselling", "training"]
    before = (*facts.earlier, _reply(topics=topics))
    return replace(facts, reply=_reply(topics=topics), earlier=before)


BREAKERS: Final[dict[str, Callable[[Facts, str], Facts]]] = {
    "answers in": _in_another_language,
    "contacts for": _with_contact,
    "invents a phone number": lambda facts, label: _saying(facts, "+99 123 456 7890"),
    "repeats contact details": lambda facts, label: _saying(facts, " ".join(facts.typed)),
    "repeats the names": lambda facts, label: _saying(facts, " ".join(facts.typed)),
    "repeats the disclosure": lambda facts, label: _saying(facts, facts.typed[0]),
    "repeats what was erased": lambda facts, label: _saying(facts, facts.typed[0]),
    "repeats the same reply": lambda facts, label: replace(facts, reply=facts.earlier[-1]),
    "offers the same choices again": _offering,
    "more than three choices": _offering,
    "urgent notice": lambda facts, label: replace(
        facts, reply=replace(facts.reply, urgent="emergency-now")
    ),
    "offers choices before": lambda facts, label: replace(
        facts, reply=replace(facts.reply, body=(*_reply("Which?").body, *facts.reply.body))
    ),
    "gives the full answer": lambda facts, label: replace(
        facts, reply=_reply("Go there.", entry="topic/where-to-report/answer")
    ),
}
"""How the labels that are no wording are broken: what they start with, and what is put in."""
