"""The page of one topic: the answer, what a role adds, where to go, what people ask next, sources."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Final

from bot import composing
from bot.composing import ABOUT_THE_BOT, CARDS_SHOWN, OUT_OF_SCOPE, URGENT_NUMBERS
from bot.decision import Decision
from bot.facts import Source, Topic
from bot.format import ROLES
from bot.hearing import Hearing
from bot.message import Block, Card
from bot.publishing.markup import Markup, element, joined
from bot.publishing.parts import foreign, part, said, text
from bot.rendering import render
from bot.wording import dated, find_text, piece_or_none

CHAT_ONLY: Final = frozenset({*ABOUT_THE_BOT, OUT_OF_SCOPE})
"""Topics that speak of the chat itself, or answer what is asked outside the guide."""

HUMAN: Final = "talk-to-human"


def topics_of(hearing: Hearing) -> list[Topic]:
    """The topics that have a page, in the order of the menu."""
    return [
        topic
        for topic in hearing.knowledge.topics.values()
        if topic.id not in CHAT_ONLY and find_text(hearing, f"topic/{topic.id}/answer")
    ]


def file_of(topic: str) -> str:
    """The file of a topic's page."""
    return f"topic-{topic}.html"


def topic_body(hearing: Hearing, topic: Topic) -> Markup:
    """Everything below the title."""
    decision = decision_of(hearing, topic)
    places = replace(
        decision, body=(), numbers=(), urgent=None, channels=topic.channels[:CARDS_SHOWN]
    )
    return joined(
        (
            *(part(hearing, one) for one in render(hearing, decision, ()).body),
            *_answer(hearing, topic),
            section(said(hearing, "interface/page-where"), *_places(hearing, places)),
            *_roles(hearing, topic.id),
            section(said(hearing, "interface/page-next"), _next(hearing, topic.id)),
            section(said(hearing, "interface/page-sources"), *_standing(hearing, topic.id)),
        )
    )


def section(title: str, *inside: str, **attributes: str | None) -> Markup:
    """A part of a page with its heading."""
    return element("section", element("h2", title), *inside, **attributes)


def decision_of(hearing: Hearing, topic: Topic) -> Decision:
    """What the chat would answer, without what only the chat can do; the cards stand further down,
    and with them the word of caution that belongs to them."""
    answered = composing.answer(hearing, topic.id, "page")
    return replace(answered, choices=(), closings=(), channels=())


def _answer(hearing: Hearing, topic: Topic) -> Iterator[Markup]:
    """The answer of an urgent need, which the chat gives only after the steps."""
    answer = piece_or_none(hearing, f"topic/{topic.id}/answer")
    if topic.id in URGENT_NUMBERS and answer is not None:
        yield text(hearing, answer)


def _roles(hearing: Hearing, topic: str) -> Iterator[Markup]:
    found = [
        joined((element("h3", said(hearing, f"interface/role-{role}")), text(hearing, shown)))
        for role in ROLES
        if (shown := piece_or_none(hearing, f"topic/{topic}/role/{role}")) is not None
    ]
    if found:
        yield section(said(hearing, "interface/page-roles"), *found, class_="roles")


def _places(hearing: Hearing, decision: Decision) -> Iterator[Markup]:
    """The cards of a decision, below the cautions that belong to them."""
    shown = render(hearing, decision, ()).body
    yield from (part(hearing, one) for one in shown if isinstance(one, Block))
    cards = (part(hearing, one) for one in shown if isinstance(one, Card))
    yield element("div", *cards, class_="cards")
    yield element("p", said(hearing, "interface/footer-untried"), class_="note")


def _next(hearing: Hearing, topic: str) -> Markup:
    known = {one.id for one in topics_of(hearing)}
    wanted = [*hearing.wording.next_topics.get(topic, ()), HUMAN]
    return links(hearing, [one for one in dict.fromkeys(wanted) if one in known and one != topic])


def links(hearing: Hearing, topics: Collection[str]) -> Markup:
    """Topics as a list of links."""
    return element(
        "ul",
        *(element("li", element("a", *_title(hearing, one), href=file_of(one))) for one in topics),
        class_="links",
    )


def _title(hearing: Hearing, topic: str) -> Iterator[str]:
    entry = f"topic/{topic}/title"
    yield element("span", said(hearing, entry), **foreign(hearing, entry))


def _standing(hearing: Hearing, topic: str) -> Iterator[Markup]:
    """Where the answer was read, and whether the office read it."""
    known = hearing.knowledge.sources
    found = [known[one] for one in hearing.wording.sources.get(topic, ()) if one in known]
    if found:
        yield element("ul", *(element("li", *_source(hearing, one)) for one in found))
    day = hearing.wording.reviewed.get(topic)
    yield element(
        "p",
        said(hearing, "interface/notice-not-reviewed")
        if day is None
        else said(hearing, "interface/page-reviewed", date=dated(hearing, day)),
        class_="note",
    )


def _source(hearing: Hearing, source: Source) -> Iterator[str]:
    """A source by its own title, which is not translated."""
    title = element("bdi", source.title)
    where = source.where or ""
    is_page = where.startswith(("https://", "http://"))
    yield element("a", title, href=where, rel="noreferrer") if is_page else title
    if source.kind == "known":
        yield f" ({said(hearing, 'interface/page-source-known')})"
