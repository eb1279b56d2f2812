"""From a tree to the wording of one language: texts by entry id, phrases, cues, words, places."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import Final, TypeVar

from bot import format as fmt
from bot.facts import Language
from bot.field_reader import as_date
from bot.knowledge import Lexicon, Wording
from bot.matching.weighing import NO_TOPIC, Besides
from bot.matching.words import WordKnowledge
from bot.patterns import Cue, CueReader, CueSet
from bot.translations import texts_of_topic
from bot.tree import Entry, Tree, entries_in, is_null, scalars_of, text_of, texts_of
from bot.yaml_reader import Mapping as YamlMapping
from bot.yaml_reader import Scalar

LEXICON: Final = frozenset({fmt.URGENT.name, fmt.GROUPS_FILE.name, fmt.WORDS.name})
"""Kinds of files that a lexicon is made of."""

Read = TypeVar("Read")


def read_wording(
    tree: Tree,
    lexicon: Lexicon,
    withdrawn: frozenset[str],
    borrowed: Tree | None,
    overtaken: Mapping[str, int],
) -> Wording:
    """Everything of the language of a lexicon. `borrowed`: where the bot's own sentences come from when the
    folder has none. `overtaken`: entry -> the first layer that may say it; see `bot.translations`."""
    language = lexicon.language
    texts: dict[str, str] = {}
    if borrowed is not None:
        texts.update(_key_texts(borrowed, fmt.INTERFACE, "interface", "en"))
    texts.update(_key_texts(tree, fmt.INTERFACE, "interface", language.tag))
    texts.update(_field_texts(tree, fmt.CHANNEL_TEXTS, "channel", language.tag))
    texts.update(_field_texts(tree, fmt.CONTACT_TEXTS, "contact", language.tag))
    texts.update(_urgent_texts(tree, language.tag))
    texts.update(_topic_texts(tree, language.tag, overtaken))
    texts.update(_guide_texts(tree, language.tag))
    for entry in [entry for entry in texts if _goes_with(entry, withdrawn)]:
        del texts[entry]
    reader = CueReader(_groups(tree, language.tag), lexicon.words.expand)
    return Wording(
        language=language,
        texts=texts,
        phrases=_phrases(tree, language.tag),
        besides=Besides(_everyday(tree, language.tag), _scenes(tree, language.tag)),
        next_topics=_named_by_topic(tree, language.tag, "next"),
        sources=_named_by_topic(tree, language.tag, "sources"),
        reviewed=_reviewed(tree, language.tag),
        cues=CueSet(_cues(tree.entries_of(fmt.CUES, language.tag), reader.read)),
        urgent_cues=lexicon.urgent_cues,
        answer_cues=_answer_cues(tree, language.tag, reader),
        offers={
            item.id: texts_of(item.field("offers"))
            for item in tree.entries_of(fmt.CUES, language.tag)
            if item.field("offers")
        },
        place_names=_place_names(tree, language.tag),
        words=lexicon.words,
    )


def _goes_with(entry: str, withdrawn: frozenset[str]) -> bool:
    """Whether an entry is withdrawn, or is said only with an answer that is."""
    kind, _, rest = entry.partition("/")
    topic, _, part = rest.partition("/")
    is_with_answer = kind == "topic" and part != "title" and f"topic/{topic}/answer" in withdrawn
    return entry in withdrawn or is_with_answer


def read_lexicon(tree: Tree, language: Language) -> Lexicon:
    """The words and the calls for help of a language. A cue that cannot be read is left out here;
    reading the whole language says what is wrong with it."""
    words = _words(tree, language.tag)
    reader = CueReader(_groups(tree, language.tag), words.expand)
    cues = _cues(tree.entries_of(fmt.URGENT, language.tag), reader.read_or_none)
    return Lexicon(language, words, CueSet(cue for cue in cues if cue is not None))


def _named_by_topic(tree: Tree, tag: str, field: str) -> dict[str, tuple[str, ...]]:
    """Topic -> the ids that a field of it names; those of the last layer that has the field."""
    return {
        item.id: texts_of(item.field(field))
        for item in tree.entries_of(fmt.TOPIC, tag)
        if item.field(field)
    }


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


def _topic_texts(tree: Tree, tag: str, overtaken: Mapping[str, int]) -> dict[str, str]:
    return {
        entry: text
        for item in tree.entries_of(fmt.TOPIC, tag)
        for entry, text in texts_of_topic(item)
        if item.file.layer >= overtaken.get(entry, 0)
    }


def _guide_texts(tree: Tree, tag: str) -> dict[str, str]:
    """`guide/<guide>/<step>` for what is said there, `…/<answer>` for what stands on a button,
    `…/title`, `…/row/<row>` and `…/reason/<reason>`."""
    texts = {}
    for item in tree.entries_of(fmt.GUIDE_TEXTS, tag):
        for name, below in (("says", ""), ("title", "/title")):
            if not is_null(item.field(name)):
                texts[f"guide/{item.id}{below}"] = text_of(item.field(name))
        for name, below in (("answers", "/"), ("rows", "/row/"), ("reasons", "/reason/")):
            pairs = item.field(name)
            if isinstance(pairs, YamlMapping):
                texts.update(
                    {
                        f"guide/{item.id}{below}{key.text}": text_of(value)
                        for key, value in pairs.pairs
                    }
                )
    return texts


def _answer_cues(tree: Tree, tag: str, reader: CueReader) -> dict[str, CueSet]:
    """`<guide>/<step>` -> how its answers are put; those of a later layer are added."""
    found: dict[str, list[Cue]] = {}
    for entry in tree.entries_of(fmt.GUIDE_TEXTS, tag):
        answers = entry.field("cues")
        for key, cues in answers.pairs if isinstance(answers, YamlMapping) else ():
            found.setdefault(entry.id, []).extend(
                reader.read(scalar.text, key.text) for scalar in scalars_of(cues)
            )
    return {step: CueSet(cues) for step, cues in found.items()}


def _phrases(tree: Tree, tag: str) -> dict[str, tuple[str, ...]]:
    """Topic -> its phrases; those of a later layer are added, and the title is one more."""
    found: dict[str, dict[str, None]] = {}
    for item in tree.entries_of(fmt.TOPIC, tag):
        own = found.setdefault(item.id, {})
        own.update(dict.fromkeys(texts_of(item.field("phrases"))))
        if not is_null(item.field("title")):
            own[text_of(item.field("title"))] = None
    return {topic: tuple(found[topic]) for topic in sorted(found)}


def _everyday(tree: Tree, tag: str) -> tuple[str, ...]:
    """Sentences that belong to no topic; those of a later layer are added."""
    found = (texts_of(item.value) for item in tree.entries_of(fmt.EVERYDAY, tag))
    return tuple(dict.fromkeys(chain.from_iterable(found)))


def _scenes(tree: Tree, tag: str) -> dict[str, tuple[str, ...]]:
    """Kind of urgent need, or "" for none -> how people tell of it; later layers add to it."""
    found: dict[str, tuple[str, ...]] = {}
    for field in fmt.SCENES.fields:
        kind = field.name if field.name in fmt.URGENT_KINDS else NO_TOPIC
        texts = (texts_of(item.field(field.name)) for item in tree.entries_of(fmt.SCENES, tag))
        found[kind] = tuple(dict.fromkeys(chain.from_iterable(texts)))
    return found


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
