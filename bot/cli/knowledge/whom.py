"""For whom something is published: place, organisation, languages, audience."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from bot.bot import system_clock
from bot.cli.knowledge.folders import add_folders
from bot.knowledge import Knowledge
from bot.loader import load
from bot.problem import KnowledgeError, Place, Problem, did_you_mean
from bot.publishing.readership import Readership
from bot.setting import Setting

SHOWN: Final = 12
"""Names that are listed where none is near the one that was given."""


def add_whom(command: argparse.ArgumentParser) -> None:
    """Give a command the options that say for whom, and the layers."""
    command.add_argument("--office", metavar="PLACE", help="a duty station, such as nairobi")
    command.add_argument("--country", metavar="XX", help="a country in two letters, such as ke")
    command.add_argument("--organisation", metavar="ID", help="an organisation, such as un-women")
    command.add_argument(
        "--audience",
        choices=("public", "internal"),
        default="public",
        help="internal: also contacts that are only for people of the organisation",
    )
    add_folders(command)


def readership_of(options: argparse.Namespace) -> Readership:
    """The readers that the options name; what they leave open, the overlays say. Raises
    KnowledgeError with "did you mean" for a place or an organisation that is not known."""
    knowledge = load(options.folders)
    now = system_clock()
    setting = Setting(audience=options.audience)
    return Readership(_placed(knowledge, options), setting, now)


def _placed(knowledge: Knowledge, options: argparse.Namespace) -> Knowledge:
    scope = knowledge.scope
    if options.organisation is not None:
        _known("--organisation", options.organisation, knowledge.organisations)
        scope = replace(scope, organisation=options.organisation)
    if options.country is not None:
        _known("--country", options.country, _countries(knowledge))
        city = scope.city if scope.country == options.country else None
        scope = replace(scope, country=options.country, city=city)
    if options.office is not None:
        _known("--office", options.office, knowledge.cities)
        country = knowledge.cities[options.office]
        if options.country not in (None, country):
            what = f'"{options.office}" lies in "{country}", not in "{options.country}".'
            raise KnowledgeError(
                [Problem("other-country", Place("--country"), what, "Leave it out.")]
            )
        scope = replace(scope, country=country, city=options.office)
    return replace(knowledge, scope=scope)


def _countries(knowledge: Knowledge) -> set[str]:
    held = {contact.country for contact in knowledge.contacts} - {"global"}
    return {*knowledge.cities.values(), *held}


def language_of(given: str, knowledge: Knowledge) -> str:
    """A language that is served here. Raises KnowledgeError with "did you mean"."""
    _known("--language", given, knowledge.languages)
    return given


def _known(option: str, given: str, known: Iterable[str]) -> None:
    if given in known:
        return
    names = sorted(known)
    more = " …" if len(names) > SHOWN else ""
    mend = did_you_mean(given, names) or f"There are: {', '.join(names[:SHOWN])}{more}"
    raise KnowledgeError(
        [Problem("not-known", Place(option), f'"{given}" is not known here.', mend)]
    )
