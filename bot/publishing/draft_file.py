"""Drafts of contacts as lines of a contacts file: for a focal point to call, mend and sign."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from bot.editing import quoted
from bot.facts import Contact
from bot.publishing.hsds_drafts import Draft

HEAD: Final = """\
# Drafts from another directory: a person who asks sees none of them.
# Call each one first. Then, below its id: "quality" and "sources" as they are, "read" the day you read
# it there, "visibility" if everybody may see it, and "confirmed" with your role and the day of the call.
"""


def addition(text: str, drafts: Sequence[Draft]) -> str:
    """What is to be written after the text of a contacts file, so that it also holds the drafts."""
    blocks = [HEAD, *map(_entry, drafts)]
    if text.strip():
        blocks.insert(0, "" if text.endswith("\n") else "\n")
    added = "\n".join(blocks)
    return added.replace("\n", "\r\n") if "\r\n" in text else added


def _entry(draft: Draft) -> str:
    lines = [f"{draft.contact.id}:"]
    lines += [f"  {name}: {value}" for name, value in _fields(draft.contact)]
    lines += ["  notes: |", *(f"    {line}" for line in _notes(draft))]
    return "".join(f"{line}\n" for line in lines)


def _fields(contact: Contact) -> Iterable[tuple[str, str]]:
    yield "channel", contact.channel
    yield "name", quoted(contact.name)
    yield "country", quoted(contact.country)
    yield "city", contact.city or "null"
    yield "organisations", f"[{', '.join(contact.organisations)}]"
    yield "phone", _list(contact.phone)
    yield "email", _list(contact.email)
    yield "web", quoted(contact.web)
    yield "address", quoted(contact.address)
    yield "hours", quoted(contact.hours)
    yield "languages", _list(contact.languages)
    yield "quality", contact.quality
    yield "confirm_by", "office"
    yield "confirmed", "null"
    yield "visibility", "internal"
    yield "read", "null"
    yield "sources", _list((contact.web,) if contact.web else ())


def _list(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(quoted, texts))}]"


def _notes(draft: Draft) -> Iterable[str]:
    yield "Draft, called by nobody. In the other directory:"
    yield draft.origin or "without an id"
    if draft.left_out:
        yield "Left out:"
        yield from (f"- {what}" for what in dict.fromkeys(draft.left_out))
