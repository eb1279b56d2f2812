"""Text to HTML. Whatever is not `Markup` is escaped, so that no text can become a tag."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

_ALONE: Final = frozenset({"br", "hr", "link", "meta"})
"""Elements that hold nothing and are not closed."""

_LIST_ITEM = re.compile(r"(?:(\d{1,2})\.|-) +(.*)")


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def element(tag: str, *inside: str, **attributes: str | None) -> Markup:
    """An element. An attribute is written without the underscores that Python asks for (`class_`,
    `aria_label`); one of None is left out."""
    given = "".join(
        f' {key.strip("_").replace("_", "-")}="{html.escape(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if tag in _ALONE:
        return Markup(f"<{tag}{given}>")
    return Markup(f"<{tag}{given}>{joined(inside)}</{tag}>")


def joined(parts: Iterable[str]) -> Markup:
    """Parts one after the other, escaped where they are plain text."""
    return Markup("".join(p if isinstance(p, Markup) else html.escape(p) for p in parts))


def prose(text: str) -> Markup:
    """An answer as paragraphs and lists, as its lines stand in the knowledge."""
    return joined(_blocks(line.strip() for line in text.split("\n") if line.strip()))


def _blocks(lines: Iterable[str]) -> Iterator[Markup]:
    for kind, found in groupby(lines, _kind):
        if kind == "p":
            yield from (element("p", line) for line in found)
            continue
        matches = [match for line in found if (match := _LIST_ITEM.fullmatch(line))]
        start = matches[0][1] if matches[0][1] not in (None, "1") else None
        yield element(kind, *(element("li", match[2]) for match in matches), start=start)


def _kind(line: str) -> str:
    match = _LIST_ITEM.fullmatch(line)
    return "p" if match is None else "ul" if match[1] is None else "ol"
