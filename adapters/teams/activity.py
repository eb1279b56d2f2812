"""What a Teams activity holds that is needed here; everything else of it is dropped at this edge.

Names, object ids, addresses, attachments and reactions are not read at all. Reading is total: a
field that is missing, or of another kind, is as if it were empty.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass, field, replace
from typing import Any, Final

from adapters.teams.refusal import NOT_UNDERSTOOD, RefusedError
from bot.message import Message

PLATFORM: Final = "teams"
PERSONAL: Final = "personal"
"""Teams' own word for a chat of one person with a bot."""
TOKEN: Final = "token"  # noqa: S105 - the name of the field in which a quick reply comes back
_MENTION = re.compile(r"<at\b[^<>]*>[^<]*</at>")
_SPACES = re.compile(r"[^\S\n]+")


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity. `person` and `conversation` reach no log and no repr."""

    kind: str
    id: str = field(repr=False)
    channel: str
    place: str
    """personal, groupChat or channel: Teams' own conversation type."""
    tenant: str = field(repr=False)
    service_url: str = field(repr=False)
    conversation: str = field(repr=False)
    person: str = field(repr=False)
    text: str = field(repr=False)
    token: str | None = field(repr=False)
    has_file: bool
    """Whether something was sent that is no text: a file, a picture, a card."""
    locale: str | None
    """The language of the person's Teams, such as `fr-FR`; a hint."""
    is_welcome: bool
    """Whether the person has just added the bot."""


def parse(body: bytes) -> dict[str, Any]:
    """The JSON object of a request. Raises RefusedError where it is none."""
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError):
        raise RefusedError(NOT_UNDERSTOOD) from None
    if not isinstance(payload, dict):
        raise RefusedError(NOT_UNDERSTOOD)
    return payload


def read_activity(payload: dict[str, Any]) -> Activity:
    """What is needed of an activity."""
    conversation = payload.get("conversation")
    return Activity(
        kind=_text(payload.get("type")),
        id=_text(payload.get("id")),
        channel=_text(payload.get("channelId")),
        place=_text(_in(conversation, "conversationType")),
        tenant=_text(_in(conversation, "tenantId")).lower(),
        service_url=_text(payload.get("serviceUrl")),
        conversation=_text(_in(conversation, "id")),
        person=_text(_in(payload.get("from"), "id")),
        text=_spoken(_text(payload.get("text"))),
        token=_text(_in(payload.get("value"), TOKEN)) or None,
        has_file=_has_file(payload.get("attachments")),
        locale=_text(payload.get("locale")) or None,
        is_welcome=_is_welcome(payload),
    )


def read_message(payload: dict[str, Any]) -> Message | None:
    """The message of an activity, or None where it is none: an edit, a reaction, typing, a call."""
    return message_of(read_activity(payload))


def message_of(activity: Activity) -> Message | None:
    """See `read_message`. `choose` is the opaque token of a quick reply, as it came. Where others
    read along, a conversation is that of one person in one thread: nobody's language becomes
    another's. A file is not opened; it only counts where nothing was written."""
    if not activity.conversation:
        return None
    is_private = activity.place == PERSONAL
    said = Message(
        text=activity.text,
        place="private" if is_private else "shared",
        platform=PLATFORM,
        conversation=activity.conversation
        if is_private
        else f"{activity.conversation}|{activity.person}",
        hint=activity.locale,
    )
    if activity.is_welcome:
        return replace(said, text="", choose="command:start")
    if activity.kind != "message":
        return None
    if activity.has_file and not activity.text:
        return replace(said, choose="command:attachment")
    return replace(said, choose=activity.token)


def name_of(activity: Activity) -> str:
    """What tells an activity from every other; that the bot was added Teams says twice."""
    return f"{activity.conversation}|{'welcome' if activity.is_welcome else activity.id}"


def _is_welcome(payload: dict[str, Any]) -> bool:
    if payload.get("type") == "installationUpdate":
        return payload.get("action") == "add"
    added = payload.get("membersAdded")
    if payload.get("type") != "conversationUpdate" or not isinstance(added, list):
        return False
    bot = _text(_in(payload.get("recipient"), "id"))
    return bool(bot) and any(_in(member, "id") == bot for member in added)


def _has_file(attachments: Any) -> bool:
    """Whether anything is attached besides the copy of the text that Teams makes."""
    if not isinstance(attachments, list):
        return False
    return any(_in(part, "contentType") != "text/html" for part in attachments)


def _spoken(text: str) -> str:
    """The words without the mention of the bot, as they were typed."""
    return _SPACES.sub(" ", html.unescape(_MENTION.sub(" ", text))).strip()


def _in(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
