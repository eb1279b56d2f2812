"""The knowledge of one instance, loaded and frozen: facts once, wording per language.

Everything that a reply may say is found here under an entry id (`topic/<id>/answer`,
`channel/<kind>/<row>`, `interface/<key>` …). `Wording.text` is the only way to words.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NoReturn

from bot.facts import Contact, Guide, Language, Organisation, Scope, Source, Topic
from bot.language import LanguageSigns
from bot.matching.compiled import Shelf
from bot.matching.index import Index
from bot.matching.spelling import Speller
from bot.matching.weighing import NOTHING_BESIDES, Besides
from bot.matching.words import WordKnowledge
from bot.normalise import words_of
from bot.patterns import CueSet
from bot.romanised import Romanised


@dataclass(frozen=True)
class Lexicon:
    """What is enough to hear that a message is in a language: its words and its calls for help.
    Read without phrases and texts, so that a strange word does not cost the reading of them."""

    language: Language
    words: WordKnowledge
    urgent_cues: CueSet

    @cached_property
    def speller(self) -> Speller:
        """Knows the small words, those of concepts and calls for help, and the common ones."""
        own = {*self.language.signs.function_words, *self.urgent_cues.words()}
        return Speller.build(own, self.words, self.language.tag)

    @cached_property
    def romanised(self) -> Romanised:
        """Gives words in Latin letters back to the language."""
        return Romanised(self.language.signs.script, self.speller)


@dataclass(frozen=True)
class Wording:
    """Everything of one language: texts by entry id, phrases, cues, words, names of places."""

    language: Language
    texts: Mapping[str, str]
    phrases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    besides: Besides = NOTHING_BESIDES
    """What teaches the matcher besides the phrases: everyday sentences, scenes of danger."""
    next_topics: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Topic -> where its answer was read: ids of `Knowledge.sources`."""
    reviewed: Mapping[str, dt.date] = field(default_factory=dict)
    cues: CueSet = field(default_factory=lambda: CueSet(()))
    urgent_cues: CueSet = field(default_factory=lambda: CueSet(()))
    answer_cues: Mapping[str, CueSet] = field(default_factory=dict)
    """`<guide>/<step>` -> how its answers are put; a cue's name is the answer."""
    offers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What a vague message is offered: name of the cue -> topics."""
    place_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: WordKnowledge = field(default_factory=WordKnowledge)
    shelf: Shelf = field(default_factory=Shelf)
    """Where the weighing of the phrases may be kept."""

    @cached_property
    def index(self) -> Index:
        """The matcher of this language, made on first use."""
        return self.shelf.index(self.phrases, self.words, self.language.tag, self.besides)

    @property
    def speller(self) -> Speller:
        """Knows every word of the phrases, those of concepts, and the common ones."""
        return self.index.speller

    @cached_property
    def small_words(self) -> frozenset[str]:
        """The words that every sentence of the language has."""
        small = self.language.signs.function_words
        return frozenset(word for text in small for word in words_of(text))

    @cached_property
    def opening_cues(self) -> CueSet:
        """The cues of what only opens a sentence or asks for a language."""
        return self.cues.only(lambda name: name == "opener" or name.startswith("language-"))

    @cached_property
    def place_words(self) -> frozenset[str]:
        """Every word of a place's name: no person's name."""
        return frozenset(word for words in self.places for word in words)

    @cached_property
    def places(self) -> Mapping[tuple[str, ...], str]:
        """Folded words of a place name -> `city/<id>` or `country/<id>`."""
        return {
            tuple(self.words.expand(words_of(name))): place
            for place, names in self.place_names.items()
            for name in names
        }

    @cached_property
    def place_openings(self) -> frozenset[str]:
        """The first words of places' names."""
        return frozenset(words[0] for words in self.places if words)


@dataclass(frozen=True)
class Reading:
    """How the parts of a language are read on first use, and those that were."""

    wording: Callable[[str], Wording]
    lexicon: Callable[[str], Lexicon]
    wordings: dict[str, Wording] = field(default_factory=dict)
    lexicons: dict[str, Lexicon] = field(default_factory=dict)


def _nothing(tag: str) -> NoReturn:
    raise KeyError(tag)


@dataclass(frozen=True)
class Knowledge:
    """One instance's knowledge: base and overlays merged, immutable while it serves."""

    topics: Mapping[str, Topic]
    languages: Mapping[str, Language]
    channels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    guides: Mapping[str, Guide] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    organisations: Mapping[str, Organisation] = field(default_factory=dict)
    cities: Mapping[str, str] = field(default_factory=dict)
    """Duty station -> country."""
    contacts: tuple[Contact, ...] = ()
    cautions: Mapping[str, Mapping[str, bool]] = field(default_factory=dict)
    """Country -> what its law may do to a person who tells -> whether this office checked it."""
    known_languages: Mapping[str, Language] = field(default_factory=dict)
    """Languages whose signs are known, also those that have no folder and are not served."""
    scope: Scope = field(default_factory=Scope)
    withdrawn: frozenset[str] = frozenset()
    reading: Reading = field(repr=False, default_factory=lambda: Reading(_nothing, _nothing))

    def wording(self, tag: str) -> Wording:
        """The wording of a served language, read on first use. Raises KeyError for others."""
        if tag not in self.languages:
            raise KeyError("language")
        wordings = self.reading.wordings
        if tag not in wordings:
            wordings[tag] = self.reading.wording(tag)
        return wordings[tag]

    def lexicon(self, tag: str) -> Lexicon:
        """The lexicon of a served language, read on first use."""
        lexicons = self.reading.lexicons
        if tag not in lexicons:
            lexicons[tag] = self.reading.lexicon(tag)
        return lexicons[tag]

    def fallbacks(self, tag: str) -> Iterator[Wording]:
        """The wording of a language, then of its fallback, and so on; each once."""
        seen: set[str] = set()
        current: str | None = tag
        while current is not None and current not in seen and current in self.languages:
            seen.add(current)
            yield self.wording(current)
            current = self.languages[current].fallback

    @cached_property
    def organisation_names(self) -> Mapping[tuple[str, ...], str]:
        """Folded words of a name or a short form -> the organisation's id."""
        return {
            words_of(name): organisation.id
            for organisation in self.organisations.values()
            for name in (organisation.name, *organisation.aliases)
            if words_of(name)
        }

    @cached_property
    def organisation_openings(self) -> frozenset[str]:
        """The first words of organisations' names."""
        return frozenset(words[0] for words in self.organisation_names)

    @cached_property
    def contacts_of(self) -> Mapping[str, tuple[Contact, ...]]:
        """Kind of office -> its contacts, in the order of `contacts`."""
        found: dict[str, list[Contact]] = {}
        for contact in self.contacts:
            found.setdefault(contact.channel, []).append(contact)
        return {channel: tuple(contacts) for channel, contacts in found.items()}

    @cached_property
    def signs(self) -> Mapping[str, LanguageSigns]:
        """What tells each known language apart."""
        return {tag: language.signs for tag, language in self.known_languages.items()}

    def __repr__(self) -> str:
        return f"Knowledge({len(self.topics)} topics, {len(self.languages)} languages)"

    @cached_property
    def default_language(self) -> str:
        """The first language of the instance; English where nothing is said."""
        offered = [tag for tag in self.scope.languages if tag in self.languages]
        if offered:
            return offered[0]
        return "en" if "en" in self.languages else next(iter(self.languages))

    def public_topics(self) -> list[str]:
        """Topics that may be asked for by name where others read along, in the order of the menu."""
        return [topic.id for topic in self.topics.values() if topic.is_public]
