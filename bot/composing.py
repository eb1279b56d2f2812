"""Decisions that several rules come to: answer a topic, answer danger, ask which, say that nothing
was found. Which case it is, the rules decide; what belongs to the case, this file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from bot.decision import Decision, Line, line
from bot.hearing import Hearing
from bot.session import Session
from bot.urgent import mark_of

NEXT_SHOWN: Final = 3
"""Quick replies to topics that are asked next."""

CARDS_SHOWN: Final = 3
"""Cards of one answer; more would not fit a phone. "More" shows the rest."""

PAGE: Final = 9
"""Choices of one page of the menu: numbers of one digit."""

URGENT_NUMBERS: Final = {
    "emergency-now": ("emergency", "police", "security"),
    "after-sexual-assault": ("medical-service", "gbv-service", "emergency"),
    "suicidal-distress": ("crisis-line", "emergency", "counsellor"),
}
"""Kinds whose numbers stand inside the urgent steps, first one first: health and crisis lines
before police for suicidal distress, and never security alone."""

ROLE_TOPICS: Final = {
    "manager": "manager-guidance",
    "accused": "accused-guidance",
    "witness": "witness-bystander",
    "supporter": "support-a-colleague",
    "partner": "partner-personnel",
    "community": "report-sea",
}
"""The guidance of its own that a role has."""

OFFICE_TOPICS: Final = {
    "ombudsman": "ombudsman",
    "ethics-office": "ethics-office",
    "investigation": "investigators",
    "human-resources": "human-resources",
    "counsellor": "counselling",
    "sh-focal-point": "focal-point",
    "psea-focal-point": "focal-point",
    "conduct-and-discipline": "focal-point",
    "workplace-facilitator": "peer-support",
    "staff-association": "staff-association",
    "security": "security-office",
    "legal-aid": "legal-help",
    "medical-service": "medical-care",
    "victims-rights-advocate": "victims-rights-advocate",
    "helpline": "helpline",
    "gbv-service": "local-services",
    "police": "police-and-national-law",
}
"""The topic that tells of a kind of office."""

ABOUT_THE_BOT: Final = frozenset({"bot-help", "bot-privacy", "small-talk", "not-a-report"})
OUT_OF_SCOPE: Final = "out-of-scope"
NO_MEMORY: Final = frozenset({"small-talk", "bot-help", OUT_OF_SCOPE})
"""Topics that do not become what the talk is about."""


def answer(
    hearing: Hearing,
    topic: str,
    rule: str,
    *,
    openings: Sequence[Line] = (),
    body: Sequence[Line] = (),
) -> Decision:
    """The answer to one topic, with what the person's role adds, cards and what is asked next.
    The second time in a row it says what helps further."""
    if topic in URGENT_NUMBERS:
        return urgent(hearing, topic, rule)
    session = hearing.session
    repeated = session.topic == topic and not body
    further = f"topic/{topic}/again"
    lines = list(openings)
    if repeated and hearing.has_text(further):
        body = (line(further),)
    elif repeated and not openings:
        lines.append(line("interface/again"))
    return Decision(
        rule=rule,
        kind="answer",
        topic=topic,
        session=_answered(session, topic),
        openings=tuple(lines),
        body=tuple(body) or _body(hearing, topic),
        channels=_channels(hearing, topic, repeated),
        choices=_next_choices(hearing, topic),
        closings=footer(hearing),
    )


def _answered(session: Session, topic: str) -> Session:
    kept = session if topic in NO_MEMORY else replace(session, topic=topic)
    seen = tuple(dict.fromkeys((*kept.seen, topic)))[-20:]
    return replace(kept, seen=seen, misses=0, asked=None)


def _body(hearing: Hearing, topic: str) -> tuple[Line, ...]:
    lines = [line(f"topic/{topic}/answer")]
    session = hearing.session
    lines.extend(
        line(f"topic/{topic}/role/{role}")
        for role in dict.fromkeys((session.role, session.contract))
        if role is not None and hearing.has_text(f"topic/{topic}/role/{role}")
    )
    return tuple(lines)


def _channels(hearing: Hearing, topic: str, repeated: bool) -> tuple[str, ...]:
    """The kinds of office to show; on the second time those that were not shown first."""
    if topic == "small-talk" and "insult" not in hearing.cues:
        return ()
    channels = hearing.topic(topic).channels
    if not repeated:
        return channels[:CARDS_SHOWN]
    human = hearing.topic("talk-to-human").channels
    shown = channels[:CARDS_SHOWN]
    further = [kind for kind in (*channels, *human) if kind not in shown]
    return tuple(dict.fromkeys(further))[:CARDS_SHOWN] or shown


def _next_choices(hearing: Hearing, topic: str) -> tuple[str, ...]:
    following = [
        other
        for other in hearing.wording.next_topics.get(topic, ())
        if other in hearing.knowledge.topics and other != topic
    ]
    guides = [f"guide:{g.id}" for g in hearing.knowledge.guides.values() if topic in g.offered_by]
    choices = [*guides, *following][:NEXT_SHOWN]
    if topic != "talk-to-human" and "talk-to-human" in hearing.knowledge.topics:
        choices = [other for other in choices if other != "talk-to-human"] + ["talk-to-human"]
    if hearing.topic(topic).channels and topic not in ABOUT_THE_BOT:
        choices.append("command:more")
    return tuple(choices)


def footer(hearing: Hearing) -> tuple[Line, ...]:
    """What stands below cards: that the contacts are not tried yet."""
    return (line("interface/footer-untried"),) if hearing.knowledge.contacts else ()


def urgent(hearing: Hearing, kind: str, rule: str, *, openings: Sequence[Line] = ()) -> Decision:
    """The steps for one urgent need, numbers inside, a second route, and how to undo a guess."""
    session = hearing.session
    again = session.urgent == kind
    lines = [*openings]
    if again and not openings:
        lines.append(line("interface/still-here"))
    body = [line(f"urgent/{kind}/steps")]
    if hearing.need.is_about_a_child and hearing.has_text("urgent/child/steps"):
        body.append(line("urgent/child/steps"))
    if again and hearing.has_text(f"topic/{kind}/answer"):
        body.extend(_body(hearing, kind))
    choices = [*_other_needs(hearing, kind), "command:not-meant", "command:more-numbers"]
    if "talk-to-human" in hearing.knowledge.topics:
        choices.append("talk-to-human")
    return Decision(
        rule=rule,
        kind="answer",
        topic=kind,
        session=_in_need(hearing, kind),
        openings=tuple(lines),
        body=tuple(body),
        numbers=URGENT_NUMBERS[kind],
        choices=tuple(choices),
        closings=(line("interface/no-names"),) if hearing.has_particulars else (),
        urgent=kind,
    )


def _in_need(hearing: Hearing, kind: str) -> Session:
    """The session after the steps: what brought them is known again, and the kind is silent no more."""
    session = hearing.session
    return replace(
        _answered(session, kind),
        urgent=kind,
        muted=tuple(other for other in session.muted if other != kind),
        heard=tuple(dict.fromkeys((*session.heard, *map(mark_of, hearing.need.cues)))),
    )


def _other_needs(hearing: Hearing, kind: str) -> list[str]:
    """Other urgent needs of the same message, then the topic that it also asked about."""
    others = [other for other in hearing.need.others if other in hearing.knowledge.topics]
    return [other for other in others if other != kind][:2]


def ask_which(hearing: Hearing, topics: Sequence[str], rule: str) -> Decision:
    """Three close topics at most, and "something else"."""
    return Decision(
        rule=rule,
        kind="clarify",
        topic=topics[0],
        session=replace(hearing.session, asked="clarify", misses=0),
        openings=disclosure_lines(hearing),
        body=(line("interface/clarify"),),
        choices=(*topics[:3], "command:something-else"),
    )


def nothing_found(
    hearing: Hearing, rule: str, *, said: str | None = None, topic: str | None = None
) -> Decision:
    """Help to say it otherwise; the second time human routes and the menu."""
    misses = hearing.session.misses + 1
    text = said or ("nothing-found" if misses < 2 else "nothing-again")
    choices = ["talk-to-human", "where-to-report", "command:menu"]
    return Decision(
        rule=rule,
        kind="fallback",
        topic=topic,
        session=replace(hearing.session, misses=misses, asked=None),
        openings=disclosure_lines(hearing),
        body=(line(f"interface/{text}"),),
        channels=hearing.topic("talk-to-human").channels[: 2 if misses < 2 else CARDS_SHOWN],
        choices=tuple(choice for choice in choices if _exists(hearing, choice)),
        closings=footer(hearing),
    )


def out_of_scope(hearing: Hearing, rule: str) -> Decision:
    """Said plainly that it is outside, with what this guide can help with."""
    topic = OUT_OF_SCOPE
    choices = ("bot-help", "talk-to-human", "command:menu")
    return Decision(
        rule=rule,
        kind="fallback",
        topic=topic,
        session=_answered(hearing.session, topic),
        body=(line(f"topic/{topic}/answer"),),
        choices=tuple(choice for choice in choices if _exists(hearing, choice)),
    )


def ask_for(
    hearing: Hearing, asked: str, entry: str, choices: Iterable[str], rule: str
) -> Decision:
    """A question of the bot's own that may be skipped: menu, language, place, organisation, role."""
    return Decision(
        rule=rule,
        kind="answer",
        topic="bot-help",
        session=replace(hearing.session, asked=asked, misses=0),
        body=(line(entry),),
        choices=tuple(choices),
    )


def say(hearing: Hearing, entry: str, rule: str, topic: str = "bot-help") -> Decision:
    """One sentence of the bot's own, and the way on."""
    return Decision(
        rule=rule,
        kind="answer",
        topic=topic,
        session=replace(hearing.session, asked=None, misses=0),
        body=(line(entry),),
        choices=("command:menu", "talk-to-human"),
    )


def disclosure_lines(hearing: Hearing) -> tuple[Line, ...]:
    """The one line that takes a disclosure seriously, what telling is not, and that no names are
    needed where some were typed. Nothing for any other message."""
    lines = []
    if "disclosure" in hearing.cues and hearing.session.role in (None, "affected"):
        lines.append(line("interface/disclosure"))
        if not hearing.before.seen:
            lines.append(line("interface/not-a-report"))
    if hearing.has_particulars:
        lines.append(line("interface/no-names"))
    return tuple(lines)


def _exists(hearing: Hearing, choice: str) -> bool:
    return ":" in choice or choice in hearing.knowledge.topics
