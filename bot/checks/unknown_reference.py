"""unknown-reference: a source, place, organisation, language, contact or entry that is not
there.

What leads nowhere is never shown, or shows the wrong thing. Mend: take the name that is suggested,
or add what is missing to the file that lists such names.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from bot import format as fmt
from bot.problem import Place, Problem, did_you_mean
from bot.tree import Tree, scalars_of
from bot.yaml_reader import Mapping

LISTED: Final = (
    ("source", fmt.SOURCES, "a source of sources.yaml", ()),
    ("verb", fmt.SOURCES, "a verb of docs/format.md or a source of sources.yaml", fmt.VERBS),
    ("organisation", fmt.ORGANISATIONS, "an organisation of organisations.yaml", ("any",)),
    ("place", fmt.PLACES, "a place of places.yaml", ()),
    ("language", fmt.LANGUAGES, "a language of languages.yaml", ()),
)
"""What can be named, the kind of file that lists it, how that reads, words that always stand."""

ADD: Final = "Add it there first, or take a name that stands there."
ADD_SOURCE: Final = (
    "Add it there first, take a name that stands there, or write the address itself:"
    ' "https://…", between quotes.'
)
WITHDRAWN: Final = "Write it as contact/<contact>, topic/<topic>/answer or guide/<guide>."


def find(tree: Tree) -> Iterator[Problem]:
    """Every reference to something that is not there. Where a folder lists no sources or no
    languages, as one of topics alone, these are not looked at."""
    for what, kind, reads, always in LISTED:
        known = tree.ids_of(kind)
        if not known and what in ("source", "verb", "language"):
            continue
        for scalar in tree.naming(what):
            name = scalar.text.strip()
            if name not in known and name not in always and "://" not in name:
                otherwise = ADD_SOURCE if what == "source" else ADD
                yield _problem(scalar.place, name, known.union(always), reads, otherwise)
    contacts = tree.ids_of(fmt.CONTACTS)
    for entry in tree.entries_of(fmt.CONTACT_TEXTS):
        if entry.id not in contacts:
            yield _problem(entry.place, entry.id, contacts, "a contact of contacts/<country>.yaml")
    yield from _named_places(tree)
    sentences = tree.ids_of(fmt.INTERFACE)
    for entry in tree.entries_of(fmt.NOTICES):
        if sentences and entry.id not in sentences:
            yield _problem(entry.place, entry.id, sentences, "a sentence of interface.yaml")
    yield from _withdrawn(tree)


def _named_places(tree: Tree) -> Iterator[Problem]:
    """Names of duty stations that places.yaml does not have: nobody would be understood by them."""
    known = tree.ids_of(fmt.PLACES)
    for entry in tree.entries_of(fmt.PLACE_TEXTS):
        places = entry.field("places")
        for key, _ in places.pairs if known and isinstance(places, Mapping) else ():
            if key.text not in known:
                yield _problem(key.place, key.text, known, "a place of places.yaml")


def withdrawable(tree: Tree) -> set[str]:
    """Every entry id that may stand under "withdraw:" of an overlay."""
    return {
        *(f"contact/{name}" for name in tree.ids_of(fmt.CONTACTS)),
        *(f"topic/{name}/answer" for name in tree.topic_ids()),
        *(f"guide/{name.partition('/')[0]}" for name in tree.ids_of(fmt.GUIDES)),
    }


def _withdrawn(tree: Tree) -> Iterator[Problem]:
    known = withdrawable(tree)
    for entry in tree.entries_of(fmt.OVERLAY):
        for scalar in scalars_of(entry.field("withdraw")):
            if scalar.text.strip() not in known:
                yield _problem(scalar.place, scalar.text.strip(), known, "an entry", WITHDRAWN)


def _problem(
    place: Place, name: str, known: Collection[str], reads: str, otherwise: str = ADD
) -> Problem:
    mend = did_you_mean(name, known) or otherwise
    return Problem("unknown-reference", place, f'"{name}" is not {reads}.', mend)
