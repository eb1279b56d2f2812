"""What Telegram sends, as a message: private chats only, words only, nothing about the person.

Pure. The id of the chat is all that is taken of who writes; edits, groups, channels and other bots
are none of ours, and what is attached is not opened.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from bot.commands import COMMANDS
from bot.message import Message

PLATFORM: Final = "telegram"

ALLOWED: Final = ("message", "callback_query", "my_chat_member")
"""Kinds of update that Telegram is asked for; edits are not among them."""

ATTACHED: Final = frozenset(
    [
        "animation",
        "audio",
        "checklist",
        "contact",
        "dice",
        "document",
        "game",
        "invoice",
        "location",
        "paid_media",
        "photo",
        "poll",
        "sticker",
        "story",
        "venue",
        "video",
        "video_note",
        "voice",
    ]
)
"""What a message may carry in place of words."""

GONE: Final = ("left", "kicked")
_LARGEST_ID: Final = 2**52
"""Ids of Telegram have at most 52 bits (Bot API, User and Chat)."""

_COMMAND = re.compile(r"/([a-z_]{1,32})(?:@\w+)?(?: .{0,64})?", re.ASCII)
_BOTS_OWN: Final = frozenset({"start"})
"""Commands that Telegram itself may send with a word behind, which is not the person's."""


def read_message(payload: Mapping[str, Any]) -> Message | None:
    """The message of an update, or None where there is none for us. Where a button was pressed,
    `choose` is its token as it came; `Bot.choice_of` says what it stands for."""
    pressed = _below(payload, "callback_query")
    if pressed:
        chat = _private_chat(_below(pressed, "message"))
        token = pressed.get("data")
        if chat is None or not isinstance(token, str):
            return None
        return Message("", platform=PLATFORM, conversation=chat, choose=token)
    sent = _below(payload, "message")
    chat = _private_chat(sent)
    if chat is None or _below(sent, "from").get("is_bot") is True:
        return None
    return _from_person(sent, chat)


def _from_person(sent: Mapping[str, Any], chat: str) -> Message | None:
    text = sent.get("text")
    if isinstance(text, str):
        command = command_in(text)
        if command is None:
            return Message(text.removeprefix("/"), platform=PLATFORM, conversation=chat)
        return _without_words(sent, chat, command)
    if ATTACHED & sent.keys():
        return _without_words(sent, chat, "attachment")
    return None


def _without_words(sent: Mapping[str, Any], chat: str, command: str) -> Message:
    """A message that shows no language of its own: only there Telegram's guess is taken along."""
    guess = _below(sent, "from").get("language_code")
    return Message(
        "",
        platform=PLATFORM,
        conversation=chat,
        hint=guess if isinstance(guess, str) else None,
        choose=f"command:{command}",
    )


def command_in(text: str) -> str | None:
    """The command that a text is, whole; words behind one make it a text like any other."""
    found = _COMMAND.fullmatch(text.strip().casefold())
    if found is None:
        return None
    name = found[1].replace("_", "-")
    is_whole = " " not in text.strip() or name in _BOTS_OWN
    return name if is_whole and name in COMMANDS else None


def message_id(payload: Mapping[str, Any]) -> str | None:
    """The id of the message that the person wrote, or None where they pressed a button."""
    found = _id(_below(payload, "message").get("message_id"))
    return None if found is None else str(found)


def pressed_id(payload: Mapping[str, Any]) -> str | None:
    """The id under which a pressed button waits for an answer, or None."""
    found = _below(payload, "callback_query").get("id")
    return found if isinstance(found, str) else None


def update_id(payload: Mapping[str, Any]) -> str | None:
    """The id of the update: the same when it is sent again."""
    found = _id(payload.get("update_id"))
    return None if found is None else str(found)


def sent_at(payload: Mapping[str, Any]) -> int | None:
    """When the person wrote, in seconds since 1970, or None where that is not said."""
    return _id(_below(payload, "message").get("date"))


def chat_to_leave(payload: Mapping[str, Any]) -> int | None:
    """The group or channel that an update comes from, while the bot is in it; else None."""
    member = _below(payload, "my_chat_member")
    if _below(member, "new_chat_member").get("status") in GONE:
        return None
    pressed = _below(_below(payload, "callback_query"), "message")
    for part in (member, _below(payload, "message"), pressed):
        chat = _below(part, "chat")
        if chat and chat.get("type") != "private":
            return _id(chat.get("id"))
    return None


def _private_chat(sent: Mapping[str, Any]) -> str | None:
    chat = _below(sent, "chat")
    found = _id(chat.get("id"))
    return str(found) if found is not None and chat.get("type") == "private" else None


def _below(payload: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """What stands under a name, where it has names of its own; a stranger may send anything."""
    found = payload.get(name)
    return found if isinstance(found, Mapping) else {}


def _id(found: object) -> int | None:
    if not isinstance(found, int) or isinstance(found, bool) or abs(found) >= _LARGEST_ID:
        return None
    return found
