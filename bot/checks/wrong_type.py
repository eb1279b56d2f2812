"""wrong-type: a value has the wrong shape, such as a list where a text belongs.

Mend: compare the line with the example in docs/format.md; the message says what belongs there.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot import format as fmt
from bot.field_reader import as_date, as_span
from bot.problem import Place, Problem, did_you_mean
from bot.tree import Tree, is_null, scalars_of
from bot.yaml_reader import Mapping, Node, Scalar, Sequence


def find(tree: Tree) -> Iterator[Problem]:
    """Every value that is not what its field needs."""
    for file in tree.files:
        if file.kind.shape == "entry":
            yield from _fields(file.root, file.kind)
            continue
        for key, value in file.root.pairs:
            if file.kind.shape == "entries":
                yield from _entry(value, file.kind)
            elif file.kind.shape == "texts" and not isinstance(value, Scalar):
                yield _problem(value.place, "a text", "text: …")
            elif file.kind.shape == "lists" and not isinstance(value, Sequence):
                yield _problem(key.place, "a list of texts", f"{key.text}: [one, two]")


def _entry(value: Node, kind: fmt.FileKind) -> Iterator[Problem]:
    if not isinstance(value, Mapping):
        names = ", ".join(field.name for field in kind.fields)
        yield _problem(value.place, f"lines with names ({names})", kind.fields[0].example)
        return
    yield from _fields(value, kind)


def _fields(node: Mapping, kind: fmt.FileKind) -> Iterator[Problem]:
    for key, value in node.pairs:
        field = kind.field(key.text)
        if field is None or is_null(value):
            continue
        if not _fits(value, field):
            yield _problem(value.place, fmt.TYPE_NAMES[field.type], field.example)
        elif field.choices:
            yield from _choices(value, field)


def _fits(value: Node, field: fmt.Field) -> bool:
    if field.type in ("list", "choices"):
        return isinstance(value, Sequence) and len(scalars_of(value)) == len(value.items)
    if field.type == "pairs":
        return isinstance(value, Mapping) and all(isinstance(v, Scalar) for _, v in value.pairs)
    if field.type == "lists":
        return isinstance(value, Mapping) and all(isinstance(v, Sequence) for _, v in value.pairs)
    if not isinstance(value, Scalar):
        return False
    if field.type == "date":
        return as_date(value.text.strip()) is not None
    return field.type != "span" or as_span(value.text) is not None


def _choices(value: Node, field: fmt.Field) -> Iterator[Problem]:
    for scalar in [value] if isinstance(value, Scalar) else scalars_of(value):
        text = scalar.text.strip()
        if text not in field.choices:
            mend = did_you_mean(text, field.choices)
            known = f"One of: {', '.join(field.choices)}."
            yield Problem(
                "wrong-type" if field.name != "channel" else "unknown-channel",
                scalar.place,
                f'"{text}" is not known here.',
                mend or known,
            )


def _problem(place: Place, wanted: str, example: str) -> Problem:
    return Problem("wrong-type", place, f"Here belongs {wanted}.", f"For example: {example}")
