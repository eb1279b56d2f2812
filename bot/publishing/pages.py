"""All pages: which there are, and what stands on each. A page is whole in itself: it needs no
program, asks nobody for anything, and its style stands inside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from bot import cards
from bot.cards import compared
from bot.composing import URGENT_NUMBERS
from bot.decision import Compared, line
from bot.format import CARD_ROWS, CHANNEL_KINDS, GROUPS
from bot.hearing import Hearing
from bot.message import Card
from bot.publishing.frame import Frame, front_frame
from bot.publishing.markup import Markup, element, joined
from bot.publishing.parts import OFFICES, card, part, said
from bot.publishing.readership import Readership
from bot.publishing.topic_page import (
    HUMAN,
    decision_of,
    file_of,
    links,
    section,
    topic_body,
    topics_of,
)
from bot.rendering import render
from bot.wording import country_name, piece

COMPARE: Final = "compare.html"
FRONT: Final = "index.html"
FIRST: Final = "emergency-now"
"""The need whose steps stand on the front page in full; the others are one press away."""


def pages(readership: Readership, languages: Sequence[str], leave: str | None) -> dict[str, str]:
    """Path below the folder -> page. `leave`: where "leave this page" leads; None: to an empty page
    of its own."""
    readings = [readership.reading(tag) for tag in languages]
    made = front_frame(readings, leave)
    for hearing in readings:
        for name, title, main in _of_language(hearing):
            own = Frame(hearing, readings, leave)
            made[f"{hearing.wording.language.tag}/{name}"] = own.page(name, title, main)
    return made


def _of_language(hearing: Hearing) -> Iterator[tuple[str, str, Markup]]:
    """File, title and contents of each page of a language."""
    yield FRONT, said(hearing, "interface/page-title"), _front(hearing)
    for topic in topics_of(hearing):
        yield (
            file_of(topic.id),
            said(hearing, f"topic/{topic.id}/title"),
            topic_body(hearing, topic),
        )
    shown = list(_offices(hearing))
    yield OFFICES, said(hearing, "interface/page-offices"), _all_offices(hearing, shown)
    yield COMPARE, said(hearing, "interface/page-compare"), _comparison(hearing, shown)


def _front(hearing: Hearing) -> Markup:
    grouped = _grouped(hearing)
    places = (
        (OFFICES, "interface/page-offices"),
        (COMPARE, "interface/page-compare"),
        (file_of(HUMAN), f"topic/{HUMAN}/title"),
    )
    listed = (element("li", element("a", said(hearing, e), href=name)) for name, e in places)
    return joined(
        (
            element("p", said(hearing, "interface/app-about"), class_="lead"),
            _danger(hearing, grouped.get("urgent", [])),
            section(said(hearing, "interface/page-where"), element("ul", *listed, class_="links")),
            *(
                section(said(hearing, f"interface/group-{group}"), links(hearing, topics))
                for group, topics in grouped.items()
                if group not in ("urgent", "about-the-bot")
            ),
            section(said(hearing, "interface/page-how"), *_how(hearing)),
        )
    )


def _grouped(hearing: Hearing) -> Mapping[str, list[str]]:
    """Part of the menu -> its topics; none that is empty."""
    found = {
        group: [topic.id for topic in topics_of(hearing) if topic.group == group]
        for group in GROUPS
    }
    return {group: topics for group, topics in found.items() if topics}


def _danger(hearing: Hearing, topics: Sequence[str]) -> Markup:
    """The steps and numbers of this minute, then the way to the other needs."""
    steps: Sequence[Markup] = ()
    if FIRST in hearing.knowledge.topics:
        decision = decision_of(hearing, hearing.topic(FIRST))
        steps = [part(hearing, one) for one in render(hearing, decision, ()).body]
    head = element("h2", said(hearing, "interface/group-urgent"))
    further = [one for one in topics if one in URGENT_NUMBERS and one != FIRST]
    further += [one for one in topics if one not in URGENT_NUMBERS]
    return element("section", head, *steps, links(hearing, further), class_="danger", id="danger")


def _how(hearing: Hearing) -> Iterator[Markup]:
    for name in ("page-chat", "page-find", "page-leave-note"):
        yield element("p", said(hearing, f"interface/{name}"))
    if hearing.session.country is not None:
        shown = said(hearing, "interface/page-place", country=country_name(hearing))
        yield element("p", shown)


def _offices(hearing: Hearing) -> Iterator[Card]:
    """Every kind of office that the knowledge has words for, with all rows."""
    for kind in CHANNEL_KINDS:
        shown = cards.card(hearing, kind, every_row=True)
        if shown is not None:
            yield shown


def _all_offices(hearing: Hearing, shown: Sequence[Card]) -> Markup:
    jumps = (element("li", element("a", one.title.text, href=f"#{one.channel}")) for one in shown)
    return joined(
        (
            element("ul", *jumps, class_="jumps"),
            element("h2", said(hearing, "interface/page-where")),
            element("div", *(card(hearing, one) for one in shown), class_="cards"),
            element("p", said(hearing, "interface/footer-untried"), class_="note"),
        )
    )


def _comparison(hearing: Hearing, shown: Sequence[Card]) -> Markup:
    """Each question of the cards with what every office says to it."""
    return joined(_question(hearing, row, [one.channel for one in shown]) for row in CARD_ROWS)


def _question(hearing: Hearing, row: str, kinds: Sequence[str]) -> Markup:
    cells = tuple((f"channel/{kind}/name", f"channel/{kind}/{row}") for kind in kinds)
    answers = compared(hearing, Compared(f"interface/card-{row}", cells)).rows
    pairs = (
        element(
            "div",
            element("dt", one.label.text if one.label else ""),
            element("dd", one.values[0].text),
        )
        for one in answers
    )
    title = piece(hearing, line(f"interface/card-{row}")).text
    return section(title, element("dl", *pairs), class_="compared")
