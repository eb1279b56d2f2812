"""unknown-reference: a source, place, organisation, contact or entry that does not exist.

What leads nowhere is never shown, or shows the wrong thing. Mend: take the name that is suggested,
or add what is missing to the file that lists such names.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from bot import format as fmt
from bot.problem import Place, Problem, did_you_mean
from bot.tree import Tree, is_null, scalars_of
from bot.yaml_reader import Scalar


def find(tree: Tree) -> Iterator[Problem]:
    """Every reference to something that is not there."""
    yield from _sources(tree)
    yield from _contacts(tree)
    yield from _withdrawn(tree)


def _sources(tree: Tree) -> Iterator[Problem]:
    known = tree.ids_of(fmt.SOURCES)
    if not known:
        return
    for kind in (fmt.TOPIC, fmt.URGENT, fmt.CONTACTS):
        for entry in tree.entries_of(kind):
            for scalar in scalars_of(entry.field("sources")):
                name = scalar.text.strip()
                if name not in known and "://" not in name:
                    yield _problem(scalar.place, name, known, "a source of sources.yaml")
    for entry in tree.entries_of(fmt.CHANNELS):
        for field in fmt.CHANNELS.fields[:-2]:
            for scalar in scalars_of(entry.field(field.name))[1:]:
                if scalar.text.strip() not in known:
                    yield _problem(scalar.place, scalar.text, known, "a source of sources.yaml")


def _contacts(tree: Tree) -> Iterator[Problem]:
    contacts = tree.ids_of(fmt.CONTACTS)
    organisations = tree.ids_of(fmt.ORGANISATIONS) | {"any"}
    cities = tree.ids_of(fmt.PLACES)
    for entry in tree.entries_of(fmt.CONTACT_TEXTS):
        if entry.id not in contacts:
            yield _problem(entry.place, entry.id, contacts, "a contact")
    for entry in tree.entries_of(fmt.CONTACTS):
        for scalar in scalars_of(entry.field("organisations")):
            if scalar.text.strip() not in organisations:
                what = "an organisation of organisations.yaml"
                yield _problem(scalar.place, scalar.text.strip(), organisations, what)
        city = entry.field("city")
        if isinstance(city, Scalar) and not is_null(city) and city.text.strip() not in cities:
            yield _problem(city.place, city.text.strip(), cities, "a place of places.yaml")


def _withdrawn(tree: Tree) -> Iterator[Problem]:
    known = {
        *(f"contact/{name}" for name in tree.ids_of(fmt.CONTACTS)),
        *(f"topic/{name}/answer" for name in tree.topic_ids()),
    }
    for entry in tree.entries_of(fmt.OVERLAY):
        for scalar in scalars_of(entry.field("withdraw")):
            if scalar.text.strip() not in known:
                yield _problem(scalar.place, scalar.text.strip(), known, "an entry")


def _problem(place: Place, name: str, known: Collection[str], kind: str) -> Problem:
    return Problem(
        "unknown-reference", place, f'"{name}" is not {kind}.', did_you_mean(name, known)
    )
