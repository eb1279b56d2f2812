"""docs/format.md, written from the tables of bot/format/: `python -m bot.format_page > docs/format.md`.

A test compares the page with what this module writes, so that the page cannot fall behind.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Final

from bot import format as fmt

_HEAD: Final = """\
# The knowledge format

Every file of `knowledge/`, every field, with an example. An office's overlay has the same shape and
holds only what differs. Written from the program's own tables; `whereto knowledge check` knows the
same ones. A page for those who write the files: [knowledge/README.md](../knowledge/README.md).

Everything is text: `No`, `12:30` and `+41 22 917 1234` stay as they are written. Anchors, tags and
files above 1 MB are refused. Two levels deep at most; a `#` after a space begins a comment.

**Layers.** The base is the first layer, an overlay a later one. The unit is (entry, language, field):
the later layer wins. Phrases are added, never replaced: an office adds its own ways to ask.
`withdraw:` in `overlay.yaml` takes entries of the base out of use.

**Entry ids.** `topic/<id>/title`, `topic/<id>/answer`, `topic/<id>/role/<role>`,
`channel/<kind>/<row>`, `contact/<id>`, `interface/<key>`, `urgent/<kind>/<part>`,
`guide/<guide>/<step>`, `last-resort/<language>`. A reply names the ids of all the entries that it is made of.

**Slots.** A text may leave open only: {slots}. What a person typed is never one of them.

**Kinds of office.** {channels}.

**Roles.** {roles}.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([_head(), *(_section(kind) for kind in fmt.FILE_KINDS)])


def _head() -> str:
    return _HEAD.format(
        slots=", ".join(f"`{{{name}}}`" for name in sorted(fmt.SLOTS)),
        channels=", ".join(fmt.CHANNEL_KINDS),
        roles=", ".join(fmt.ROLES),
    )


def _section(kind: fmt.FileKind) -> str:
    return "\n".join(
        [
            f"## `{kind.pattern}`",
            "",
            f"{kind.holds[:1].upper()}{kind.holds[1:]}.",
            "",
            *_body(kind),
            "",
        ]
    )


def _body(kind: fmt.FileKind) -> Iterator[str]:
    if kind.shape == "texts":
        yield "A key and its text on each line. Keys are those of the English file."
        return
    if kind.shape == "lists":
        yield "A name and a list of texts on each line."
        return
    yield {
        "entry": "The file is one entry.",
        "entries": "An id on each first line, its fields below it.",
    }[kind.shape]
    yield ""
    yield "| field | is | holds | example |"
    yield "|---|---|---|---|"
    for field in kind.fields:
        yield "| " + " | ".join(_row(field)) + " |"


def _row(field: fmt.Field) -> Iterator[str]:
    yield f"`{field.name}`" + (" (needed)" if field.required else "")
    choices = ": " + ", ".join(field.choices) if 0 < len(field.choices) < 12 else ""
    null = "; or `null`" if field.may_be_null else ""
    yield (fmt.TYPE_NAMES[field.type] + choices + null).replace("|", "\\|")
    yield field.meaning.replace("|", "\\|")
    yield f"`{field.example}`".replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(page())
