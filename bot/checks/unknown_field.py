"""unknown-field: a name that no file of this kind has.

A misspelt name would be passed over without a word, and what stands under it would never be shown.
Mend: take the name that is suggested, or look it up in docs/format.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from bot import format as fmt
from bot.problem import Place, Problem, did_you_mean
from bot.tree import Tree, entries_in
from bot.yaml_reader import Mapping

SHIPPED: Final = "en"
"""The language whose files in the base say which sentences and cues there are."""


def find(tree: Tree) -> Iterator[Problem]:
    """Every name that the format, or the English file of the base, does not know."""
    for file in tree.files:
        if file.kind.shape == "entry":
            yield from _in(file.root, file.kind)
        elif file.kind.shape == "entries":
            for _, value in file.root.pairs:
                if isinstance(value, Mapping):
                    yield from _in(value, file.kind)
    for kind in (fmt.INTERFACE, fmt.CUES, fmt.URGENT):
        yield from _not_in_english(tree, kind)


def _in(node: Mapping, kind: fmt.FileKind) -> Iterator[Problem]:
    yield from _not_among(node, [field.name for field in kind.fields])
    for key, value in node.pairs:
        field = kind.field(key.text)
        if field is not None and isinstance(value, Mapping):
            yield from _not_among(value, _below(field))


def _below(field: fmt.Field) -> Sequence[str]:
    """The names that may stand below a field; empty where these are free."""
    if field.type == "signature":
        return fmt.SIGNED
    return field.choices if field.type == "pairs" else ()


def _not_among(node: Mapping, names: Sequence[str]) -> Iterator[Problem]:
    for key, _ in node.pairs:
        if names and key.text not in names:
            known = f"Names known here: {', '.join(names)}."
            yield _problem(key.text, key.place, names, known)


def _not_in_english(tree: Tree, kind: fmt.FileKind) -> Iterator[Problem]:
    """Names of an overlay or another language that the program asks for nowhere."""
    shipped = [file for file in tree.files_of(kind, SHIPPED) if file.layer == 0]
    known = {entry.id for file in shipped for entry in entries_in(file)}
    known |= {f"language-{tag}" for tag in tree.ids_of(fmt.LANGUAGES)}
    known |= {f"guide-{name.partition('/')[0]}" for name in tree.ids_of(fmt.GUIDES)}
    for entry in tree.entries_of(kind):
        if shipped and entry.id not in known and entry.field("offers") is None:
            yield _problem(entry.id, entry.place, known, "Take a name of the English file.")


def _problem(name: str, place: Place, known: Collection[str], otherwise: str) -> Problem:
    mend = did_you_mean(name, known) or otherwise
    return Problem("unknown-field", place, f'"{name}" is not read here.', mend)
