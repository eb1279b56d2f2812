"""What somebody types for an organisation, a country, a place, a language or a platform, as the id
that the knowledge and the settings use. A slip is met with what was meant.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from bot.checks.personal_contact import looks_like_name
from bot.config_values import CHOICES, DEFAULTS
from bot.knowledge import Knowledge
from bot.normalise import words_of
from bot.office.office import SECRETS, Platform
from bot.problem import did_you_mean
from bot.upkeep.refusal import WrongCallError


def organisation_of(knowledge: Knowledge, said: str) -> str:
    """The organisation of that id, name or short form. Raises WrongCallError."""
    names = {name: found.id for found in knowledge.organisations.values() for name in found.aliases}
    names |= {found.name: found.id for found in knowledge.organisations.values()}
    return _named(said, knowledge.organisations, names, "an organisation", "organisations.yaml")


def country_of(knowledge: Knowledge, said: str) -> str:
    """The two letters of the country of that name or code. Raises WrongCallError."""
    names = _places(knowledge, "country")
    known = {*names.values(), *knowledge.cities.values(), *(c.country for c in knowledge.contacts)}
    return _named(said, known - {"global"}, names, "a country", "en/places.yaml")


def city_of(knowledge: Knowledge, said: str, country: str | None) -> str:
    """The duty station of that name or id, in that country if one is named. Raises WrongCallError."""
    city = _named(said, knowledge.cities, _places(knowledge, "city"), "a place", "places.yaml")
    if country is not None and knowledge.cities[city] != country:
        what = f'"{city}" lies in the country "{knowledge.cities[city]}", not in "{country}".'
        raise WrongCallError(what, "Change the place or the country.")
    return city


def language_of(knowledge: Knowledge, said: str) -> str:
    """The tag of a language that is served. Raises WrongCallError."""
    names = {language.name: tag for tag, language in knowledge.languages.items()}
    tags = {tag.casefold(): tag for tag in knowledge.languages}
    return _named(said, tags, tags | names, "a language here", "languages.yaml")


def languages_of(knowledge: Knowledge, said: str) -> tuple[str, ...]:
    """The tags of languages that are served, first one first. Raises WrongCallError."""
    return tuple(language_of(knowledge, one) for one in _split(said))


def platforms_of(_: Knowledge, said: str) -> tuple[Platform, ...]:
    """Platforms, such as `telegram`, or with another mode than the simplest, `slack:http`. Raises
    WrongCallError."""
    return tuple(dict.fromkeys(map(_platform, _split(said))))


def audience_of(_: Knowledge, said: str) -> str:
    """Who may write to the instance. Raises WrongCallError."""
    return _named(said, ("internal", "public"), {}, "an audience", "config.example.yaml")


def name_of(_: Knowledge, said: str) -> str:
    """What an office is called, as it is written."""
    return " ".join(said.split())


def role_of(_: Knowledge, said: str) -> str:
    """A role, as it is written. Raises WrongCallError for what looks like a person's name."""
    if looks_like_name(said):
        raise WrongCallError("This looks like a person, not a role.", "Name the role that answers.")
    return " ".join(said.split())


def _platform(said: str) -> Platform:
    known = sorted({platform.name for platform in SECRETS})
    name, _, mode = said.partition(":")
    name = _named(name, known, {}, "a platform", "docs/serve.md")
    modes = CHOICES[f"platforms.{name}.mode"]
    usual = str(DEFAULTS[f"platforms.{name}.mode"])
    return Platform(name, _named(mode or usual, modes, {}, f"a mode of {name}", "docs/serve.md"))


def _places(knowledge: Knowledge, kind: str) -> dict[str, str]:
    """Name -> id, of the duty stations or the countries."""
    return {
        name: place.partition("/")[2]
        for place, names in knowledge.wording("en").place_names.items()
        if place.startswith(f"{kind}/")
        for name in names
    }


def _named(
    said: str, ids: Collection[str], names: Mapping[str, str], what: str, listed_in: str
) -> str:
    """The id of what was said: an id as it is, or a name whatever its capitals and accents."""
    text = said.strip()
    if text.casefold() in ids:
        return text.casefold()
    folded = {words_of(name): found for name, found in names.items()}
    if (found := folded.get(words_of(text))) is not None:
        return found
    mend = did_you_mean(text, [*ids, *names]) or _listed(ids, listed_in)
    raise WrongCallError(f'"{text}" is not {what}.', mend)


def _listed(ids: Collection[str], where: str) -> str:
    return f"One of: {', '.join(ids)}." if len(ids) <= 8 else f"They are listed in {where}."


def _split(said: str) -> list[str]:
    return said.replace(",", " ").split()
