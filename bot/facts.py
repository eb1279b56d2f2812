"""Facts, the same in every language: topics, sources, contacts, guides, languages, whom an instance
serves. Frozen; what is said of them stands in the wording of each language.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.language import NO_SIGNS, LanguageSigns

TRIAL_HOLDS: Final = dt.timedelta(days=92)
"""How long a trial call holds where a contact does not say: contacts are tried every quarter."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What is the same for a topic in every language."""

    id: str
    group: str = "outside"
    scope: str = ""
    neighbour: str = ""
    is_public: bool = False
    depends_on: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    owner: str = ""
    review_every: dt.timedelta | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from. `kind`: seed, page, or known (awaits a check)."""

    id: str
    title: str
    where: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class Contact:
    """A number or an address, and what has to be known before it is shown to anybody."""

    id: str
    channel: str
    name: str
    country: str
    city: str | None = None
    organisations: tuple[str, ...] = ("any",)
    phone: tuple[str, ...] = ()
    email: tuple[str, ...] = ()
    web: str | None = None
    address: str | None = None
    hours: str = "unknown"
    languages: tuple[str, ...] = ()
    """Languages in which they answer; empty: not known."""
    quality: str = "none"
    confirm_by: str = "office"
    confirmed_on: dt.date | None = None
    visibility: str = "internal"
    read: dt.date | None = None
    review_every: dt.timedelta = TRIAL_HOLDS

    @property
    def is_reachable(self) -> bool:
        """Whether there is anything to call, write to or open."""
        return bool(self.phone or self.email or self.web or self.address)


@dataclass(frozen=True, slots=True)
class Language:
    """A language that is served: BCP 47 tag, own name, direction, fallback tag."""

    tag: str
    name: str
    is_right_to_left: bool = False
    fallback: str | None = None
    signs: LanguageSigns = NO_SIGNS


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation that a person can name."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a guide: what it asks or shows, and where each answer leads."""

    name: str
    answers: Mapping[str, str] = field(default_factory=dict)
    """Answer -> a step of the same guide, or `topic/<topic>`."""
    next: str = ""
    """Where it goes on without an answer; empty: here the guide ends."""
    checks: Mapping[str, str] = field(default_factory=dict)
    known: Mapping[str, str] = field(default_factory=dict)
    shows: str = ""
    channels: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Guide:
    """Guided questions; it begins with its first step."""

    id: str
    steps: Mapping[str, Step]
    topic: str = ""
    offered_by: tuple[str, ...] = ()
    group: str = ""
    """The part of the menu that it stands in; empty: the menu's first page."""

    @property
    def first(self) -> Step:
        """Where it begins."""
        return next(iter(self.steps.values()))


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom an instance serves: from the overlay or the configuration; None: not said."""

    organisation: str | None = None
    country: str | None = None
    city: str | None = None
    office: str | None = None
    languages: tuple[str, ...] = ()
