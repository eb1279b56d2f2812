"""Where advice to turn to the police or a court needs a word of caution about the country's law.

The cautions stand beside a country's contacts, as closed values; their words are entries of the
interface. They never stand before what to do now, and always before a number of the police.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from bot.decision import Decision, Line, line
from bot.hearing import Hearing
from bot.wording import country_name

TOUCHED: Final = {
    "suicidal-distress": ("attempted-suicide",),
    "after-sexual-assault": ("police-notice", "same-sex"),
    "police-and-national-law": ("police-notice", "same-sex"),
    "inclusive-support": ("same-sex",),
    "external-offender": ("same-sex",),
    "online-harassment": ("same-sex",),
    "safety-planning": ("same-sex",),
    "security-office": ("same-sex",),
    "medical-care": ("police-notice",),
    "local-services": ("police-notice",),
    "is-this-harassment": ("police-notice",),
}
"""Topic -> what its advice may touch in the law of a country. None in danger of this minute: a word
about the law must not delay a call for help."""

TOUCHED_BY_CHANNEL: Final = {
    "police": ("police-notice", "same-sex"),
    "medical-service": ("police-notice",),
}
"""Kind of office -> what turning to it may touch, whatever the topic."""

UNCHECKED: Final = line("interface/caution-unchecked")
"""Said of cautions that nobody of the office signed; not in danger, where it helps nobody."""

POLICE_MAY_COME: Final = frozenset({"police", "emergency"})
"""Kinds whose number may bring the police."""


def cautions(hearing: Hearing, decision: Decision, said: Collection[str] = ()) -> tuple[Line, ...]:
    """The cautions of the person's country that an answer has to give; none where it is unknown.
    `said`: entries that the reply has already said."""
    touched = [*TOUCHED.get(decision.topic or "", ())] if decision.kind == "answer" else []
    for channel in decision.channels:
        touched.extend(TOUCHED_BY_CHANNEL.get(channel, ()))
    known = _known(hearing)
    kinds = [kind for kind in dict.fromkeys(touched) if kind in known and _entry(kind) not in said]
    unchecked = () if decision.urgent or all(known[kind] for kind in kinds) else (UNCHECKED,)
    return (*_lines(hearing, kinds), *unchecked)


def cautions_at(hearing: Hearing, kind: str, channel: str) -> tuple[Line, ...]:
    """The cautions that belong before the one number of a kind of need."""
    touched = TOUCHED.get(kind, ()) if channel in POLICE_MAY_COME else ()
    return _lines(hearing, [kind for kind in touched if kind in _known(hearing)])


def _entry(kind: str) -> str:
    return f"interface/caution-{kind}"


def _known(hearing: Hearing) -> Mapping[str, bool]:
    return hearing.knowledge.cautions.get(hearing.session.country or "", {})


def _lines(hearing: Hearing, kinds: Iterable[str]) -> tuple[Line, ...]:
    country = country_name(hearing)
    return tuple(line(_entry(kind), country=country) for kind in kinds)
