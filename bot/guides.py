"""Guided questions: what a step says, where an answer leads, how one goes back, on and out.

How a guide leads is data (`guides.yaml`); nothing here knows one by name. Every question may be
skipped, gone back from and left; a step that leads out of the guide answers its topic.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from bot import composing
from bot.channel_ranking import Ranked, best_channels
from bot.decision import Compared, Decision, Line, line
from bot.facts import Guide, Step
from bot.hearing import Hearing
from bot.message import Piece
from bot.way import Way, active_way, way_of
from bot.wording import piece

OUT: Final = "topic/"
"""How a target begins that leads out of the guide, to a topic."""

FEWEST_COMPARED: Final = 2


def start(hearing: Hearing, name: str, rule: str = "guide") -> Decision:
    """The first step of a guide; one that is not there leads to the menu's opening."""
    guide = hearing.knowledge.guides.get(name)
    if guide is None:
        return composing.say(hearing, "interface/help-alone", rule)
    return _enter(hearing, Way(guide, guide.first), rule)


def take(hearing: Hearing, value: str) -> Decision:
    """What a choice of a guide does: `<guide>` begins it, `<guide>/<step>/<answer>` answers a step,
    also of a reply further up; `…/@<page>` turns a page."""
    name, _, rest = value.partition("/")
    step, _, answer = rest.partition("/")
    guide = hearing.knowledge.guides.get(name)
    if guide is None or step not in guide.steps:
        return start(hearing, name)
    way = _back_to(hearing, guide, guide.steps[step])
    if answer.startswith("@"):
        return _shown(
            hearing, way, "guide-page", page=int(answer[1:]) if answer[1:].isdecimal() else 0
        )
    return _answered(hearing, way, answer)


def _back_to(hearing: Hearing, guide: Guide, step: Step) -> Way:
    """The way as it was at a step: what was answered from there on is forgotten."""
    way = way_of(hearing.knowledge, hearing.session)
    path = way.path if way is not None and way.guide is guide else ()
    names = [name for name, _ in path]
    return Way(guide, step, path[: names.index(step.name)] if step.name in names else path)


def skip(hearing: Hearing, way: Way) -> Decision:
    """On without an answer; at its end the guide is left."""
    return _answered(hearing, way, "") if way.goes_on else leave(hearing)


def _answered(hearing: Hearing, way: Way, answer: str) -> Decision:
    """Where an answer leads; one that the step does not have counts as none."""
    step = way.step
    is_office = step.shows == "offices" and answer in step.channels
    target = step.answers.get(answer, step.next)
    given = answer if is_office or answer in step.answers else ""
    if target.startswith(OUT):
        topic = target.removeprefix(OUT)
        return composing.answer(hearing, topic, "guide-answer")
    if target not in way.guide.steps:
        return _enter(hearing, way, "guide")
    onward = Way(way.guide, way.guide.steps[target], (*way.path, (step.name, given)))
    decision = _enter(hearing, onward, "guide-answer" if given else "guide-skip")
    check = step.checks.get(answer)
    return (
        replace(decision, check=check) if check and check not in hearing.before.muted else decision
    )


def _enter(hearing: Hearing, way: Way, rule: str) -> Decision:
    """A step, or the one after it where the talk has answered its question already."""
    names = [name for name, _ in way.path]
    for answer, topic in way.step.known.items():
        target = way.step.answers.get(answer, "")
        if topic in hearing.session.seen and way.step.name not in names:
            path = (*way.path, (way.step.name, answer))
            if target in way.guide.steps:
                return _enter(hearing, Way(way.guide, way.guide.steps[target], path), rule)
    return _shown(hearing, way, rule)


def back(hearing: Hearing, way: Way) -> Decision:
    """The question before this one; before the first one, the guide is left."""
    if not way.path:
        return leave(hearing)
    name, _ = way.path[-1]
    return _shown(hearing, Way(way.guide, way.guide.steps[name], way.path[:-1]), "guide-back")


def again(hearing: Hearing, way: Way, openings: Sequence[Line] = ()) -> Decision:
    """The same step once more, for who comes back to it."""
    return replace(_shown(hearing, way, "guide-resume"), openings=tuple(openings))


def leave(hearing: Hearing) -> Decision:
    """Out of the guide, back to the open talk."""
    left = replace(hearing, session=replace(hearing.session, guide=()))
    return composing.say(left, "interface/left", "leave")


def _shown(hearing: Hearing, way: Way, rule: str, page: int = 0) -> Decision:
    """What a step says and offers."""
    entry, step = f"guide/{way.guide.id}/{way.step.name}", way.step
    ranked = _ranked(hearing, way) if step.shows == "ranking" else ()
    cards = step.channels if not step.shows else tuple(one.channel for one in ranked)
    session = replace(hearing.session, guide=way.stored(), asked="guide", misses=0, urgent=None)
    if session.topic in composing.URGENT_NUMBERS:
        session = replace(session, topic=None)
    return Decision(
        rule=rule,
        kind="answer",
        topic=way.guide.topic or "bot-help",
        session=session,
        body=(line(entry),),
        channels=cards,
        reasons={
            one.channel: tuple(f"{entry}/reason/{reason}" for reason in one.reasons)
            for one in ranked
        },
        compared=tuple(_compared(hearing, way, entry)),
        choices=_choices(hearing, way, page),
        closings=composing.footer(hearing),
    )


def _ranked(hearing: Hearing, way: Way) -> tuple[Ranked, ...]:
    facts = hearing.knowledge.channels
    return best_channels(facts, way.step.channels, way.answers, hearing.session)


def _compared(hearing: Hearing, way: Way, entry: str) -> list[Compared]:
    step = way.step
    if step.shows == "sides":
        parent = f"guide/{way.guide.id}"
        return [
            Compared(
                f"{entry}/row/{row}",
                tuple((f"{parent}/{s}/title", f"{parent}/{s}/row/{row}") for s in step.sides),
            )
            for row in step.rows
        ]
    if step.shows != "comparison":
        return []
    kinds = compared_channels(hearing, way)
    return [
        Compared(
            f"interface/card-{row}",
            tuple((f"channel/{kind}/name", f"channel/{kind}/{row}") for kind in kinds),
        )
        for row in step.rows
    ]


def compared_channels(hearing: Hearing, way: Way) -> tuple[str, ...]:
    """The offices that were picked on the way, filled up from the step's own where fewer than two;
    after a ranking, those that it showed."""
    steps = [way.guide.steps[name] for name, _ in way.path]
    for step in steps:
        if step.shows == "ranking":
            ranked = _ranked(hearing, replace(way, step=step))
            return tuple(one.channel for one in ranked)
    picked = [
        said for step, (_, said) in zip(steps, way.path, strict=True) if step.shows == "offices"
    ]
    kinds = tuple(dict.fromkeys(kind for kind in picked if kind))
    if len(kinds) >= FEWEST_COMPARED:
        return kinds
    return tuple(dict.fromkeys((*kinds, *way.step.channels)))[:FEWEST_COMPARED]


def _choices(hearing: Hearing, way: Way, page: int) -> tuple[str, ...]:
    """The answers, then the ways on, back and out; a person is always one of them."""
    step, known = way.step, hearing.knowledge.topics
    choices = [f"guide:{way.guide.id}/{step.name}/{answer}" for answer in step.answers]
    if step.shows == "offices":
        choices += _offices(way, page)
    if step.shows == "comparison":
        topics = [composing.OFFICE_TOPICS.get(k, "") for k in compared_channels(hearing, way)]
        choices += [topic for topic in topics if topic in known]
    if way.goes_on:
        choices.append(
            "command:skip" if step.answers or step.shows == "offices" else "command:next"
        )
    choices += [topic for topic in step.topics if topic in known]
    if way.path:
        choices.append("command:back")
    if "talk-to-human" in known:
        choices.append("talk-to-human")
    return (*choices, "command:leave" if way.goes_on else "command:menu")


def _offices(way: Way, page: int) -> list[str]:
    """One page of the offices that were not picked yet, and the choice that turns it."""
    here, picked = f"guide:{way.guide.id}/{way.step.name}", way.answers
    left = [f"{here}/{kind}" for kind in way.step.channels if kind not in picked]
    size = composing.PAGE - 4
    shown = left[page * size : (page + 1) * size] or left[:size]
    is_last = left.index(shown[-1]) == len(left) - 1 if shown else True
    return shown if is_last else [*shown, f"{here}/@{page + 1}"]


def label_of(hearing: Hearing, value: str) -> Piece:
    """The words on a quick reply of a guide."""
    name, _, rest = value.partition("/")
    step, _, answer = rest.partition("/")
    guide = hearing.knowledge.guides.get(name)
    if not rest and guide is not None:
        return piece(hearing, line(f"guide/{name}/{guide.first.name}/title"))
    if answer.startswith("@"):
        return piece(hearing, line("interface/choice-next-page"))
    if guide is not None and step in guide.steps and answer in guide.steps[step].channels:
        return piece(hearing, line(f"channel/{answer}/name"))
    return piece(hearing, line(f"guide/{name}/{step}/{answer}"))


def every_choice(guides: Mapping[str, Guide]) -> list[str]:
    """Every choice of the guides, for adapters that send buttons."""
    found = []
    for guide in guides.values():
        found.append(f"guide:{guide.id}")
        for step in guide.steps.values():
            kinds = step.channels if step.shows == "offices" else ()
            pages = [f"@{page}" for page in range(len(kinds) // 2)]
            here = f"guide:{guide.id}/{step.name}"
            found += [f"{here}/{answer}" for answer in (*step.answers, *kinds, *pages)]
    return found


def way_back(hearing: Hearing) -> Way | None:
    """The way that the talk may go back to: one that was begun, and is not at its end."""
    way = way_of(hearing.knowledge, hearing.session)
    return way if way is not None and way.goes_on else None


def current(hearing: Hearing) -> Way | None:
    """The way whose question this message may answer."""
    return active_way(hearing.knowledge, hearing.before)
