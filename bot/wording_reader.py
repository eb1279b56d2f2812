"""From a tree to the wording of one language: texts by entry id, phrases, cues, words, places."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, TypeVar

from bot import format as fmt
from bot.field_reader import as_date
from bot.knowledge import Language, Lexicon, Wording
from bot.matching.words import WordKnowledge
from bot.patterns import CueReader, CueSet
from bot.tree import Entry, Tree, entries_in, is_null, scalars_of, text_of, texts_of
from bot.yaml_reader import Mapping as YamlMapping
from bot.yaml_reader import Scalar

LEXICON: Final = frozenset({fmt.URGENT.name, fmt.GROUPS_FILE.name, fmt.WORDS.name})
"""Kinds of files that a lexicon is made of."""

Read = TypeVar("Read")


def read_wording(
    tree: Tree,
    language: Language,
    withdrawn: frozenset[str],
    borrowed: Tree | None,
    overtaken: Mapping[str, int],
) -> Wording:
    """Everything of one language. `borrowed`: where the bot's own sentences come from when the
    folder has none. `overtaken`: see `overtaken_texts`."""
    texts: dict[str, str] = {}
    if borrowed is not None:
        texts.update(_key_texts(borrowed, fmt.INTERFACE, "interface", "en"))
    texts.update(_key_texts(tree, fmt.INTERFACE, "interface", language.tag))
    texts.update(_field_texts(tree, fmt.CHANNEL_TEXTS, "channel", language.tag))
    texts.update(_field_texts(tree, fmt.CONTACT_TEXTS, "contact", language.tag))
    texts.update(_urgent_texts(tree, language.tag))
    texts.update(_topic_texts(tree, language.tag, overtaken))
    for entry in withdrawn:
        texts.pop(entry, None)
    words = _words(tree, language.tag)
    reader = CueReader(_groups(tree, language.tag), words.expand)
    return Wording(
        language=language,
        texts=texts,
        phrases=_phrases(tree, language.tag),
        next_topics={
            item.id: texts_of(item.field("next"))
            for item in tree.entries_of(fmt.TOPIC, language.tag)
            if item.field("next")
        },
        reviewed=_reviewed(tree, language.tag),
        cues=CueSet(_cues(tree.entries_of(fmt.CUES, language.tag), reader.read)),
        urgent_cues=CueSet(_cues(tree.entries_of(fmt.URGENT, language.tag), reader.read)),
        offers={
            item.id: texts_of(item.field("offers"))
            for item in tree.entries_of(fmt.CUES, language.tag)
            if item.field("offers")
        },
        place_names=_place_names(tree, language.tag),
        words=words,
    )


def read_lexicon(tree: Tree, language: Language) -> Lexicon:
    """The words and the calls for help of a language. A cue that cannot be read is left out here;
    reading the whole language says what is wrong with it."""
    words = _words(tree, language.tag)
    reader = CueReader(_groups(tree, language.tag), words.expand)
    cues = _cues(tree.entries_of(fmt.URGENT, language.tag), reader.read_or_none)
    return Lexicon(language, words, CueSet(cue for cue in cues if cue is not None))


def _key_texts(tree: Tree, kind: fmt.FileKind, prefix: str, tag: str) -> dict[str, str]:
    return {f"{prefix}/{item.id}": text_of(item.value) for item in tree.entries_of(kind, tag)}


def _field_texts(tree: Tree, kind: fmt.FileKind, prefix: str, tag: str) -> dict[str, str]:
    texts = {}
    for item in tree.entries_of(kind, tag):
        if isinstance(item.value, YamlMapping):
            for name, value in item.value.pairs:
                if isinstance(value, Scalar) and not is_null(value):
                    texts[f"{prefix}/{item.id}/{name.text}"] = value.text.strip()
    return texts


def _urgent_texts(tree: Tree, tag: str) -> dict[str, str]:
    return _field_texts(tree, fmt.URGENT, "urgent", tag)


def overtaken_texts(overlays: Tree) -> dict[str, int]:
    """Entry of a topic -> the layer that gave it another meaning, `overlays` being every layer but
    the base, in all languages. What older layers say of it is right in no language any more."""
    return {
        entry: item.file.layer + 1
        for item in overlays.entries_of(fmt.TOPIC)
        if text_of(item.field("meaning_changed")) == "yes"
        for entry, _ in _texts_of_topic(item)
    }


def _topic_texts(tree: Tree, tag: str, overtaken: Mapping[str, int]) -> dict[str, str]:
    return {
        entry: text
        for item in tree.entries_of(fmt.TOPIC, tag)
        for entry, text in _texts_of_topic(item)
        if item.file.layer >= overtaken.get(entry, 0)
    }


def _texts_of_topic(item: Entry) -> Iterator[tuple[str, str]]:
    for name in ("title", "answer", "again"):
        if not is_null(item.field(name)):
            yield f"topic/{item.id}/{name}", text_of(item.field(name))
    roles = item.field("roles")
    if isinstance(roles, YamlMapping):
        for role, value in roles.pairs:
            yield f"topic/{item.id}/role/{role.text}", text_of(value)


def _phrases(tree: Tree, tag: str) -> dict[str, tuple[str, ...]]:
    """Topic -> its phrases; those of a later layer are added, and the title is one more."""
    found: dict[str, dict[str, None]] = {}
    for item in tree.entries_of(fmt.TOPIC, tag):
        own = found.setdefault(item.id, {})
        own.update(dict.fromkeys(texts_of(item.field("phrases"))))
        if not is_null(item.field("title")):
            own[text_of(item.field("title"))] = None
    return {topic: tuple(found[topic]) for topic in sorted(found)}


def _reviewed(tree: Tree, tag: str) -> dict[str, dt.date]:
    """Topic -> the day its answer was read; an answer of a later layer has to be read anew."""
    found: dict[str, dt.date] = {}
    for item in tree.entries_of(fmt.TOPIC, tag):
        if not is_null(item.field("answer")):
            found.pop(item.id, None)
        reviewed = item.field("reviewed")
        if isinstance(reviewed, YamlMapping) and not is_null(reviewed.get("by")):
            day = as_date(text_of(reviewed.get("on")))
            if day is not None:
                found[item.id] = day
    return found


def _groups(tree: Tree, tag: str) -> dict[str, tuple[str, ...]]:
    return {item.id: texts_of(item.value) for item in tree.entries_of(fmt.GROUPS_FILE, tag)}


def _cues(entries: Iterable[Entry], read: Callable[[str, str], Read]) -> Iterator[Read]:
    """The cues of a file; a cue's name is `<entry>` for `cues`, `<entry>/<field>` for the rest."""
    for entry in entries:
        for field in ("cues", "unsure", "look_alikes"):
            name = entry.id if field == "cues" else f"{entry.id}/{field}"
            for scalar in scalars_of(entry.field(field)):
                yield read(scalar.text, name)


def _place_names(tree: Tree, tag: str) -> dict[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    for file in tree.files_of(fmt.PLACE_TEXTS, tag):
        for kind, prefix in (("countries", "country"), ("places", "city")):
            section = file.root.get(kind)
            if isinstance(section, YamlMapping):
                for key, value in section.pairs:
                    names[f"{prefix}/{key.text}"] = texts_of(value)
    return names


def _words(tree: Tree, tag: str) -> WordKnowledge:
    abbreviations: dict[str, str] = {}
    concepts: dict[str, tuple[str, ...]] = {}
    for file in tree.files_of(fmt.WORDS, tag):
        for item in entries_in(file):
            short = item.field("abbreviations")
            if isinstance(short, YamlMapping):
                abbreviations.update({key.text: text_of(value) for key, value in short.pairs})
            meanings = item.field("concepts")
            if isinstance(meanings, YamlMapping):
                for key, value in meanings.pairs:
                    concepts[key.text] = (*concepts.get(key.text, ()), *texts_of(value))
    return WordKnowledge(abbreviations, concepts)
