"""The knowledge format as tables: every file, every field, what it means.

The loader, the checks, `docs/format.md` and the editors' pages all read these tables; a field that
is not here does not exist. `docs/format.md` is written from them by `python -m bot.format_page`.
"""

from __future__ import annotations

from typing import Final

from bot.format.closed import (
    CARD_ROWS,
    CHANNEL_KINDS,
    GROUPS,
    QUALITIES,
    ROLES,
    SIGNED,
    SLOTS,
    URGENT_KINDS,
    VERBS,
)
from bot.format.facts import CHANNELS, LANGUAGES, NOTICES, ORGANISATIONS, PLACES, SOURCES, TOPICS
from bot.format.field import TYPE_NAMES, Field, FieldType, FileKind
from bot.format.guides import GUIDE_TEXTS, GUIDES
from bot.format.listening import (
    CUES,
    EVERYDAY,
    GLOSSARY,
    GROUPS_FILE,
    PLACE_TEXTS,
    SCENES,
    URGENT,
    WORDS,
)
from bot.format.local import CONTACTS, LAST_RESORT, OVERLAY
from bot.format.texts import CHANNEL_TEXTS, CONTACT_TEXTS, INTERFACE, TOPIC

__all__ = [
    "CARD_ROWS",
    "CHANNELS",
    "CHANNEL_KINDS",
    "CHANNEL_TEXTS",
    "CONTACTS",
    "CONTACT_TEXTS",
    "CUES",
    "EVERYDAY",
    "FILE_KINDS",
    "GLOSSARY",
    "GROUPS",
    "GROUPS_FILE",
    "GUIDES",
    "GUIDE_TEXTS",
    "INTERFACE",
    "LANGUAGES",
    "LAST_RESORT",
    "NAMING",
    "NOTICES",
    "ORGANISATIONS",
    "OVERLAY",
    "PLACES",
    "PLACE_TEXTS",
    "QUALITIES",
    "ROLES",
    "SCENES",
    "SIGNED",
    "SLOTS",
    "SOURCES",
    "TOPIC",
    "TOPICS",
    "TYPE_NAMES",
    "URGENT",
    "URGENT_KINDS",
    "VERBS",
    "WORDS",
    "Field",
    "FieldType",
    "FileKind",
]

NAMING: Final[dict[str, tuple[tuple[FileKind, str], ...]]] = {
    "topic": (
        *((TOPICS, "neighbour"), (TOPIC, "next"), (CUES, "offers")),
        *((GUIDES, name) for name in ("topic", "offered_by", "known", "topics")),
    ),
    "channel": (
        *((TOPICS, "channels"), (ORGANISATIONS, "has_own"), (CONTACTS, "channel")),
        (GUIDES, "channels"),
    ),
    "source": (
        *((kind, "sources") for kind in (TOPIC, URGENT, CONTACTS, GUIDES)),
        *((CHANNELS, field.name) for field in CHANNELS.fields if field.type == "fact"),
    ),
    "verb": ((CHANNELS, "can"), (CHANNELS, "cannot")),
    "organisation": ((CONTACTS, "organisations"), (OVERLAY, "organisation")),
    "place": ((CONTACTS, "city"), (OVERLAY, "city")),
    "language": ((LANGUAGES, "fallback"), (OVERLAY, "languages")),
}
"""Which fields name something of another file: a topic, a kind of office, a source …
`verb`: one of `VERBS`, or a source."""

FILE_KINDS: Final = (
    TOPICS,
    CHANNELS,
    GUIDES,
    SOURCES,
    NOTICES,
    LANGUAGES,
    ORGANISATIONS,
    PLACES,
    CONTACTS,
    LAST_RESORT,
    OVERLAY,
    TOPIC,
    CHANNEL_TEXTS,
    CONTACT_TEXTS,
    GUIDE_TEXTS,
    INTERFACE,
    CUES,
    URGENT,
    GROUPS_FILE,
    WORDS,
    EVERYDAY,
    SCENES,
    PLACE_TEXTS,
    GLOSSARY,
)
