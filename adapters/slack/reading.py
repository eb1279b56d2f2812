"""What Slack sends, read: pure, total, and nothing is taken that is not needed.

Only a person who writes to the bot alone is heard. Whatever is edited, deleted, written by a
program, or written where others read along, is no message for the bot.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from adapters.slack.drawing import CHOICE, WORDS
from bot.message import Message

Payload = Mapping[str, Any]

_FILE: Final = "file_share"
"""The one kind of message besides plain ones that a person writes: one with a file."""

_MARKUP = re.compile(r"<(?:[@#!][^<>|]*+\|?+([^<>]*+)|([^<>|]*+)\|([^<>]*+)|([^<>]*+))>")


@dataclass(frozen=True, slots=True)
class Room:
    """Where a message is answered: Slack's channel, and the thread in it."""

    channel: str = field(repr=False)
    thread: str | None = field(default=None, repr=False)


def read_message(payload: Payload) -> Message | None:
    """What a person wrote to the bot alone, in its direct messages or its modal; None for whatever
    else Slack tells."""
    if text_at(payload, "type") == "view_submission":
        return _said(payload, _typed(payload))
    event = _mapping(payload.get("event"))
    if not _is_direct(event) or not _is_of_a_person(event):
        return None
    return _said(payload, unescaped(text_at(event, "text") or ""))


def read_person(payload: Payload) -> Message | None:
    """A message without words of whoever acted: pressed, opened, asked for the command."""
    return _said(payload, "")


def pressed(payload: Payload) -> tuple[str, str]:
    """The name of the button that was pressed and its value; both empty where none was."""
    actions = payload.get("actions")
    first = _mapping(actions[0]) if isinstance(actions, list) and actions else {}
    return text_at(first, "action_id") or "", text_at(first, "value") or ""


def is_choice(payload: Payload) -> bool:
    """Whether a quick reply was pressed."""
    return pressed(payload)[0].startswith(f"{CHOICE}-")


def has_files(payload: Payload) -> bool:
    """Whether a message carries something that is not words."""
    event = _mapping(payload.get("event"))
    return bool(event.get("files")) or event.get("subtype") == _FILE


def room_of(payload: Payload) -> Room | None:
    """The direct talk to answer in; None where others may read along, or nothing is said of it."""
    event = _mapping(payload.get("event")) or {"channel": text_at(payload, "channel", "id")}
    channel = text_at(event, "channel")
    if channel is None or not _is_direct(event):
        return None
    return Room(channel, text_at(event, "thread_ts") or text_at(payload, "message", "thread_ts"))


def is_external(payload: Payload) -> bool:
    """Whether another organisation reads along (Slack Connect)."""
    return payload.get("is_ext_shared_channel") is True


def teams_of(payload: Payload) -> set[str]:
    """Every workspace that the payload names: of the talk, of who wrote, of where they come from."""
    paths = (
        ("team_id",),
        ("team", "id"),
        ("user", "team_id"),
        ("view", "team_id"),
        ("event", "team"),
        ("event", "user_team"),
        ("event", "source_team"),
    )
    found = (text_at(payload, *path) for path in paths)
    return {team for team in found if team}


def text_at(payload: object, *path: str) -> str | None:
    """The text at a path of names, or None where there is none."""
    for name in path:
        payload = payload.get(name) if isinstance(payload, Mapping) else None
    return payload if isinstance(payload, str) and payload else None


def unescaped(text: str) -> str:
    """Words as they were typed: Slack marks links, people and rooms, and escapes three signs."""
    plain = _MARKUP.sub(_words_of_markup, text)
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _words_of_markup(found: re.Match[str]) -> str:
    return next((group for group in (found[1], found[3], found[4]) if group), "")


def _said(payload: Payload, text: str) -> Message | None:
    team = text_at(payload, "team_id") or text_at(payload, "team", "id")
    team = team or text_at(payload, "user", "team_id")
    person = text_at(payload, "event", "user") or text_at(payload, "user", "id")
    person = person or text_at(payload, "user_id")
    if team is None or person is None:
        return None
    return Message(text=text, platform="slack", conversation=f"{team}:{person}")


def _typed(payload: Payload) -> str:
    """What stands in the modal's field."""
    values = _mapping(_mapping(_mapping(payload.get("view")).get("state")).get("values"))
    typed: Iterator[str | None] = (text_at(field, WORDS, "value") for field in values.values())
    return next((text for text in typed if text), "")


def _is_direct(event: Payload) -> bool:
    """Whether only this person and the bot are there; where Slack does not say, the id does."""
    kind = event.get("channel_type")
    return kind == "im" or (kind is None and (text_at(event, "channel") or "").startswith("D"))


def _is_of_a_person(event: Payload) -> bool:
    """Whether a person wrote it, now: what has a subtype is an edit, a deletion, a join …"""
    if event.get("type") != "message" or event.get("subtype") not in (None, _FILE):
        return False
    return not event.get("bot_id") and text_at(event, "user") is not None


def _mapping(value: object) -> Payload:
    return value if isinstance(value, Mapping) else {}
