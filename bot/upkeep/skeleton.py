"""Entries to fill in: each field with a comment that says what to write, from the tables of the format.

What is left empty is named by `whereto knowledge check`; what may stay away stands as a comment.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from bot import format as fmt
from bot.editing import MODELINE

WIDTH: Final = 96
EMPTY_LISTS: Final = frozenset({"list", "choices"})
BLOCK: Final = 'Write "|" behind the colon, and the text below it, two spaces further right.'

TRANSLATE: Final = (
    "# Below stands the English file, each line behind a sign. Take the sign and its space away and say\n"
    "# it in the language of this folder; until then people read the English there, with a notice.\n"
)


def fields_to_fill(
    kind: fmt.FileKind, names: Iterable[str], held: Mapping[str, str], pad: str = ""
) -> str:
    """Lines for these fields of a kind of file: a comment, then the name with what is already known of
    it in `held`, as YAML writes it."""
    return "".join(
        line
        for name in names
        if (found := kind.field(name)) is not None
        for line in _field(found, held, pad)
    )


def _field(field: fmt.Field, held: Mapping[str, str], pad: str) -> Iterator[str]:
    yield from comment(_explained(field), pad)
    value = held.get(field.name, "[]" if field.type in EMPTY_LISTS else "")
    yield f"{pad}{field.name}:{value if value.startswith(chr(10)) else f' {value}'.rstrip()}\n"


def _explained(field: fmt.Field) -> str:
    """What a field means, which words may stand there, an example, and how a long text is written."""
    said = f"{field.meaning[:1].upper()}{field.meaning[1:]}."
    listed = f" One of: {', '.join(field.choices)}." if field.choices else ""
    example = f" For example: {field.example}" if field.example else ""
    return f"{said}{listed}{example}" + (f"\n{BLOCK}" if field.type == "lines" else "")


def comment(text: str, pad: str = "") -> Iterator[str]:
    """Lines of a comment; a line break in the text is kept."""
    for line in text.splitlines():
        for part in textwrap.wrap(line, WIDTH - len(pad), break_on_hyphens=False) or [""]:
            yield f"{pad}# {part}".rstrip() + "\n"


def to_translate(english: str) -> str:
    """An English file as one to translate: its head, then all its lines behind a sign. What tells an
    editor where the schema is stays behind: it lies elsewhere from here."""
    lines = [line for line in english.splitlines() if not line.startswith(MODELINE)]
    head = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
    kept = "".join(f"{line}\n" for line in lines[:head])
    rest = "".join(f"# {line}".rstrip() + "\n" for line in lines[head:])
    return f"{kept}{TRANSLATE}{rest}"
