"""Quick replies: what each id does when it is chosen, by number, button or words.

A bare id is a topic; `command:…`, `group:…`, `guide:…`, `language:…`, `role:…`, `place:…` and
`organisation:…` are the bot's own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Final

from bot import commands, composing, guides
from bot.decision import Decision, line
from bot.format import ROLES
from bot.hearing import Hearing
from bot.knowledge import Knowledge
from bot.normalise import words_of
from bot.rendering import label_of

_NUMBERS: Final = {f"number-{n}": n for n in range(1, 5)}


def chosen(hearing: Hearing) -> str | None:
    """The id of the choice that the message makes, or None: a button, a number, or the label."""
    if hearing.message.choose is not None:
        return _by_id_or_number(hearing, hearing.message.choose)
    offered = hearing.before.offered
    if not offered:
        return None
    text = hearing.message.text.strip().strip("[]().#").strip()
    if text.isdecimal() and len(text) <= 2:
        return offered[int(text) - 1] if 1 <= int(text) <= len(offered) else None
    for name, number in _NUMBERS.items():
        if name in hearing.whole_cues and number <= len(offered):
            return offered[number - 1]
    if "number-last" in hearing.whole_cues:
        return offered[-1]
    return _by_label(hearing)


def _by_id_or_number(hearing: Hearing, choice: str) -> str | None:
    """A button's id counts where a quick reply may carry it; a number counts in the last offer."""
    offered = hearing.before.offered
    if choice.isdecimal() and len(choice) <= 2:
        return offered[int(choice) - 1] if 1 <= int(choice) <= len(offered) else None
    return choice if choice in offered or choice in every_choice(hearing.knowledge) else None


def _by_label(hearing: Hearing) -> str | None:
    """The offered choice whose label was typed, whole."""
    if not hearing.words:
        return None
    for choice in hearing.before.offered:
        if label_words(hearing, choice) == hearing.words:
            return choice
    return None


def label_words(hearing: Hearing, choice: str) -> tuple[str, ...]:
    """The folded words on a quick reply."""
    return tuple(hearing.wording.words.expand(_folded(label_of(hearing, choice).text)))


@lru_cache(maxsize=512)
def _folded(label: str) -> tuple[str, ...]:
    """The words of a label, which is a reviewed text: remembered, as each turn looks at the same."""
    return words_of(label)


def act_on(hearing: Hearing, choice: str) -> Decision:
    """What a chosen id leads to."""
    kind, is_own, value = choice.partition(":")
    if not is_own:
        return composing.answer(hearing, choice, "choice")
    return _MEANINGS[kind](hearing, value)


def _command(hearing: Hearing, value: str) -> Decision:
    return commands.run(hearing, value)


def _group(hearing: Hearing, value: str) -> Decision:
    """One page of the topics of a group; `<group>@<page>` names a later page, and one that is not
    there shows the first."""
    group, _, page = value.partition("@")
    start = int(page) * (composing.PAGE - 1) if page.isdecimal() else 0
    topics = [f"guide:{g.id}" for g in hearing.knowledge.guides.values() if g.group == group]
    topics += [topic.id for topic in hearing.knowledge.topics.values() if topic.group == group]
    shown = topics[start:] or topics
    choices = shown[: composing.PAGE]
    if len(shown) > composing.PAGE:
        following = start // (composing.PAGE - 1) + 1
        choices = [*shown[: composing.PAGE - 1], f"group:{group}@{following}"]
    decision = composing.ask_for(hearing, "menu", "interface/menu-group", choices, "menu")
    title = hearing.wording.texts.get(f"interface/group-{group}", group)
    return replace(decision, body=(line("interface/menu-group", title=title),))


def _language(hearing: Hearing, value: str) -> Decision:
    return commands.change_language(hearing, value)


def _role(hearing: Hearing, value: str) -> Decision:
    is_contract = value == "non-staff"
    changed = (
        replace(hearing.session, contract=value, asked=None)
        if is_contract
        else replace(hearing.session, role=value, asked=None)
    )
    title = hearing.wording.texts.get(f"interface/role-{value}", value)
    moved = replace(hearing, session=changed)
    return commands.go_on(moved, "role-chosen", "interface/role-known", title=title)


_MEANINGS: Final[dict[str, Callable[[Hearing, str], Decision]]] = {
    "command": _command,
    "group": _group,
    "guide": guides.take,
    "language": _language,
    "role": _role,
}


def every_choice(knowledge: Knowledge) -> list[str]:
    """Every id that a quick reply may carry, for adapters that send buttons."""
    groups = {topic.group for topic in knowledge.topics.values()}
    pages = [f"group:{group}{page}" for group in sorted(groups) for page in ("", "@1", "@2", "@3")]
    return [
        *knowledge.topics,
        *(f"command:{name}" for name in commands.COMMANDS),
        *pages,
        *guides.every_choice(knowledge.guides),
        *(f"language:{tag}" for tag in knowledge.languages),
        *(f"role:{role}" for role in ROLES),
    ]
