"""`new topic`: the files of a topic, or of one of its translations, to be filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Final

from bot import format as fmt
from bot.fact_reader import read_scope
from bot.tree import Entry, Tree, scalars_of, text_of
from bot.upkeep.refusal import WrongCallError
from bot.upkeep.skeleton import comment, fields_to_fill
from bot.yaml_reader import Node, Scalar

SOURCE: Final = "en"
ID: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
HEAD: Final = (
    "# Topics that this office adds to those of the shared base: where they stand in the menu, which\n"
    "# kinds of office their cards show.\n"
)

FACTS: Final = ("group", "scope", "channels", "owner", "review_every")
TEXTS: Final = ("title", "phrases", "answer", "next", "sources", "reviewed")
UNSIGNED: Final = "\n  by: null\n  on: null"
SPARE: Final = (
    "Where somebody's part changes the answer, add what differs for them, a line for each:\n"
    "roles:\n  manager: |\n    What a manager should know besides."
)


def entry_of_topic(tree: Tree, topic: str) -> str:
    """The lines of a new topic in topics.yaml. Raises WrongCallError for an id that is taken or is
    none."""
    if not ID.fullmatch(topic):
        what = f'"{topic}" is no id: small letters, digits, and hyphens between words.'
        raise WrongCallError(what, "For example: team-retreats")
    if topic in tree.topic_ids():
        place = next((e.place for e in tree.entries_of(fmt.TOPICS) if e.id == topic), None)
        where = f" ({place.shown()})" if place else ""
        mend = f"To translate it: whereto knowledge new topic {topic} --language TAG"
        raise WrongCallError(f'"{topic}" is a topic already{where}.', mend)
    return f"{topic}:\n{fields_to_fill(fmt.TOPICS, FACTS, {}, '  ')}"


def texts_of_new_topic(topic: str) -> str:
    """The file of a new topic in the language that the others are translated from."""
    head = f"# What a person reads when they ask about {topic.replace('-', ' ')}.\n"
    fields = fields_to_fill(fmt.TOPIC, TEXTS, {"reviewed": UNSIGNED})
    return f"{head}{fields}{''.join(comment(SPARE))}"


def languages_of_new_topic(tree: Tree, layer: int) -> Sequence[str]:
    """The languages that a topic needs from its start: those of the office; in the base English, from
    which the others are translated."""
    return read_scope(tree).languages[:1] or (SOURCE,) if layer else (SOURCE,)


def texts_to_translate(tree: Tree, topic: str, language: str) -> str:
    """The file of a topic in another language, the English of each text above it. Raises
    WrongCallError where there is no such topic or language."""
    item = _english(tree, topic)
    if language == SOURCE or language not in tree.ids_of(fmt.LANGUAGES):
        known = ", ".join(sorted(tree.ids_of(fmt.LANGUAGES) - {SOURCE}))
        raise WrongCallError(
            f'"{language}" is no language to translate to here.',
            f"There are: {known}. To add one: whereto knowledge new language TAG",
        )
    sources = ", ".join(scalar.text for scalar in scalars_of(item.field("sources")))
    following = ", ".join(scalar.text for scalar in scalars_of(item.field("next")))
    lines = [
        f"# What a person reads in {language} when they ask about {topic.replace('-', ' ')}.\n",
        *_to_say(item, "title"),
        "title:\n",
        *comment(
            "Ways to ask, as speakers of the language put them; a translation of the English ones"
        ),
        *comment("is not how people ask. 20 at least."),
        "phrases: []\n",
        *_to_say(item, "answer"),
        "answer:\n",
        *_roles(item),
        f"next: [{following}]\n",
        f"sources: [{sources}]\n",
        *comment(f"When it is translated: whereto knowledge translated {topic} {language}"),
        f"reviewed:{UNSIGNED}\n",
    ]
    return "".join(lines)


def file_of(folder: PurePath, language: str, topic: str) -> PurePath:
    """Where the texts of a topic stand."""
    return folder / language / "topics" / f"{topic}.yaml"


def _english(tree: Tree, topic: str) -> Entry:
    found = [item for item in tree.entries_of(fmt.TOPIC, SOURCE) if item.id == topic]
    if not found:
        raise WrongCallError(f'"{topic}" has no English text that could be translated.')
    return found[-1]


def _to_say(item: Entry, name: str) -> Iterator[str]:
    value = item.field(name)
    if isinstance(value, Scalar):
        yield from comment(f"In English:\n{text_of(value)}")


def _roles(item: Entry) -> Iterator[str]:
    """What is added for a part that somebody has, to be said below `roles:`."""
    roles: Node | None = item.field("roles")
    pairs = getattr(roles, "pairs", ())
    if pairs:
        yield from comment("Below roles: what is added for somebody's part. In English:")
        yield "# roles:\n"
        for role, value in pairs:
            yield f"#   {role.text}: |\n"
            yield from (f"#     {line}\n" for line in text_of(value).splitlines())
