"""`new language`: what a language needs, to be filled in."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Final

from bot import format as fmt
from bot.checks.missing_translation import KINDS
from bot.tree import Tree
from bot.upkeep.refusal import WrongCallError
from bot.upkeep.skeleton import fields_to_fill

TAG: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
HEAD: Final = (
    "# Languages that this office adds to those of the shared base. Where a text is missing in one, its\n"
    "# fallback is shown with a notice.\n"
)
FIELDS: Final = ("name", "direction", "fallback", "script", "function_words")
FILES: Final = (*KINDS, fmt.GROUPS_FILE, fmt.GUIDE_TEXTS)


def entry_of_language(tree: Tree, tag: str) -> str:
    """The lines of a new language in languages.yaml. Raises WrongCallError for a tag that is taken or
    is none."""
    if not TAG.fullmatch(tag):
        what = f'"{tag}" is no language tag: two or three small letters.'
        raise WrongCallError(what, "For example: sw for Swahili, so for Somali, pt-BR")
    if tag in tree.ids_of(fmt.LANGUAGES):
        what = f'"{tag}" is a language here already.'
        mend = f"To translate a topic: whereto knowledge new topic TOPIC --language {tag}"
        raise WrongCallError(what, mend)
    return f"{tag}:\n{fields_to_fill(fmt.LANGUAGES, FIELDS, {'fallback': 'en'}, '  ')}"


def english_files(tree: Tree) -> dict[str, PurePath]:
    """Name of a file that a language has -> the English one of the base."""
    found: dict[str, PurePath] = {}
    for kind in FILES:
        for file in tree.files_of(kind, "en"):
            name = PurePath(file.path).name
            found.setdefault(name, PurePath(file.path))
    return found
