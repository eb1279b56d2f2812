"""Changes to a knowledge file that a command makes, in place: comments, order and line ends stay.

A change is made on the lines and then read again: where the file would not say what it said before
and what was asked for, `None` is given back, and the person is told what to write by hand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import Any, Final

from bot.problem import Place
from bot.tree import is_null
from bot.yaml_reader import Mapping, Node, Scalar, UnreadableError, read_text
from bot.yaml_reader import Sequence as NodeList

LAST: Final = "reviewed"
"""A new line stands before the signature, which closes a file."""

MODELINE: Final = "# yaml-language-server:"
"""What an editor's remark begins with."""

_PLAIN: Final = re.compile(r"[^\W\d_][\w /-]*")
_NOT_TEXT: Final = frozenset({"null", "yes", "no", "on", "off", "true", "false", "y", "n"})
"""Words that other programs do not read as text where they stand without quotes."""

_SHORT_LIST: Final = re.compile(r"\s*(?:\[[^\]#]*\]|null|~)?\s*(#.*)?")
"""A list on the line of its name, or none, and the comment behind it."""


def line_end(text: str) -> str:
    """How the lines of a file end."""
    return "\r\n" if "\r\n" in text else "\n"


def written(text: str) -> str:
    """A text on one line as YAML writes it: between quotes where anything could be misread."""
    is_plain = _PLAIN.fullmatch(text) and text == text.strip() and text.lower() not in _NOT_TEXT
    return text if is_plain else quoted(text)


def quoted(text: str | None) -> str:
    """A text as YAML writes it between quotes; null where there is none."""
    return json.dumps(text, ensure_ascii=False)


def with_line(text: str, name: str, value: str) -> str:
    """The text of a file with that name and value at its top level: instead of the line that has
    the name, else before `reviewed`, else at the end. `value` is one line as YAML writes it."""
    end = line_end(text)
    new = f"{name}: {value}{end}"
    lines = text.splitlines(keepends=True)
    for number, line in enumerate(lines):
        if re.match(rf"{re.escape(name)}\s*:", line):
            return "".join([*lines[:number], new, *lines[number + 1 :]])
    if lines and not lines[-1].endswith(end):
        lines[-1] += end
    at = next((n for n, line in enumerate(lines) if line.startswith(f"{LAST}:")), len(lines))
    return "".join([*lines[:at], new, *lines[at:]])


def with_entries(text: str, added: str) -> str:
    """The text of a file with more lines at its end, an empty line before them."""
    end = line_end(text)
    ended = text if not text or text.endswith(("\n", "\r")) else text + end
    return ended + (end if text.strip() else "") + added.replace("\n", end)


def with_signature(text: str, entry: str, name: str, by: str, on: str) -> str | None:
    """The text of a file with a signature in a field of an entry; an entry that is not there is
    added at the end. `on`: an ISO day. None where this cannot change what is written there."""
    root = _root(text)
    if root is None:
        return None
    signed = {"by": written(by), "on": f'"{on}"'}
    wanted = _said(root)
    fields = wanted.get(entry) or {}
    if not isinstance(fields, dict):
        return None
    wanted[entry] = {**fields, name: {"by": by, "on": on}}
    if root.key(entry) is None:
        lines = [f"{entry}:", f"  {name}:", *_pairs(signed, "    ")]
        return _if_it_says(with_entries(text, "\n".join(lines) + "\n"), wanted)
    return _if_it_says(_signed(text.splitlines(keepends=True), root, entry, name, signed), wanted)


def _signed(
    lines: list[str], root: Mapping, entry: str, name: str, signed: dict[str, str]
) -> str | None:
    above, value = root.key(entry), root.get(entry)
    if not isinstance(value, Mapping):
        at = above.place.line + 1 if above else 0
        return _inserted(lines, at, [f"  {name}:", *_pairs(signed, "    ")])
    key, old = value.key(name), value.get(name)
    if key is None:
        place = value.pairs[0][0].place
        pad = lines[place.line][: place.column]
        return _inserted(lines, place.line, [f"{pad}{name}:", *_pairs(signed, f"{pad}  ")])
    if isinstance(old, Mapping):
        return _signed_anew(lines, old, signed)
    return _signed_first(lines, key, old, signed) if old and is_null(old) else None


def _signed_first(lines: list[str], key: Scalar, old: Node, signed: dict[str, str]) -> str:
    """Two lines below the name instead of `null`; a name within braces gets braces of its own."""
    pad = lines[key.place.line][: key.place.column]
    if pad.strip():
        return _replaced(lines, [(old.place, f"{{{', '.join(_pairs(signed, ''))}}}")])
    line = lines[old.place.line]
    lines[old.place.line] = line[: old.place.column].rstrip() + line[_end(old.place) :]
    return _inserted(lines, key.place.line + 1, _pairs(signed, f"{pad}  "))


def _signed_anew(lines: list[str], old: Mapping, signed: dict[str, str]) -> str | None:
    """The role and the day instead of those that stand there."""
    values = [(old.get(name), new) for name, new in signed.items()]
    changes = [(value.place, new) for value, new in values if isinstance(value, Scalar)]
    return _replaced(lines, changes) if len(changes) == len(signed) else None


def with_item(text: str, name: str, item: str, comment: str) -> str | None:
    """The text of a file with one more item in a list at its top level, and a comment behind it.
    None where this cannot change what is written there."""
    root = _root(text)
    if root is None:
        return None
    key, value, lines = root.key(name), root.get(name), text.splitlines(keepends=True)
    new = f"{item}  # {comment}"
    if key is None:
        changed: str | None = with_entries(text, f"{name}:\n  - {new}\n")
    elif block := _block(key, value):
        dash = lines[block[0].place.line][: block[0].place.column]
        changed = _inserted(lines, block[-1].place.line + 1, [f"{dash}{new}"])
    else:
        changed = _unfolded(lines, key, [*_sources(value), new])
    said = _said(root)
    return _if_it_says(changed, {**said, name: [*(said.get(name) or []), item]})


def without_item(text: str, name: str, item: str) -> str | None:
    """The text of a file without an item of a list at its top level, nor the comment behind it.
    None where this cannot change what is written there."""
    root = _root(text)
    key, value = (root.key(name), root.get(name)) if root else (None, None)
    if root is None or key is None:
        return None
    lines, block = text.splitlines(keepends=True), _block(key, value)
    if block:
        gone = {one.place.line for one in block if one.text.strip() == item}
        if len(gone) == len(block):
            at = _end(key.place) + 1
            line = lines[key.place.line]
            lines[key.place.line] = f"{line[:at]} []{line[at:]}"
        changed: str | None = "".join(line for n, line in enumerate(lines) if n not in gone)
    else:
        kept = [own for own in _sources(value) if own.strip("\"'") != item]
        changed = _unfolded(lines, key, kept)
    said = _said(root)
    return _if_it_says(changed, {**said, name: [one for one in said[name] if one != item]})


def _block(key: Scalar, value: Node | None) -> list[Scalar]:
    """The items of a list that has an item a line below its name; none where it is another."""
    found = value.items if isinstance(value, NodeList) else ()
    items = [item for item in found if isinstance(item, Scalar) and not item.below]
    lines = {item.place.line for item in items} - {key.place.line}
    return items if items and len(lines) == len(found) else []


def _sources(value: Node | None) -> list[str]:
    """The items of a list as they are written."""
    found = value.items if isinstance(value, NodeList) else ()
    places = [item.place for item in found]
    return [place.source[place.column : _end(place)] for place in places]


def _unfolded(lines: list[str], key: Scalar, items: Sequence[str]) -> str | None:
    """A list that stood on the line of its name, with an item a line below it."""
    at = _end(key.place)
    line = lines[key.place.line]
    rest = _SHORT_LIST.fullmatch(line[at + 1 :].rstrip())
    if rest is None or line[at : at + 1] != ":":
        return None
    comment = f"  {rest[1]}" if rest[1] else ""
    lines[key.place.line] = (
        f"{line[:at]}:{'' if items else ' []'}{comment}{line_end(''.join(lines))}"
    )
    return _inserted(lines, key.place.line + 1, [f"  - {item}" for item in items])


def _pairs(signed: dict[str, str], pad: str) -> list[str]:
    return [f"{pad}{name}: {text}" for name, text in signed.items()]


def _end(place: Place) -> int:
    return place.column + place.length


def _replaced(lines: list[str], changes: Iterable[tuple[Place, str]]) -> str:
    """The lines with the text at some places changed; a value that was empty gets its space."""
    for place, new in sorted(changes, key=lambda change: -change[0].column):
        line = lines[place.line]
        space = " " if line[: place.column].endswith(":") else ""
        lines[place.line] = f"{line[: place.column]}{space}{new}{line[_end(place) :]}"
    return "".join(lines)


def _inserted(lines: list[str], at: int, new: Iterable[str]) -> str:
    """The lines with others before one of them, or at their end."""
    end = line_end("".join(lines))
    ended = [line if line.endswith(("\n", "\r")) else line + end for line in lines[:at]]
    return "".join([*ended, *(f"{line}{end}" for line in new), *lines[at:]])


def _root(text: str) -> Mapping | None:
    """What a file says; None where it cannot be read."""
    try:
        root = read_text(text.removeprefix("\ufeff"), "")
    except UnreadableError:
        return None
    if root is None:
        return Mapping((), Place(""))
    return root if isinstance(root, Mapping) else None


def _said(node: Node) -> Any:
    """A value as plain names, lists and texts."""
    if isinstance(node, Mapping):
        return {key.text: _said(value) for key, value in node.pairs}
    if isinstance(node, NodeList):
        return [_said(item) for item in node.items]
    return None if is_null(node) else node.text


def _if_it_says(text: str | None, wanted: Any) -> str | None:
    """The text where it says just that, else None."""
    root = None if text is None else _root(text)
    return text if root is not None and _said(root) == wanted else None


def with_modeline(text: str, line: str) -> str:
    """The text of a file with the comment that tells editors its schema: instead of the one it has,
    else below the comment on top, which is for people."""
    end = line_end(text)
    lines = text.splitlines(keepends=True)
    for number, own in enumerate(lines):
        if own.startswith(MODELINE):
            return "".join([*lines[:number], line + end, *lines[number + 1 :]])
    head = list(takewhile(lambda own: own.lstrip("\ufeff").startswith("#"), lines))
    if head and not head[-1].endswith(end):
        head[-1] += end
    return "".join([*head, line + end, *lines[len(head) :]])
