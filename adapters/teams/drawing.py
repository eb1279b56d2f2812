"""A reply as Teams shows it: an Adaptive Card where the talk is private, plain text where not.

Every text stands in a run, which no client reads as Markdown: a number with a star stays a number.
The card is read from top to bottom, by eye and by screen reader alike; nothing is said by colour or
weight alone. Schema 1.2, which phones draw too; 1.5 for right-to-left. Draws, does not decide.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

from adapters.teams.activity import TOKEN
from bot.message import Block, Card, Choice, Reply
from bot.plain import UNBOUND, choice_text, draw, right_to_left, row_text, title_of

CARD: Final = "application/vnd.microsoft.card.adaptive"
SCHEMA: Final = "http://adaptivecards.io/schemas/adaptive-card.json"
MOST_BYTES: Final = 80_000
"""Of one message in UTF-16: Teams refuses from about 100 KB on."""

_ADDRESS = re.compile(r"(https://[^\s\u2066-\u2069]*[^\s\u2066-\u2069.,;:!?)])")

Payload = dict[str, Any]
TokenFor = Callable[[str], str]
"""A choice's id to the opaque text that its button carries."""


def render_reply(reply: Reply, token_for: TokenFor) -> list[Payload]:
    """The messages of a reply: one, or more where it would be too large, never broken inside a
    card. What a locked screen may show is the reply's heading alone."""
    payload = _message(reply, token_for)
    middle = len(reply.body) // 2
    if middle == 0 or size_of(payload) <= MOST_BYTES:
        return [payload]
    first = replace(reply, body=reply.body[:middle], choices=(), closing=())
    second = replace(reply, body=reply.body[middle:])
    return [*render_reply(first, token_for), *render_reply(second, token_for)]


def read_back(payloads: Iterable[Payload]) -> str:
    """What a person reads of the cards of `render_reply`, for a preview elsewhere."""
    cards = (payload["attachments"][0]["content"] for payload in payloads)
    return "\n\n".join("\n".join(_read(part)) for card in cards for part in card["body"])


def _read(element: Payload) -> Iterator[str]:
    """The lines and buttons of an element of a card."""
    for item in element.get("items", ()):
        yield from _read(item)
    if "inlines" in element:
        yield "".join(run["text"] for run in element["inlines"])
    yield from (action["title"] for action in element.get("actions", ()))


def render_text(reply: Reply) -> Payload:
    """A reply as one text: what an outgoing webhook answers."""
    return {**_text_message(_words(reply)), "summary": _heading(reply)}


def in_words(payload: Payload) -> Payload:
    """A message of `render_reply` without its card, for where Teams does not take that."""
    card = payload["attachments"][0]["content"]
    return {**_text_message(card["fallbackText"]), "summary": payload["summary"]}


def _text_message(text: str) -> Payload:
    """A text that is not read as Markdown."""
    return {"type": "message", "textFormat": "plain", "text": text}


def _words(reply: Reply) -> str:
    heading = _heading(reply)
    return f"{heading}\n\n{draw(reply, UNBOUND)}" if heading else draw(reply, UNBOUND)


def _heading(reply: Reply) -> str:
    if reply.heading is None:
        return ""
    text = reply.heading.text
    return right_to_left(text) if reply.is_right_to_left else text


def size_of(payload: Payload) -> int:
    """Bytes of a message as Teams counts them."""
    return len(json.dumps(payload, ensure_ascii=False).encode("utf-16-le", "surrogatepass"))


def _message(reply: Reply, token_for: TokenFor) -> Payload:
    card: Payload = {
        "type": "AdaptiveCard",
        "$schema": SCHEMA,
        "version": "1.5" if reply.is_right_to_left else "1.2",
        "lang": reply.language,
        "fallbackText": _words(reply),
        "body": list(_elements(reply, token_for)),
    }
    if reply.is_right_to_left:
        card["rtl"] = True
    attachment = {"contentType": CARD, "content": card}
    return {"type": "message", "summary": _heading(reply), "attachments": [attachment]}


def _elements(reply: Reply, token_for: TokenFor) -> Iterator[Payload]:
    directed = right_to_left if reply.is_right_to_left else str
    yield _line(_heading(reply))
    for part in reply.body:
        yield _container(part, directed)
    for choice in reply.choices:
        yield _button(choice, token_for, directed)
    for block in reply.closing:
        yield _container(block, directed)


def _container(part: Block | Card, directed: Callable[[str], str]) -> Payload:
    if isinstance(part, Card):
        items = list(_rows(part, directed))
        return {"type": "Container", "separator": True, "items": items}
    lines = [line for piece in part.pieces for line in piece.text.split("\n") if line.strip()]
    return {"type": "Container", "items": [_line(directed(line)) for line in lines]}


def _rows(card: Card, directed: Callable[[str], str]) -> Iterator[Payload]:
    if title_of(card):
        yield _line(directed(title_of(card)), weight="Bolder")
    for row in card.rows:
        yield {**_line(directed(row_text(row))), "spacing": "Small"}


def _line(text: str, **look: str) -> Payload:
    return {"type": "RichTextBlock", "inlines": [_run(part, **look) for part in _parts(text)]}


def _parts(text: str) -> list[str]:
    """A text cut before and after each address."""
    return [part for part in _ADDRESS.split(text) if part]


def _run(text: str, **look: str) -> Payload:
    """A run of text; an address can be opened."""
    run = {"type": "TextRun", "text": text, **look}
    if not _ADDRESS.fullmatch(text):
        return run
    return {**run, "selectAction": {"type": "Action.OpenUrl", "url": text}}


def _button(choice: Choice, token_for: TokenFor, directed: Callable[[str], str]) -> Payload:
    """One button a row: its number can be typed as well."""
    action = {
        "type": "Action.Submit",
        "title": directed(choice_text(choice)),
        "data": {TOKEN: token_for(choice.id)},
    }
    return {"type": "ActionSet", "actions": [action]}
