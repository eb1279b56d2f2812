"""What a session remembers and the knowledge has no more: an edit took it away during the talk.

Forgotten before the message is heard, so that no rule meets it. A choice that was offered keeps its
number, and leads to the menu; where a guide was, `bot.way` looks for itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from bot.commands import COMMANDS
from bot.format import ROLES
from bot.guides import every_choice
from bot.knowledge import Knowledge
from bot.session import Session

MENU: Final = "command:menu"

_THERE: Final[Mapping[str, Callable[[Knowledge, str], bool]]] = {
    "command": lambda _, value: value in COMMANDS,
    "group": lambda *_: True,
    "guide": lambda knowledge, value: f"guide:{value}" in every_choice(knowledge.guides),
    "language": lambda knowledge, value: value in knowledge.languages,
    "role": lambda _, value: value in ROLES,
}
"""For each kind of choice whether it can still be taken; an empty group is an empty menu."""


def without_what_is_gone(knowledge: Knowledge, session: Session) -> Session:
    """The session with nothing in it that this knowledge does not know."""
    topics = knowledge.topics
    return replace(
        session,
        language=session.language if session.language in knowledge.languages else None,
        topic=session.topic if session.topic in topics else None,
        seen=tuple(topic for topic in session.seen if topic in topics),
        offered=tuple(
            choice if _is_there(knowledge, choice) else MENU for choice in session.offered
        ),
    )


def _is_there(knowledge: Knowledge, choice: str) -> bool:
    kind, is_own, value = choice.partition(":")
    if not is_own:
        return choice in knowledge.topics
    return kind in _THERE and _THERE[kind](knowledge, value)
