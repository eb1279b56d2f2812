"""A reply as Telegram shows it: one message or more, HTML, a button for each quick reply.

Pure. Draws, does not decide: what the reply holds is shown as it comes, the neutral line first.
A long reply is parted between paragraphs, never inside a card.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from bot.message import Block, Card, Choice, Reply
from bot.plain import right_to_left, row_text

LONGEST: Final = 4096
"""Units of UTF-16 in one message, after the marks of HTML are taken out (Bot API, sendMessage)."""

GAP: Final = "\n\n"
_LINE: Final = "\n"

_ADDRESS = re.compile(r"https://[\w./?=&;%#@:~+-]*[\w/]", re.ASCII)
_TAG = re.compile(r"<[^>]*>")
Payload = dict[str, Any]
Part = tuple[str, str]
"""A piece that is not parted: as it is read, and as HTML."""


def render_reply(reply: Reply, token_for: Callable[[str], str]) -> list[Payload]:
    """The messages to send, in order, as parameters of `sendMessage` without the chat.
    `token_for`: the opaque text that stands for a choice on a button."""
    direction = right_to_left if reply.is_right_to_left else str
    parts = [part for section in _sections(reply) for part in _within(section, direction)]
    messages = [_message(text) for text in _packed(parts)]
    if reply.choices:
        messages[-1]["reply_markup"] = {"inline_keyboard": _keyboard(reply.choices, token_for)}
    return messages


def read_back(payloads: Iterable[Payload]) -> str:
    """What a person reads of the messages of `render_reply`, for a preview elsewhere."""
    return "\n\n".join("\n".join(_read(payload)) for payload in payloads)


def _read(payload: Payload) -> Iterator[str]:
    yield html.unescape(_TAG.sub("", payload["text"]))
    for row in payload.get("reply_markup", {}).get("inline_keyboard", ()):
        yield from (f"[{button['text']}]" for button in row)


def _message(text: str) -> Payload:
    return {
        "text": text,
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        "protect_content": True,
    }


def _keyboard(choices: Iterable[Choice], token_for: Callable[[str], str]) -> list[list[Payload]]:
    """One button a row, with the number that can be typed as well."""
    return [
        [{"text": f"{choice.number}. {choice.label.text}", "callback_data": token_for(choice.id)}]
        for choice in choices
    ]


def _sections(reply: Reply) -> Iterator[list[str] | Card]:
    """The paragraphs of each block, and the cards, in the order in which they are read."""
    if reply.heading is not None:
        yield [reply.heading.text]
    for part in (*reply.body, *reply.closing):
        if isinstance(part, Card):
            yield part
        else:
            yield _paragraphs(part)


def _paragraphs(block: Block) -> list[str]:
    return _LINE.join(piece.text for piece in block.pieces).split(GAP)


def _within(section: list[str] | Card, direction: Callable[[str], str]) -> Iterator[Part]:
    if isinstance(section, Card):
        title = [] if section.channel == "urgent" else [section.title.text]
        lines = [direction(line) for line in (*title, *map(row_text, section.rows))]
        strong = [f"<b>{_escaped(line)}</b>" for line in lines[: len(title)]]
        drawn = [*strong, *map(_escaped, lines[len(title) :])]
        yield _LINE.join(lines), _LINE.join(drawn)
        return
    for paragraph in section:
        text = _LINE.join(map(direction, paragraph.split(_LINE)))
        for piece in _cut(text):
            yield piece, _escaped(piece)


def _escaped(text: str) -> str:
    """The text as HTML; an address is marked as one, as it would else take along the marks of
    direction that stand behind it."""
    plain = html.escape(text, quote=False)
    return _ADDRESS.sub(lambda found: f'<a href="{found[0]}">{found[0]}</a>', plain)


def _cut(text: str) -> Iterator[str]:
    """A paragraph that fits one message; a longer one is cut at a space, if it has any."""
    while size(text) > LONGEST:
        room = LONGEST // 2
        end = max(text.rfind(" ", 0, room), text.rfind(_LINE, 0, room)) + 1 or room
        yield text[:end].rstrip()
        text = text[end:]
    yield text


def _packed(parts: Iterable[Part]) -> list[str]:
    """As many parts in a message as fit; each but the last full."""
    messages: list[list[str]] = [[]]
    room = LONGEST
    for read, drawn in parts:
        needed = size(read) + len(GAP)
        if needed > room and messages[-1]:
            messages.append([])
            room = LONGEST
        messages[-1].append(drawn)
        room -= needed
    return [GAP.join(message) for message in messages]


def size(text: str) -> int:
    """How long Telegram counts a text: in units of UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
