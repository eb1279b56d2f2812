"""wrong-type: a value has the wrong shape, such as a list where a text belongs.

Mend: compare the line with the example in docs/format.md; the message says what belongs there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from bot import format as fmt
from bot.field_reader import as_country, as_date, as_span
from bot.problem import Place, Problem, did_you_mean
from bot.tree import Tree, is_null, scalars_of
from bot.yaml_reader import Mapping, Node, Scalar, Sequence

READ: Final[dict[fmt.FieldType, Callable[[str], object]]] = {
    "date": as_date,
    "span": as_span,
    "country": as_country,
}
"""How the text of a type is read; None: it cannot be."""


def find(tree: Tree) -> Iterator[Problem]:
    """Every value that is not what its field needs."""
    for file in tree.files:
        if file.kind.shape == "entry":
            yield from _fields(file.root, file.kind)
            continue
        for key, value in file.root.pairs:
            if file.kind.shape == "entries":
                yield from _entry(key, value, file.kind)
            elif file.kind.shape == "texts" and not isinstance(value, Scalar):
                yield _problem(value.place, "a text", f"{key.text}: one sentence")
            elif file.kind.shape == "lists" and not isinstance(value, Sequence):
                yield _problem(key.place, "a list of texts", f"{key.text}: [one, two]")


def _entry(key: Scalar, value: Node, kind: fmt.FileKind) -> Iterator[Problem]:
    if isinstance(value, Mapping):
        yield from _fields(value, kind)
        return
    what = f'Below "{key.text}" belong lines of its own, each with a name.'
    mend = f"For example, two spaces further right: {kind.fields[0].name}: {kind.fields[0].example}"
    yield Problem("wrong-type", value.place, what, mend)


def _fields(node: Mapping, kind: fmt.FileKind) -> Iterator[Problem]:
    for key, value in node.pairs:
        field = kind.field(key.text)
        if field is None or is_null(value):
            continue
        if not _fits(value, field.type):
            yield _problem(value.place, fmt.TYPE_NAMES[field.type], field.example)
        elif field.type == "signature":
            yield from _day(value)
        elif field.type in ("choice", "choices", "fact"):
            yield from _choices(value, field)


def _fits(value: Node, type_: fmt.FieldType) -> bool:
    if type_ in ("list", "choices", "fact", "verbs"):
        return isinstance(value, Sequence) and len(scalars_of(value)) == len(value.items)
    if type_ in ("pairs", "signature"):
        return isinstance(value, Mapping) and all(isinstance(v, Scalar) for _, v in value.pairs)
    if type_ == "lists":
        return isinstance(value, Mapping) and all(isinstance(v, Sequence) for _, v in value.pairs)
    if not isinstance(value, Scalar):
        return False
    read = READ.get(type_)
    return read is None or read(value.text.strip()) is not None


def _day(signature: Node) -> Iterator[Problem]:
    """A day of a signature that cannot be read, so that it would never be due."""
    day = signature.get("on") if isinstance(signature, Mapping) else None
    if isinstance(day, Scalar) and not is_null(day) and as_date(day.text.strip()) is None:
        yield _problem(day.place, fmt.TYPE_NAMES["date"], '"2026-11-20"')


def _choices(value: Node, field: fmt.Field) -> Iterator[Problem]:
    """Words that are not among those listed; kinds of office are for unknown-channel."""
    scalars = [value] if isinstance(value, Scalar) else scalars_of(value)
    for scalar in scalars[:1] if field.type == "fact" else scalars:
        text = scalar.text.strip()
        if text not in field.choices and field.choices is not fmt.CHANNEL_KINDS:
            known = f"One of: {', '.join(field.choices)}."
            mend = did_you_mean(text, field.choices) or known
            yield Problem("wrong-type", scalar.place, f'"{text}" is not known here.', mend)


def _problem(place: Place, wanted: str, example: str) -> Problem:
    return Problem("wrong-type", place, f"Here belongs {wanted}.", f"For example: {example}")
