"""A reply in Slack's blocks: pure, and within Slack's limits.

Words are drawn as rich text and plain text only, where no sign means anything but itself: nothing
in the knowledge can become a mention, a link or bold by accident. The first block and the `text` of
every message are one constant entry that says nothing: a desktop shows the first block in its
notifications, a phone the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from bot.knowledge import Knowledge, Wording
from bot.message import Block, Card, Choice, Reply
from bot.plain import choice_text, right_to_left, row_text, title_of

Json = dict[str, Any]
TokenFor = Callable[[str], str]

LONGEST_TEXT: Final = 3_000
"""Characters of one block of text (Block Kit, section)."""
LONGEST_MESSAGE: Final = 3_000
"""Characters of one message: what a person still reads as one; Slack asks to stay below 4,000."""
MOST_BLOCKS: Final = 50
MOST_BLOCKS_OF_A_VIEW: Final = 100
MOST_BUTTONS: Final = 25
LONGEST_BUTTON: Final = 75
LONGEST_TITLE: Final = 24
"""Characters of a modal's title and of its two buttons."""
LONGEST_INPUT: Final = 3_000

WINDOW: Final = "window"
"""The action that opens the modal, and the modal's own name."""
CHOICE: Final = "choice"
"""What the actions of quick replies begin with."""
WORDS: Final = "words"
"""The input of the modal."""

_LINK = re.compile(r"https?://[^\s\u2066\u2069]*[\w/]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@dataclass(frozen=True)
class Labels:
    """The constant words around a reply, by their keys in the interface of one language. Raises
    KeyError for a key that neither the language nor its fallbacks have."""

    wordings: tuple[Wording, ...] = field(repr=False)

    @staticmethod
    def of(knowledge: Knowledge, language: str) -> Labels:
        """The words of a language; those of the instance's first one where it is not served."""
        served = tuple(knowledge.fallbacks(language))
        return Labels(served or tuple(knowledge.fallbacks(knowledge.default_language)))

    def __getitem__(self, key: str) -> str:
        entry = f"interface/{key}"
        return next((w.texts[entry] for w in self.wordings if entry in w.texts), None) or _no(key)

    @property
    def is_right_to_left(self) -> bool:
        """Whether the language is written from right to left."""
        return self.wordings[0].language.is_right_to_left


def _no(key: str) -> str:
    raise KeyError(key)


def render_reply(reply: Reply, token_for: TokenFor) -> list[Json]:
    """The messages of a reply, in order. Each begins with the heading that says nothing. A long
    reply is parted between blocks and cards, never inside a card."""
    heading = reply.heading.text if reply.heading else None
    messages: list[list[Json]] = [[]]
    used = 0
    for block in _parts(reply, token_for):
        size = len(visible_text(block))
        is_full = used + size > LONGEST_MESSAGE or len(messages[-1]) >= MOST_BLOCKS - 1
        if messages[-1] and is_full:
            messages.append([])
            used = 0
        messages[-1].append(block)
        used += size
    return [_message(heading, blocks) for blocks in messages]


def _message(heading: str | None, blocks: list[Json]) -> Json:
    """One message. Slack is told to fetch no link in it."""
    still: Json = {"unfurl_links": False, "unfurl_media": False}
    if heading is None:  # the last resort, which nothing stands before
        return {"blocks": blocks, **still}
    return {"text": _escaped(heading), "blocks": [_plain_section(heading), *blocks], **still}


def render_notice(text: str, labels: Labels) -> Json:
    """A message of one constant entry."""
    return _message(labels["heading"], _rich([text], is_right_to_left=labels.is_right_to_left))


def render_invitation(text: str, labels: Labels) -> Json:
    """A message of one constant entry, with the button that opens the modal."""
    notice = render_notice(text, labels)
    return {**notice, "blocks": [*notice["blocks"], _actions([_window_button(labels)])]}


def render_window(reply: Reply | None, token_for: TokenFor, labels: Labels, field: str) -> Json:
    """The modal: the answer, its choices, and room for the next words. Without a reply, what this
    window is. `field` has to be another at each turn, or Slack keeps what was typed before."""
    shown = (
        _rich([labels["slack-about-window"]], is_right_to_left=labels.is_right_to_left)
        if reply is None
        else list(_parts(reply, token_for))
    )
    return {
        "type": "modal",
        "callback_id": WINDOW,
        "title": _plain(labels["slack-title"], LONGEST_TITLE),
        "submit": _plain(labels["slack-ask"], LONGEST_TITLE),
        "close": _plain(labels["slack-close"], LONGEST_TITLE),
        "blocks": [*shown[: MOST_BLOCKS_OF_A_VIEW - 1], _input(labels, field)],
    }


def render_home(token_for: TokenFor, labels: Labels) -> Json:
    """The App Home: always the same, whatever was talked about."""
    lines = [labels["notice-program"], labels["notice-slack"], labels["slack-home"]]
    buttons = [
        _window_button(labels),
        *(
            _button(f"{CHOICE}-{name}", labels[f"choice-{name}"], token_for(f"command:{name}"))
            for name in ("menu", "language", "erase-all")
        ),
    ]
    blocks = [*_rich(lines, is_right_to_left=labels.is_right_to_left), _actions(buttons)]
    return {"type": "home", "blocks": blocks}


def visible_text(node: object) -> str:
    """Everything in blocks that a person reads, in reading order, a line for each text."""
    return "\n".join(_texts(node))


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


def _parts(reply: Reply, token_for: TokenFor) -> Iterator[Json]:
    """The blocks of a reply in reading order."""
    marked = reply.is_right_to_left
    for part in reply.body:
        yield from _part(part, is_right_to_left=marked)
    yield from _choices(reply.choices, token_for, is_right_to_left=marked)
    for block in reply.closing:
        yield from _part(block, is_right_to_left=marked)


def _part(part: Block | Card, *, is_right_to_left: bool) -> list[Json]:
    if isinstance(part, Block):
        return _rich((piece.text for piece in part.pieces), is_right_to_left=is_right_to_left)
    rows = "\n".join(row_text(row) for row in part.rows)
    title = title_of(part)
    lines = [title, rows] if title else [rows]
    return _rich(lines, is_right_to_left=is_right_to_left, is_titled=bool(title))


def _rich(texts: Iterable[str], *, is_right_to_left: bool, is_titled: bool = False) -> list[Json]:
    """Texts below each other as rich text, in as many blocks as it takes; the first one strong
    where it is a title."""
    lines = "\n".join(texts).split("\n")
    if is_right_to_left:
        lines = [right_to_left(line) for line in lines]
    blocks = []
    for portion in _portions("\n".join(lines)):
        elements = list(_linked(portion))
        if is_titled and not blocks:
            elements = [*_strong_first_line(elements)]
        blocks.append(
            {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}
        )
    return blocks


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


def _choices(
    choices: Iterable[Choice], token_for: TokenFor, *, is_right_to_left: bool
) -> Iterator[Json]:
    """Quick replies as buttons, with the numbers that also work typed. What is too long for a
    button stands in full above it."""
    chosen = list(choices)
    texts = [choice_text(choice) for choice in chosen]
    yield from _rich(
        (text for text in texts if len(text) > LONGEST_BUTTON), is_right_to_left=is_right_to_left
    )
    buttons = [
        _button(f"{CHOICE}-{choice.number}", text, token_for(choice.id))
        for choice, text in zip(chosen, texts, strict=True)
    ]
    for start in range(0, len(buttons), MOST_BUTTONS):
        yield _actions(buttons[start : start + MOST_BUTTONS])


def _actions(buttons: list[Json]) -> Json:
    return {"type": "actions", "elements": buttons}


def _button(action: str, text: str, token: str) -> Json:
    return {
        "type": "button",
        "action_id": action,
        "text": _plain(text, LONGEST_BUTTON),
        "value": token,
    }


def _window_button(labels: Labels) -> Json:
    return _button(WINDOW, labels["slack-window"], WINDOW)


def _input(labels: Labels, field: str) -> Json:
    return {
        "type": "input",
        "block_id": field,
        "optional": True,
        "label": _plain(labels["slack-question"], LONGEST_TEXT),
        "element": {
            "type": "plain_text_input",
            "action_id": WORDS,
            "multiline": True,
            "max_length": LONGEST_INPUT,
        },
    }


def _plain_section(text: str) -> Json:
    return {"type": "section", "text": _plain(text, LONGEST_TEXT)}


def _plain(text: str, longest: int) -> Json:
    cut = text if len(text) <= longest else f"{text[: longest - 1]}…"
    return {"type": "plain_text", "text": cut, "emoji": False}


def _escaped(text: str) -> str:
    """The only three signs that mean something to Slack in a message's `text`."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
