"""Slack's blocks, within Slack's limits.

Words are drawn as rich text and plain text only, where no sign means anything but itself: nothing in
the knowledge can become a mention, a link or bold by accident.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from bot.plain import right_to_left

Json = dict[str, Any]

LONGEST_TEXT: Final = 3_000
"""Characters of one block of text (Block Kit, section)."""
MOST_BUTTONS: Final = 25
LONGEST_BUTTON: Final = 75

_LINK = re.compile(r"https?://[^\s\u2066\u2069]*[\w/]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def rich(texts: Iterable[str], *, is_right_to_left: bool, is_titled: bool = False) -> list[Json]:
    """Texts below each other as rich text, in as many blocks as it takes; the first one strong
    where it is a title."""
    lines = "\n".join(texts).split("\n")
    if is_right_to_left:
        lines = [right_to_left(line) for line in lines]
    blocks: list[Json] = []
    for portion in _portions("\n".join(lines)):
        elements = list(_linked(portion))
        if is_titled and not blocks:
            elements = [*_strong_first_line(elements)]
        blocks.append(
            {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}
        )
    return blocks


def plain_section(text: str) -> Json:
    """A block of plain words."""
    return {"type": "section", "text": plain(text, LONGEST_TEXT)}


def actions(buttons: list[Json]) -> Json:
    """A row of buttons."""
    return {"type": "actions", "elements": buttons}


def button(action: str, text: str, token: str) -> Json:
    """A button that carries an opaque token."""
    return {
        "type": "button",
        "action_id": action,
        "text": plain(text, LONGEST_BUTTON),
        "value": token,
    }


def plain(text: str, longest: int) -> Json:
    """Plain words, cut where Slack takes no more."""
    cut = text if len(text) <= longest else f"{text[: longest - 1]}…"
    return {"type": "plain_text", "text": cut, "emoji": False}


def escaped(text: str) -> str:
    """The only three signs that mean something to Slack in a message's `text`."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def visible_text(node: object) -> str:
    """Everything in blocks that a person reads, in reading order, a line for each text."""
    return "\n".join(_texts(node))


def _portions(text: str) -> Iterator[str]:
    """A text in pieces that fit a block, parted between paragraphs, else lines, else words."""
    while len(text) > LONGEST_TEXT:
        ends = (text.rfind(mark, 1, LONGEST_TEXT) for mark in ("\n\n", "\n", " "))
        end = next((found for found in ends if found > 0), LONGEST_TEXT)
        yield text[:end]
        text = text[end:].lstrip()
    if text:
        yield text


def _linked(text: str) -> Iterator[Json]:
    """Plain words, with addresses of pages and mailboxes that can be touched."""
    end = 0
    for found in _LINK.finditer(text):
        if found.start() > end:
            yield {"type": "text", "text": text[end : found.start()]}
        address = found[0] if "://" in found[0] else f"mailto:{found[0]}"
        yield {"type": "link", "url": address, "text": found[0]}
        end = found.end()
    if end < len(text):
        yield {"type": "text", "text": text[end:]}


def _strong_first_line(elements: list[Json]) -> Iterator[Json]:
    title, line_break, rest = elements[0]["text"].partition("\n")
    yield {"type": "text", "text": title, "style": {"bold": True}}
    if line_break:
        yield {"type": "text", "text": line_break + rest}
    yield from elements[1:]


def _texts(node: object) -> Iterator[str]:
    if isinstance(node, list):
        if node and all(isinstance(item, dict) and _is_inline(item) for item in node):
            yield "".join(item["text"] for item in node)
            return
        for item in node:
            yield from _texts(item)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key == "text" and isinstance(value, str):
                yield value
            elif isinstance(value, (dict, list)):
                yield from _texts(value)


def _is_inline(element: Json) -> bool:
    return element.get("type") in ("text", "link")
