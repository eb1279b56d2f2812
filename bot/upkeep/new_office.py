"""`new office`: an office's own folder over the shared base, with the local contacts to confirm."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from bot import format as fmt
from bot.checks.personal_contact import looks_like_name
from bot.contacts import URGENT_CHANNELS
from bot.editing import written
from bot.field_reader import Fields, as_country, merged_entries
from bot.problem import did_you_mean
from bot.readiness import ROUTES
from bot.tree import Tree, text_of
from bot.upkeep.refusal import WrongCallError
from bot.upkeep.skeleton import comment, fields_to_fill

CONTACT: Final = (
    *("channel", "name", "country", "phone", "hours", "quality", "confirm_by", "visibility"),
    *("read", "sources", "confirmed"),
)


@dataclass(frozen=True, slots=True)
class Office:
    """Whom an instance serves. What is not known stays None and is left to be written."""

    organisation: str | None = None
    country: str | None = None
    city: str | None = None
    name: str | None = None
    languages: tuple[str, ...] = ()
    owner: str | None = None
    """The role that answers for the folder; never a person's name."""


def new_office(tree: Tree, office: Office, folder: PurePath) -> dict[PurePath, str]:
    """The files of an office's folder: path -> text. `tree`: the layers it lies over. Raises
    WrongCallError for an organisation, country, duty station, language or role that is none."""
    _check(tree, office)
    files = {folder / "overlay.yaml": _overlay(office)}
    if office.country:
        path = folder / "contacts" / f"{office.country}.yaml"
        files[path] = "".join(_contacts(tree, office, office.country, folder))
    return files


def _check(tree: Tree, office: Office) -> None:
    for what, word, kind in (
        ("an organisation of organisations.yaml", office.organisation, fmt.ORGANISATIONS),
        ("a duty station of places.yaml", office.city, fmt.PLACES),
        *(("a language of languages.yaml", tag, fmt.LANGUAGES) for tag in office.languages),
    ):
        known = tree.ids_of(kind)
        if word is not None and word not in known:
            mend = did_you_mean(word, known) or f"There are: {', '.join(sorted(known))}."
            raise WrongCallError(f'"{word}" is not {what}.', mend)
    if office.country is not None and as_country(office.country) in (None, "global"):
        what = f'"{office.country}" is no country.'
        raise WrongCallError(what, "Write its two small letters, such as ke for Kenya.")
    places = {item.id: text_of(item.field("country")) for item in tree.entries_of(fmt.PLACES)}
    if office.city and office.country not in (None, places[office.city]):
        what = f'"{office.city}" lies in "{places[office.city]}", not in "{office.country}".'
        raise WrongCallError(what, "Change one of the two.")
    if office.owner and looks_like_name(office.owner):
        raise WrongCallError("This looks like a person, not a role.", "Name the role that answers.")


def _overlay(office: Office) -> str:
    held = {
        "extends": "base",
        "organisation": office.organisation or "null",
        "country": office.country or "null",
        "city": office.city or "null",
        "office": written(office.name) if office.name else "null",
        "languages": f"[{', '.join(office.languages or ('en',))}]",
        "owner": written(office.owner) if office.owner else "",
    }
    head = (
        "# What makes this folder the own layer of an office: what stands here wins over the shared\n"
        "# base. People read the office's name, and see the contacts of its country.\n"
    )
    return head + fields_to_fill(fmt.OVERLAY, held, held)


def _contacts(tree: Tree, office: Office, country: str, folder: PurePath) -> Iterator[str]:
    yield "# The contacts of this office. A person sees a local number only after somebody called it.\n"
    yield from comment(
        "Call each one below. When somebody answered, sign it with your role:\n"
        f'whereto knowledge confirm ID --by "{office.owner or "your role"}" {folder}\n'
        'Where a number is another one here, write it above "confirmed:", on a line of its own that'
        ' begins with "phone:", each number between quotes in [brackets]. Say below "sources:" where it'
        " can be checked. What does not exist here:\n"
        f'whereto knowledge withdraw contact/ID --why "…" {folder}'
    )
    own = [(n, f) for n, f in merged_entries(tree, fmt.CONTACTS) if f.text("country") == country]
    for name, fields in sorted(own, key=lambda found: _rank(found[1])):
        yield "\n"
        yield from comment(_described(fields))
        yield f"{name}:\n  confirmed: null\n"
    has = {fields.text("channel") for _, fields in own}
    for channel, route in ROUTES.items():
        if channel not in has:
            yield from _to_add(country, channel, route)


def _rank(fields: Fields) -> int:
    """Numbers for danger first, cautions last."""
    if fields.text("caution"):
        return 2
    return 0 if fields.text("channel") in URGENT_CHANNELS else 1


def _described(fields: Fields) -> str:
    if fields.text("caution"):
        return (
            f"A caution on the law ({fields.text('caution')}):"
            f" {' '.join(fields.text('detail').split())}\n"
            "Have a local lawyer look at it; then it is confirmed in the same way."
        )
    ways = ", ".join((*fields.texts("phone"), *fields.texts("email"))) or "no number is known"
    return f"{fields.text('name')} ({fields.text('channel')}): {ways}"


def _to_add(country: str, channel: str, route: str) -> Iterator[str]:
    """A contact that nobody knows of yet, as a comment to be filled in."""
    yield "\n"
    yield from comment(
        f"No {route} route is known for this country, and without one nobody is served. Find one, take"
        " the sign at the start of these lines away and fill them in:"
    )
    held = {"channel": channel, "country": country, "confirm_by": "office", "hours": "unknown"}
    lines = f"{country}-{channel}:\n{fields_to_fill(fmt.CONTACTS, CONTACT, held, '  ')}"
    yield "".join(f"# {line}\n" for line in lines.splitlines())
