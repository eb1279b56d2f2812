"""Whether an instance may begin to serve: looked at once, at the start. What already runs never
stops for it.

Refused are: no platform switched on; a platform whose first reply could not say who reads along
there; an office that has not tried its urgent numbers, since a wrong one hurts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from bot.config import Config, read_key
from bot.contacts import contacts_for
from bot.knowledge import Knowledge
from bot.problem import Place, Problem
from bot.session import Session
from bot.setting import Setting

ROUTES: Final = {"emergency": "emergency", "medical-service": "medical", "security": "security"}
"""Kinds of contact that have to be confirmed before anybody is served, and how they are called."""


def problems_before_serving(
    knowledge: Knowledge, platforms: Sequence[str], config: Place, today: dt.date
) -> list[Problem]:
    """What keeps an instance from being started. `config`: where its settings stand."""
    found = [*_platforms(platforms, config)]
    found += [problem for name in platforms for problem in _notice(knowledge, name)]
    return [*found, *unconfirmed_routes(knowledge, config, today)]


def problems_of_sharing(
    config: Config, environment: Mapping[str, str], where: Place
) -> Iterator[Problem]:
    """What keeps replicas from sharing a memory: they find a talk only under one key. Raises
    KnowledgeError where that is there and of another form. `where`: where the settings stand."""
    if config.text("session.store") == "redis" and read_key(config, environment) is None:
        what = 'Replicas that share a memory need one key, and "key:" leads to none.'
        mend = "config.example.yaml shows the line that makes one; all replicas have the same."
        yield Problem("key-missing", where, what, mend)


def _platforms(platforms: Sequence[str], config: Place) -> Iterator[Problem]:
    if not platforms:
        what = "No platform is switched on, so there is nobody to serve."
        mend = 'Write "enabled: yes" below telegram, slack or teams under "platforms:".'
        yield Problem("no-platform", config, what, mend)


def _notice(knowledge: Knowledge, platform: str) -> Iterator[Problem]:
    """The first reply has to say who can read the chat there, in the language it begins with."""
    tag = knowledge.default_language
    if f"interface/notice-{platform}" not in knowledge.wording(tag).texts:
        what = f'"notice-{platform}" is missing: the first reply could not say who reads along.'
        mend = f'Write it there, and where it was read under "notice-{platform}:" in notices.yaml.'
        yield Problem("missing-notice", Place(f"{tag}/interface.yaml"), what, mend)


def unconfirmed_routes(knowledge: Knowledge, config: Place, today: dt.date) -> list[Problem]:
    """What is missing of `ROUTES`, or that no country says where. `config`: where that is said."""
    if knowledge.scope.country is None:
        what = "Nothing says in which country this instance serves, so no local number is known."
        mend = 'Write under "instance:" a line "country: ke".'
        return [Problem("no-country", config, what, mend)]
    return [
        _unconfirmed(knowledge, channel, route, today)
        for channel, route in ROUTES.items()
        if not _is_confirmed(knowledge, channel, today)
    ]


def _is_confirmed(knowledge: Knowledge, channel: str, today: dt.date) -> bool:
    scope = knowledge.scope
    person = Session(organisation=scope.organisation, country=scope.country, city=scope.city)
    return any(
        shown.contact.country == scope.country and shown.contact.confirmed_on is not None
        for shown in contacts_for(knowledge, person, Setting(), channel, today)
    )


def _unconfirmed(knowledge: Knowledge, channel: str, route: str, today: dt.date) -> Problem:
    country = knowledge.scope.country
    own = [
        contact.id
        for contact in knowledge.contacts
        if contact.channel == channel and contact.country == country
    ]
    what = f"No {route} route is confirmed here. A person in danger would get no number."
    sign = f'"confirmed: {{by: your role, on: "{today.isoformat()}"}}"'
    mend = (
        f"Call it, then write below {' or '.join(own)}, in your overlay: {sign}."
        if own
        else f'Add a contact with "channel: {channel}" to your overlay; when you called it: {sign}.'
    )
    return Problem("unconfirmed-route", Place(f"contacts/{country}.yaml"), what, mend)
