"""From a tree to facts: what is stated once for all languages."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from bot import format as fmt
from bot.facts import (
    TRIAL_HOLDS,
    Contact,
    Guide,
    Language,
    Organisation,
    Scope,
    Source,
    Step,
    Topic,
)
from bot.field_reader import Fields, as_date, merged_entries
from bot.language import signs
from bot.tree import Tree, is_null, text_of, texts_of

_ENGLISH: Final = Language("en", "English")


def read_topics(tree: Tree) -> dict[str, Topic]:
    """The topics; a folder of phrases alone has one for each file."""
    declared = {
        topic: Topic(
            id=topic,
            group=fields.text("group", "outside"),
            scope=fields.text("scope"),
            neighbour=fields.text("neighbour"),
            is_public=fields.text("share") == "public",
            depends_on=fields.texts("depends_on"),
            channels=fields.texts("channels"),
            owner=fields.text("owner"),
            review_every=fields.span("review_every"),
        )
        for topic, fields in merged_entries(tree, fmt.TOPICS)
    }
    return declared or {topic: Topic(topic) for topic in sorted(tree.topic_ids())}


def read_known_languages(tree: Tree) -> dict[str, Language]:
    """Every language that the knowledge names, served or not."""
    return {
        tag: Language(
            tag,
            fields.text("name", tag),
            fields.text("direction") == "right-to-left",
            fields.optional("fallback"),
            signs(fields.text("script", "latin"), fields.texts("function_words")),
        )
        for tag, fields in merged_entries(tree, fmt.LANGUAGES)
    }


def read_served(known: Mapping[str, Language], tree: Tree) -> dict[str, Language]:
    """The languages that have a folder; a folder of topics alone is served without more ado."""
    served = {tag: language for tag, language in known.items() if tag in tree.languages}
    if not known:
        served = {tag: Language(tag, tag) for tag in tree.languages}
    return served or {"en": _ENGLISH}


def read_channels(tree: Tree) -> dict[str, dict[str, str]]:
    """Kind of office -> attribute -> closed value."""
    return {
        kind: {
            field.name: (fields.texts(field.name) or ("unknown",))[0]
            for field in fmt.CHANNELS.fields
        }
        for kind, fields in merged_entries(tree, fmt.CHANNELS)
    }


def read_guides(tree: Tree, withdrawn: Collection[str]) -> dict[str, Guide]:
    """The guides by id, without those that were withdrawn."""
    steps: dict[str, dict[str, Fields]] = {}
    for name, fields in merged_entries(tree, fmt.GUIDES):
        guide, _, step = name.partition("/")
        if f"guide/{guide}" not in withdrawn:
            steps.setdefault(guide, {})[step] = fields
    return {guide: _guide(guide, found) for guide, found in steps.items()}


def _guide(name: str, steps: Mapping[str, Fields]) -> Guide:
    first = next(iter(steps.values()))
    return Guide(
        name,
        {step: _step(step, fields) for step, fields in steps.items()},
        first.text("topic"),
        first.texts("offered_by"),
        first.text("group"),
    )


def _step(name: str, fields: Fields) -> Step:
    return Step(
        name,
        fields.pairs("answers"),
        fields.text("next"),
        fields.pairs("checks"),
        fields.pairs("known"),
        fields.text("shows"),
        fields.texts("channels"),
        fields.texts("rows"),
        fields.texts("sides"),
        fields.texts("topics"),
    )


def read_sources(tree: Tree) -> dict[str, Source]:
    """The sources by id."""
    return {
        name: Source(name, fields.text("title"), fields.optional("where"), fields.text("kind"))
        for name, fields in merged_entries(tree, fmt.SOURCES)
    }


def read_organisations(tree: Tree) -> dict[str, Organisation]:
    """The organisations by id."""
    return {
        name: Organisation(name, fields.text("name", name), fields.texts("aliases"))
        for name, fields in merged_entries(tree, fmt.ORGANISATIONS)
    }


def read_contacts(tree: Tree) -> Iterable[Contact]:
    """The contacts of all layers; for cautions, see `read_cautions`."""
    for name, fields in merged_entries(tree, fmt.CONTACTS):
        if not fields.text("channel"):
            continue
        confirmed = fields.pairs("confirmed")
        yield Contact(
            id=name,
            channel=fields.text("channel"),
            name=fields.text("name"),
            country=fields.text("country", "global"),
            city=fields.optional("city"),
            organisations=fields.texts("organisations") or ("any",),
            phone=fields.texts("phone"),
            email=fields.texts("email"),
            web=fields.optional("web"),
            address=fields.optional("address"),
            hours=fields.text("hours", "unknown"),
            languages=fields.texts("languages"),
            quality=fields.text("quality", "none"),
            confirm_by=fields.text("confirm_by", "office"),
            confirmed_on=as_date(confirmed.get("on", "")) if confirmed.get("by") else None,
            visibility=fields.text("visibility", "internal"),
            read=fields.date("read"),
            review_every=fields.span("review_every") or TRIAL_HOLDS,
        )


def withdrawn_in(tree: Tree) -> dict[str, str]:
    """Entry -> the overlay file that withdraws it."""
    return {
        entry: item.file.path
        for item in tree.entries_of(fmt.OVERLAY)
        for entry in texts_of(item.field("withdraw"))
    }


def read_cautions(tree: Tree, withdrawn: Collection[str]) -> dict[str, dict[str, bool]]:
    """Country -> kind of caution -> whether somebody signed one of that kind as checked."""
    found: dict[str, dict[str, bool]] = {}
    for name, fields in merged_entries(tree, fmt.CONTACTS):
        kind = fields.text("caution")
        if kind and f"contact/{name}" not in withdrawn:
            own = found.setdefault(fields.text("country"), {})
            own[kind] = own.get(kind, False) or bool(fields.pairs("confirmed").get("by"))
    return found


def read_scope(tree: Tree) -> Scope:
    """What the overlays say of the instance; the last one that says it wins."""
    found: dict[str, str] = {}
    languages: tuple[str, ...] = ()
    for entry in tree.entries_of(fmt.OVERLAY):
        for name in ("organisation", "country", "city", "office"):
            if not is_null(entry.field(name)):
                found[name] = text_of(entry.field(name))
        languages = texts_of(entry.field("languages")) or languages
    return Scope(
        found.get("organisation"),
        found.get("country"),
        found.get("city"),
        found.get("office"),
        languages,
    )
