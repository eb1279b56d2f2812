"""Rules about what a person tells in passing: a place, an organisation, a role, a contract.

What is told changes the session at once; here it is also answered, with the last topic.
"""

from __future__ import annotations

from dataclasses import replace

from bot import commands
from bot.composing import ROLE_TOPICS, answer
from bot.decision import Decision, Line, line
from bot.hearing import Hearing
from bot.matching import thresholds as at
from bot.ranking import is_sure, ranked
from bot.wording import country_name


def asked_for(hearing: Hearing) -> Decision | None:
    """A question of the bot's own that is not answered is left, and what was said is taken up."""
    if hearing.before.asked not in ("place", "organisation"):
        return None
    told = hearing.told
    if hearing.before.asked == "place" and told.country is not None:
        return _place_told(hearing)
    if hearing.before.asked == "organisation" and told.organisation is not None:
        return _organisation_told(hearing)
    return None


def place_first(hearing: Hearing) -> Decision | None:
    """Who begins with nothing but a place is told what is known for it, and how to go on."""
    if (
        hearing.before.topic is not None
        or hearing.told.country is None
        or _more_than_place(hearing)
    ):
        return None
    return _place_told(hearing)


def _more_than_place(hearing: Hearing) -> bool:
    known = hearing.wording.place_words | hearing.wording.language.signs.function_words
    return any(word not in known for word in hearing.words)


def told_only(hearing: Hearing) -> Decision | None:
    """What is told in passing, and little else, is taken up with the last topic."""
    if hearing.before.topic is None or _asks_something(hearing):
        return None
    told = hearing.told
    if told.role is not None and told.role != hearing.before.role:
        return _role_told(hearing, told.role)
    if told.contract is not None and hearing.before.contract is None:
        return _contract_told(hearing)
    if told.country is not None and told.change(hearing.before) != hearing.before:
        return _place_told(hearing)
    if told.organisation is not None and told.organisation != hearing.before.organisation:
        return _organisation_told(hearing)
    return None


def _asks_something(hearing: Hearing) -> bool:
    """Whether the message also surely asks for a topic; a short one that names a place does not."""
    if not is_sure(hearing):
        return False
    told = hearing.told
    is_short = hearing.length <= at.SHORT and ranked(hearing)[0].score < at.STRONG
    return not (is_short and (told.country or told.organisation))


def _role_told(hearing: Hearing, role: str) -> Decision:
    """A role that comes out late corrects what was said: its own guidance."""
    topic = ROLE_TOPICS.get(role, "")
    if topic in hearing.knowledge.topics:
        return answer(hearing, topic, "role-told")
    title = hearing.wording.texts.get(f"interface/role-{role}", role)
    return commands.go_on(hearing, "role-told", "interface/role-known", title=title)


def _contract_told(hearing: Hearing) -> Decision:
    topic = hearing.before.topic or "non-staff-personnel"
    title = hearing.wording.texts.get("interface/role-non-staff", "")
    opening = line("interface/role-known", title=title)
    if hearing.has_text(f"topic/{topic}/role/non-staff"):
        body = (line(f"topic/{topic}/role/non-staff"), line("topic/non-staff-personnel/answer"))
        return answer(hearing, topic, "contract-told", openings=(opening,), body=body)
    return answer(hearing, "non-staff-personnel", "contract-told")


def _place_told(hearing: Hearing) -> Decision:
    entry = "interface/place-known" if _is_held(hearing) else "interface/place-none"
    return _taken_up(hearing, "place-told", "country", line(entry, country=country_name(hearing)))


def place_lines(hearing: Hearing, topic: str) -> tuple[Line, ...]:
    """Where a question also names a country for the first time, that no contact of it is checked, if
    the answer depends on it."""
    told = hearing.told.country
    is_new = told is not None and told != hearing.before.country
    if not is_new or _is_held(hearing) or "country" not in hearing.topic(topic).depends_on:
        return ()
    return (line("interface/place-none", country=country_name(hearing)),)


def _is_held(hearing: Hearing) -> bool:
    """Whether there are contacts of the country that was told."""
    return any(c.country == hearing.session.country for c in hearing.knowledge.contacts)


def _organisation_told(hearing: Hearing) -> Decision:
    organisation = hearing.knowledge.organisations.get(hearing.session.organisation or "")
    name = organisation.name if organisation else ""
    said = line("interface/organisation-known", organisation=name)
    return _taken_up(hearing, "organisation-told", "organisation", said)


def _taken_up(hearing: Hearing, rule: str, depends_on: str, said: Line) -> Decision:
    """The last topic anew where its answer or its offices change with what was told, or where the
    place had been told before and is corrected; otherwise only that it was noted."""
    topic = hearing.topic(hearing.session.topic or "")
    is_corrected = depends_on == "country" and hearing.before.country is not None
    if is_corrected or depends_on in topic.depends_on or "country" in topic.depends_on:
        return commands.go_on(hearing, rule, said.entry, **dict(said.slots))
    return replace(commands.noted(hearing, rule, said), session=hearing.session)
