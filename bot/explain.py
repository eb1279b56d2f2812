"""Why a message got its answer, in plain words for a focal point: `whereto explain "…"`.

The only place where a message's words are shown again, to the one who typed them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from bot.danger import signs_of, sure_signs
from bot.hearing import Hearing
from bot.matching import thresholds as at
from bot.matching.features import Feature
from bot.normalise import words_of
from bot.ranking import ranked
from bot.reaching import reach
from bot.rules import RULES
from bot.turn import Turn

PARTS_SHOWN: Final = 4
TOPICS_SHOWN: Final = 3
NEAREST_SHOWN: Final = 3
_LABEL: Final = 11


def explain(turn: Turn, topic: str | None = None) -> str:
    """The whole explanation of one turn. `topic`: the one that it should reach."""
    hearing = turn.hearing
    lines = [
        *_line("language", _language(hearing)),
        *_line("words", _words(hearing)),
        *_line("urgent", _urgent(hearing)),
        *_line("danger", _danger(hearing)),
        *_line("told", _told(hearing)),
        *_topics(hearing),
        *_line("decided", _decided(turn)),
        *_nearest(hearing),
        *(_missing(hearing, turn) if topic is None else _reaching(hearing, topic)),
    ]
    return "\n".join(lines)


def _line(label: str, text: str) -> Iterator[str]:
    if text:
        yield f"{label:<{_LABEL}}{text}"


def _language(hearing: Hearing) -> str:
    name = hearing.wording.language.name
    vocabulary = hearing.wording.index.speller
    unknown = [word for word in hearing.repaired if not vocabulary.knows(word)]
    if not hearing.words:
        return f"{name} (no words)"
    if not unknown:
        return f"{name} (all words known)"
    return f"{name} (not known: {', '.join(unknown[:6])})"


def _words(hearing: Hearing) -> str:
    """Each word: as typed, repaired or written out, and its concept."""
    index = hearing.wording.index
    analysis = index.analyse(hearing.message.text)
    concept_of = {
        place: concept for start, end, concept in analysis.concepts for place in range(start, end)
    }
    expanded = tuple(hearing.wording.words.expand(words_of(hearing.message.text)))
    parts = []
    for place, word in enumerate(analysis.words):
        typed = expanded[place] if place < len(expanded) else word
        text = word if typed == word else f"{typed}→{word}"
        concept = concept_of.get(place)
        parts.append(f"{text} (={concept})" if concept else text)
    return ", ".join(parts)


def _urgent(hearing: Hearing) -> str:
    need = hearing.need
    if need.kind:
        return f'{need.kind}, by the cue "{need.cues[0]}"'
    parts = []
    if need.unsure:
        parts.append(f'perhaps {need.unsure}, by the cue "{need.cues[0]}": the gentle check')
    if need.look_alikes:
        parts.append(f'only sounds like it: "{need.look_alikes[0]}"')
    if need.is_long_ago:
        parts.append("long past")
    return "; ".join(parts)


def _danger(hearing: Hearing) -> str:
    """What speaks for danger and against it, weighed."""
    whole, sure = signs_of(hearing), sure_signs(hearing)
    shown = sure or whole
    if shown.kind is None:
        return ""
    parts = [
        f"like scenes of {shown.kind} {shown.likeness:+.2f}",
        f"like an ordinary question {-at.ORDINARY * shown.ordinary:+.2f}",
        *([f"a cue {at.CUE:+.2f}"] if shown.has_cue else []),
        *([f"an unsure cue {at.UNSURE_CUE:+.2f}"] if shown.has_unsure_cue else []),
        *([f"a look-alike {-at.LOOK_ALIKE:+.2f}"] if shown.has_look_alike else []),
    ]
    part = "" if shown == whole else " in one passage alone"
    return f"{shown.weight:+.2f}{part} (steps from {at.DANGER:+.2f}): {' · '.join(parts)}"


def _told(hearing: Hearing) -> str:
    told = hearing.told
    values = {
        "place": told.city or told.country,
        "organisation": told.organisation,
        "role": told.role,
        "contract": told.contract,
        "language": told.language,
    }
    return ", ".join(f"{name} {value}" for name, value in values.items() if value)


def _topics(hearing: Hearing) -> Iterator[str]:
    """The first topics, with the parts that make up their scores."""
    index = hearing.wording.index
    width = max((len(c.topic) for c in ranked(hearing)[:TOPICS_SHOWN]), default=0)
    plain = {c.topic: c.score for c in hearing.scored.candidates}
    for place, candidate in enumerate(ranked(hearing)[:TOPICS_SHOWN]):
        parts = index.parts(hearing.scored.analysis, candidate.topic)
        shown = [f"{name} {value:+.2f}" for name, value in _grouped(parts)]
        context = candidate.score - plain[candidate.topic]
        if context:
            shown.insert(0, f"the talk so far {context:+.2f}")
        text = f"{candidate.topic:<{width}}  {candidate.score:.2f}   {' · '.join(shown)}"
        yield f"{'topics' if place == 0 else '':<{_LABEL}}{text}"


def _grouped(parts: dict[Feature, float]) -> list[tuple[str, float]]:
    """The strongest parts; letter runs are added up, as no single one says anything to a person."""
    named = [
        (_named(feature), value) for feature, value in parts.items() if feature[0] != "letters"
    ]
    named.sort(key=lambda part: (-abs(part[1]), part[0]))
    rest = sum(parts.values()) - sum(value for _, value in named[:PARTS_SHOWN])
    return [*named[:PARTS_SHOWN], ("the rest (spelling, other words)", rest)]


def _named(feature: Feature) -> str:
    family, parts = feature
    sign = "=" if family in ("meaning", "meanings") else ""
    return (" " if family == "neighbour" else " & ").join(sign + part for part in parts)


def _decided(turn: Turn) -> str:
    hearing = turn.hearing
    found = ranked(hearing)
    if turn.rule == "sure" and len(found) > 1:
        lead = found[0].score - found[1].score
        return f"sure: ahead by {lead:.2f} (needs {at.SURE_LEAD:.2f})"
    if turn.rule == "ask-which":
        return (
            f"asks which: no topic is ahead by {at.SURE_LEAD:.2f} with {at.SURE_SCORE:.2f} or more, or"
            f" too few of the words are known for that lead ({hearing.scored.coverage:.0%})"
        )
    law = next((rule.__doc__ for rule in RULES if _name(rule.__name__) == turn.rule), None)
    return f"{turn.rule}: {law.splitlines()[0]}" if law else turn.rule


def _name(function: str) -> str:
    return function.replace("_", "-")


def _nearest(hearing: Hearing) -> Iterator[str]:
    nearest = hearing.wording.index.nearest(hearing.scored.analysis, NEAREST_SHOWN)
    for place, (topic, phrase, likeness) in enumerate(nearest):
        if likeness > 0:
            yield f'{"nearest" if place == 0 else "":<{_LABEL}}"{phrase}"   {topic} {likeness:.2f}'


def _reaching(hearing: Hearing, topic: str) -> Iterator[str]:
    """What is missing to make it reach a topic."""
    found = reach(hearing.wording.index, hearing.message.text, topic)
    now = found.now
    where = f"ahead of {now.other} by" if now.lead >= 0 else f"behind {now.other} by"
    yield from _line("to reach", f"{topic}: {now.score:.2f}, {where} {abs(now.lead):.2f}")
    yield from _line("", _quoted("say nothing for it", found.silent))
    yield from _line("", _quoted(f"speak more for {now.other}", found.against))
    if found.nearest is not None:
        yield from _line("", f'its nearest phrase: "{found.nearest}"')
    if now.is_sure:
        yield from _line("mend", "nothing: it reaches the topic surely.")
        return
    for word, then in found.helpful:
        enough = "enough" if then.is_sure else "not enough alone"
        text = f'the missing word is "{word}": {then.score:.2f}, lead {then.lead:+.2f}, {enough}'
        yield from _line("", text)
    mend = "or write a silent word and a missing one under one meaning in words.yaml."
    yield from _line("mend", f"add a phrase that says it this way to {topic}.yaml, {mend}")


def _quoted(label: str, words: Iterable[str]) -> str:
    shown = ", ".join(words)
    return f"{label}: {shown}" if shown else ""


def _missing(hearing: Hearing, turn: Turn) -> Iterable[str]:
    """What an editor can do where the bot was not sure."""
    if turn.rule not in ("ask-which", "nothing-found"):
        return ()
    index = hearing.wording.index
    unknown = [
        word
        for word in hearing.scored.analysis.words
        if not index.analyser.knows(word) and len(word) > 2
    ]
    lines = []
    if unknown:
        lines.append(
            f"no phrase has: {', '.join(dict.fromkeys(unknown))}. Add the word to its meaning in"
            " words.yaml."
        )
    lines.append(
        "to make it reach a topic, add a phrase that says it this way to that topic's file."
    )
    return [f"{'mend' if i == 0 else '':<{_LABEL}}{text}" for i, text in enumerate(lines)]
