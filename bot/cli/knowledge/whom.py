"""For whom something is published: place, organisation, languages, audience."""

from __future__ import annotations

import argparse
from dataclasses import replace

from bot.bot import system_clock
from bot.cli.knowledge.folders import add_folders
from bot.knowledge import Knowledge
from bot.loader import load
from bot.office import naming
from bot.publishing.readership import Readership
from bot.setting import Setting


def add_whom(command: argparse.ArgumentParser) -> None:
    """Give a command the options that say for whom, and the layers."""
    command.add_argument("--office", metavar="PLACE", help="a duty station, such as Nairobi")
    command.add_argument("--country", metavar="PLACE", help="a country, such as Kenya or ke")
    command.add_argument("--organisation", metavar="NAME", help="an organisation, such as UN Women")
    command.add_argument(
        "--audience",
        choices=("public", "internal"),
        default="public",
        help="internal: also contacts that are only for people of the organisation",
    )
    add_folders(command)


def readership_of(options: argparse.Namespace) -> Readership:
    """The readers that the options name; what they leave open, the overlays say. Raises
    WrongCallError with "did you mean" for a place or an organisation that is not known."""
    knowledge = load(options.folders)
    now = system_clock()
    setting = Setting(audience=options.audience)
    return Readership(_placed(knowledge, options), setting, now)


def _placed(knowledge: Knowledge, options: argparse.Namespace) -> Knowledge:
    scope = knowledge.scope
    if options.organisation is not None:
        organisation = naming.organisation_of(knowledge, options.organisation)
        scope = replace(scope, organisation=organisation)
    if options.country is not None:
        country = naming.country_of(knowledge, options.country)
        scope = replace(
            scope, country=country, city=scope.city if scope.country == country else None
        )
    if options.office is not None:
        asked = scope.country if options.country is not None else None
        city = naming.city_of(knowledge, options.office, asked)
        scope = replace(scope, country=knowledge.cities[city], city=city)
    return replace(knowledge, scope=scope)
