"""A reply in Slack's form: messages, the modal, the App Home. Pure.

The first block and the `text` of every message are one constant entry that says nothing: a desktop
shows the first block in its notifications, a phone the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from adapters.slack.blocks import (
    LONGEST_BUTTON,
    LONGEST_TEXT,
    MOST_BUTTONS,
    Json,
    actions,
    button,
    escaped,
    plain,
    plain_section,
    rich,
    visible_text,
)
from bot.knowledge import Knowledge, Wording
from bot.message import Block, Card, Choice, Reply
from bot.plain import choice_text, row_text, title_of

TokenFor = Callable[[str], str]

LONGEST_MESSAGE: Final = 3_000
"""Characters of one message: what a person still reads as one; Slack asks to stay below 4,000."""
MOST_BLOCKS: Final = 50
MOST_BLOCKS_OF_A_VIEW: Final = 100
LONGEST_TITLE: Final = 24
"""Characters of a modal's title and of its two buttons."""
LONGEST_INPUT: Final = 3_000

WINDOW: Final = "window"
"""The action that opens the modal, and the modal's own name."""
CHOICE: Final = "choice"
"""What the actions of quick replies begin with."""
WORDS: Final = "words"
"""The input of the modal."""


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


def read_back(messages: Iterable[Json]) -> str:
    """What a person reads of the messages of `render_reply`, for a preview elsewhere."""
    return "\n\n".join(visible_text(block) for one in messages for block in one["blocks"])


def render_notice(text: str, labels: Labels) -> Json:
    """A message of one constant entry."""
    return _message(labels["heading"], rich([text], is_right_to_left=labels.is_right_to_left))


def render_invitation(text: str, labels: Labels) -> Json:
    """A message of one constant entry, with the button that opens the modal."""
    notice = render_notice(text, labels)
    return {**notice, "blocks": [*notice["blocks"], actions([_window_button(labels)])]}


def render_window(reply: Reply | None, token_for: TokenFor, labels: Labels, field: str) -> Json:
    """The modal: the answer, its choices, and room for the next words. Without a reply, what this
    window is. `field` has to be another at each turn, or Slack keeps what was typed before."""
    shown = (
        rich([labels["slack-about-window"]], is_right_to_left=labels.is_right_to_left)
        if reply is None
        else list(_parts(reply, token_for))
    )
    return {
        "type": "modal",
        "callback_id": WINDOW,
        "title": plain(labels["slack-title"], LONGEST_TITLE),
        "submit": plain(labels["slack-ask"], LONGEST_TITLE),
        "close": plain(labels["slack-close"], LONGEST_TITLE),
        "blocks": [*shown[: MOST_BLOCKS_OF_A_VIEW - 1], _input(labels, field)],
    }


def render_home(token_for: TokenFor, labels: Labels) -> Json:
    """The App Home: always the same, whatever was talked about."""
    lines = [labels["notice-program"], labels["notice-slack"], labels["slack-home"]]
    buttons = [
        _window_button(labels),
        *(
            button(f"{CHOICE}-{name}", labels[f"choice-{name}"], token_for(f"command:{name}"))
            for name in ("menu", "language", "erase-all")
        ),
    ]
    blocks = [*rich(lines, is_right_to_left=labels.is_right_to_left), actions(buttons)]
    return {"type": "home", "blocks": blocks}


def _message(heading: str | None, blocks: list[Json]) -> Json:
    """One message. Slack is told to fetch no link in it."""
    still: Json = {"unfurl_links": False, "unfurl_media": False}
    if heading is None:  # the last resort, which nothing stands before
        return {"blocks": blocks, **still}
    return {"text": escaped(heading), "blocks": [plain_section(heading), *blocks], **still}


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
        return rich((piece.text for piece in part.pieces), is_right_to_left=is_right_to_left)
    rows = "\n".join(row_text(row) for row in part.rows)
    title = title_of(part)
    lines = [title, rows] if title else [rows]
    return rich(lines, is_right_to_left=is_right_to_left, is_titled=bool(title))


def _choices(
    choices: Iterable[Choice], token_for: TokenFor, *, is_right_to_left: bool
) -> Iterator[Json]:
    """Quick replies as buttons, with the numbers that also work typed. What is too long for a
    button stands in full above it."""
    chosen = list(choices)
    texts = [choice_text(choice) for choice in chosen]
    yield from rich(
        (text for text in texts if len(text) > LONGEST_BUTTON), is_right_to_left=is_right_to_left
    )
    buttons = [
        button(f"{CHOICE}-{choice.number}", text, token_for(choice.id))
        for choice, text in zip(chosen, texts, strict=True)
    ]
    for start in range(0, len(buttons), MOST_BUTTONS):
        yield actions(buttons[start : start + MOST_BUTTONS])


def _window_button(labels: Labels) -> Json:
    return button(WINDOW, labels["slack-window"], WINDOW)


def _input(labels: Labels, field: str) -> Json:
    return {
        "type": "input",
        "block_id": field,
        "optional": True,
        "label": plain(labels["slack-question"], LONGEST_TEXT),
        "element": {
            "type": "plain_text_input",
            "action_id": WORDS,
            "multiline": True,
            "max_length": LONGEST_INPUT,
        },
    }
