"""What answers when nothing else can: a few lines per language, read once at the start.

It needs no knowledge base, no session and no matching.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Final

from bot.message import Block, Piece, Reply
from bot.signing import Seal
from bot.tree import text_of
from bot.yaml_reader import Mapping as YamlMapping
from bot.yaml_reader import UnreadableError, read_file

FILE: Final = "last-resort.yaml"

BARE: Final = (
    "Something in this guide broke. Nothing you typed is kept.\n"
    "In danger now: get to where others are, and call the local emergency number or UN security."
)
"""Stands in where even the last-resort file cannot be read."""


def read_last_resort(folder: Path, seal: Seal | None = None) -> dict[str, str]:
    """Language -> text, from `last-resort.yaml` of a knowledge folder; empty where unreadable, or other
    than what was sealed."""
    look = None if seal is None else partial(seal.problem_of, FILE)
    try:
        root = read_file(folder / FILE, FILE, look)
    except UnreadableError:
        return {}
    if not isinstance(root, YamlMapping):
        return {}
    return {
        key.text: text_of(value.get("text"))
        for key, value in root.pairs
        if isinstance(value, YamlMapping)
    }


def last_resort_reply(texts: Mapping[str, str], language: str | None) -> Reply:
    """The last-resort text as a reply, in the language asked for, else in English."""
    tag = language if language in texts else "en"
    text = texts.get(tag or "en", BARE)
    block = Block("urgent", (Piece(f"last-resort/{tag}", text),))
    return Reply(tag or "en", "fallback", None, (block,), is_right_to_left=tag == "ar")
