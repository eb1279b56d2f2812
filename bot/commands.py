"""Commands: whole messages that do something, in every language ("stop" yes, "make it stop" no).

Each is one small function; `COMMANDS` is the list that the documentation shows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from bot import composing, guides
from bot.decision import Decision, Line, line
from bot.format import GROUPS, ROLES
from bot.hearing import Hearing
from bot.session import Session

DELETES_BOTH: Final = frozenset({"telegram"})
"""Platforms where "erase" also takes away what the person wrote: only forgetting is offered first,
since an empty chat can be noticed, and the person's own record goes with it."""


def run(hearing: Hearing, name: str) -> Decision:
    """Do a command; one that is not known shows the menu."""
    return COMMANDS.get(name, _menu)(hearing)


def _menu(hearing: Hearing) -> Decision:
    """Every topic by choices alone, group by group."""
    present = {topic.group for topic in hearing.knowledge.topics.values()}
    groups = [f"group:{group}" for group in GROUPS if group in present and group != "outside"]
    first = [f"guide:{guide.id}" for guide in hearing.knowledge.guides.values() if not guide.group]
    return composing.ask_for(hearing, "menu", "interface/menu", [*first, *groups], "menu")


def _start(hearing: Hearing) -> Decision:
    """The chat was opened and nothing said yet."""
    decision = composing.say(hearing, "interface/start", "start")
    return replace(decision, choices=(*decision.choices, "command:language"))


def _attachment(hearing: Hearing) -> Decision:
    """A picture, a voice message, a file, a place: nobody opened it."""
    return composing.say(hearing, "interface/attachment", "attachment")


def _help(hearing: Hearing) -> Decision:
    """The word "help" alone: the menu's opening, with the gentle check and the number visible."""
    decision = replace(_menu(hearing), rule="help", check="emergency-now")
    return replace(decision, body=(line("interface/help-alone"),))


def _languages(hearing: Hearing) -> Decision:
    tags = [f"language:{tag}" for tag in hearing.knowledge.languages]
    return composing.ask_for(hearing, "language", "interface/languages", tags, "language")


def change_language(hearing: Hearing, tag: str) -> Decision:
    """Go on in another language; one that is not served is said so."""
    if tag not in hearing.knowledge.languages:
        return unserved_language(hearing)
    wording = hearing.knowledge.wording(tag)
    moved = replace(
        hearing, wording=wording, session=replace(hearing.session, language=tag, asked=None)
    )
    return go_on(
        moved, "language-chosen", "interface/language-known", language=wording.language.name
    )


def unserved_language(hearing: Hearing) -> Decision:
    """Said honestly that a language is not spoken here, with the human routes."""
    name = hearing.wording.language.name
    decision = composing.answer(hearing, "talk-to-human", "language-missing")
    return replace(decision, openings=(line("interface/language-missing", language=name),))


def _places(hearing: Hearing) -> Decision:
    return composing.ask_for(hearing, "place", "interface/places", ("command:skip",), "place")


def _organisations(hearing: Hearing) -> Decision:
    entry = "interface/organisations"
    return composing.ask_for(hearing, "organisation", entry, ("command:skip",), "organisation")


def _roles(hearing: Hearing) -> Decision:
    choices = [*(f"role:{role}" for role in ROLES), "command:skip"]
    return composing.ask_for(hearing, "role", "interface/roles", choices, "role")


def _privacy(hearing: Hearing) -> Decision:
    return composing.answer(hearing, "bot-privacy", "privacy")


def _human(hearing: Hearing) -> Decision:
    return composing.answer(hearing, "talk-to-human", "human")


def _back(hearing: Hearing) -> Decision:
    """In a guide the question before; else the topic before the last one; without one, the menu."""
    way = guides.current(hearing)
    if way is not None:
        return guides.back(hearing, way)
    seen = [topic for topic in hearing.session.seen if topic in hearing.knowledge.topics]
    if len(seen) < 2:
        return replace(_menu(hearing), body=(line("interface/nothing-to-go-back"),))
    earlier = replace(hearing.session, seen=tuple(seen[:-2]), topic=None)
    return composing.answer(replace(hearing, session=earlier), seen[-2], "back")


def _leave(hearing: Hearing) -> Decision:
    """Out of a guide or of a question of the bot's own, back to the open talk."""
    return guides.leave(hearing) if hearing.session.guide else _passed(hearing)


def _skip(hearing: Hearing) -> Decision:
    """On without an answer."""
    way = guides.current(hearing)
    return _passed(hearing) if way is None else guides.skip(hearing, way)


def _passed(hearing: Hearing) -> Decision:
    return composing.say(hearing, "interface/skipped", "leave")


def _resume(hearing: Hearing) -> Decision:
    """Back to the guide that was left for a question; without one, the menu."""
    way = guides.way_back(hearing)
    return _menu(hearing) if way is None else guides.again(hearing, way)


def _stop(hearing: Hearing) -> Decision:
    """Forget everything at once."""
    return _forgotten(hearing, "interface/stopped", "stop", erase=False)


def _erase(hearing: Hearing) -> Decision:
    """Forget everything, and delete the messages where the platform allows it; where that takes
    the person's own away, only forgetting is offered first."""
    if hearing.message.platform not in DELETES_BOTH:
        return _erase_all(hearing)
    ways = ("command:stop", "command:erase-all", "command:leave")
    offer = composing.ask_for(hearing, "erase", "interface/erase-offer", ways, "erase-offer")
    return replace(offer, topic="bot-privacy")


def _erase_all(hearing: Hearing) -> Decision:
    """Forget everything, and delete what the platform lets us."""
    own = f"interface/erased-{hearing.message.platform}"
    entry = own if hearing.has_text(own) else "interface/erased"
    return _forgotten(hearing, entry, "erase", erase=True)


def _forgotten(hearing: Hearing, entry: str, rule: str, *, erase: bool) -> Decision:
    new = Session(language=hearing.session.language, noticed=True)
    return Decision(
        rule=rule,
        kind="answer",
        topic="bot-privacy",
        session=new,
        body=(line(entry),),
        erase=erase,
    )


def _number_failed(hearing: Hearing) -> Decision:
    """A number did not work: the next route, one that answers at any hour, and whom to tell."""
    opening = (line("interface/number-failed"),)
    return composing.answer(hearing, "helpline", "number-failed", openings=opening)


def _more(hearing: Hearing) -> Decision:
    """All rows of the cards of the last topic."""
    topic = hearing.session.topic
    if topic is None:
        return _menu(hearing)
    decision = composing.answer(hearing, topic, "more")
    return replace(
        decision,
        openings=(),
        body=(line(f"topic/{topic}/title"),),
        channels=hearing.topic(topic).channels,
        every_row=True,
        numbers=(),
        urgent=None,
        choices=tuple(choice for choice in decision.choices if choice != "command:more"),
    )


def _more_numbers(hearing: Hearing) -> Decision:
    """More places for an urgent need, as cards."""
    return replace(_more(hearing), every_row=False, rule="more-numbers")


def _something_else(hearing: Hearing) -> Decision:
    return composing.nothing_found(hearing, "refused", said="refused", topic="bot-help")


def _not_meant(hearing: Hearing) -> Decision:
    """The urgent guess was wrong: that kind is silent from here on, every other one still speaks."""
    session = hearing.session
    muted = session.muted if session.urgent is None else (*session.muted, session.urgent)
    calmed = replace(session, muted=tuple(dict.fromkeys(muted)), urgent=None, topic=None)
    return replace(
        composing.say(replace(hearing, session=calmed), "interface/help-alone", "not-meant"),
        choices=("is-this-harassment", "where-to-report", "talk-to-human", "command:menu"),
    )


def _helped(value: str) -> Callable[[Hearing], Decision]:
    def note(hearing: Hearing) -> Decision:
        """Noted as a number; who was not helped is shown the way to a person."""
        return composing.say(hearing, f"interface/helped-{value}", f"helped-{value}")

    return note


def _urgent(kind: str) -> Callable[[Hearing], Decision]:
    def show(hearing: Hearing) -> Decision:
        return composing.urgent(hearing, kind, "safe-word")

    return show


def go_on(hearing: Hearing, rule: str, said: str, **slots: str) -> Decision:
    """Take up the last topic with what was just told; without one, say that it was noted."""
    topic, way = hearing.session.topic, guides.current(hearing)
    opening = (line(said, **slots),)
    if way is not None:
        return guides.again(hearing, way, opening)
    if topic is None or topic not in hearing.knowledge.topics:
        return noted(hearing, rule, opening[0])
    anew = replace(hearing, session=replace(hearing.session, topic=None))
    return composing.answer(anew, topic, rule, openings=opening)


def noted(hearing: Hearing, rule: str, said: Line) -> Decision:
    """Only that something was noted, and the way on."""
    return replace(composing.say(hearing, said.entry, rule), body=(said,))


IN_A_GUIDE: Final = frozenset({"next", "resume"})
"""Commands that mean something only where a guide was begun; bot/guide_rules.py hears them."""

COMMANDS: Final[dict[str, Callable[[Hearing], Decision]]] = {
    "menu": _menu,
    "start": _start,
    "attachment": _attachment,
    "help": _help,
    "language": _languages,
    "office": _places,
    "organisation": _organisations,
    "role": _roles,
    "privacy": _privacy,
    "human": _human,
    "back": _back,
    "leave": _leave,
    "skip": _skip,
    "next": _skip,
    "resume": _resume,
    "stop": _stop,
    "erase": _erase,
    "erase-all": _erase_all,
    "more": _more,
    "more-numbers": _more_numbers,
    "number-failed": _number_failed,
    "something-else": _something_else,
    "not-meant": _not_meant,
    "danger": _urgent("emergency-now"),
    "assault": _urgent("after-sexual-assault"),
    "crisis": _urgent("suicidal-distress"),
    "helped-yes": _helped("yes"),
    "helped-partly": _helped("partly"),
    "helped-no": _helped("no"),
}
