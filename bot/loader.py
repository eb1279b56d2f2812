"""Folders to Knowledge: layers merged field by field, the later layer wins.

The loader trusts what the checks let through and never guesses: where a text is missing there is
no text, and rendering falls back. `load` raises KnowledgeError with every problem at once.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from bot import format as fmt
from bot.checks import stopping_problems
from bot.fact_reader import (
    read_cautions,
    read_channels,
    read_contacts,
    read_guides,
    read_known_languages,
    read_organisations,
    read_scope,
    read_served,
    read_sources,
    read_topics,
    withdrawn_in,
)
from bot.facts import Scope
from bot.knowledge import Knowledge, Lexicon, Reading, Wording
from bot.matching.compiled import Shelf
from bot.problem import KnowledgeError, Place, Problem
from bot.sealing import seals_of
from bot.translations import (
    SOURCE,
    not_served,
    overtaken_texts,
    sources_in,
)
from bot.tree import Tree, text_of
from bot.tree_reader import read_tree
from bot.wording_reader import LEXICON, read_lexicon, read_wording


def shipped_knowledge() -> Path:
    """The folder of the knowledge that comes with the program: packed, or beside the sources."""
    packed = Path(__file__).parent / "_shipped"
    return packed if packed.is_dir() else Path(__file__).parent.parent / "knowledge"


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Reading makes a million small objects and no cycles of them: looking for cycles meanwhile took a
    third of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@_undisturbed()
def load(
    folders: Sequence[Path],
    scope: Scope | None = None,
    shelf: Shelf | None = None,
    trusted: Sequence[Ed25519PublicKey] = (),
) -> Knowledge:
    """Load layers of knowledge, base first; an overlay alone is laid over the shipped base.

    `scope` (from a configuration) wins over what the overlays say. `shelf`: where weighings are kept,
    if not only beside the program. With `trusted` keys, every layer has to be as one of them signed
    it, now and whenever a language is read. Raises KnowledgeError with all problems that keep the
    knowledge from being served.
    """
    layers = with_base(folders)
    seals = seals_of(layers, trusted)
    shared = read_tree(layers, languages=(), seals=seals)
    read = partial(read_tree, layers, known=shared, seals=seals)
    first = _first_language(shared, scope)
    tree = read((first,))
    _raise_for(stopping_problems(tree))
    borrowed = None if tree.files_of(fmt.INTERFACE) else _borrowed_interface(trusted)
    topics = read_topics(tree)
    withdrawn = frozenset(withdrawn_in(tree))
    known_languages = read_known_languages(tree)
    languages = read_served(known_languages, tree)
    overtaken = overtaken_texts(read_tree(layers[1:], seals=seals[1:]))
    sources = sources_in(tree if first == SOURCE else read((SOURCE,)))
    read_already = {first: tree}
    lexicons: dict[str, Lexicon] = {}

    @_undisturbed()
    def wording_of(tag: str) -> Wording:
        own = read_already.pop(tag, None)
        if own is None:
            own = read((tag,))
            _raise_for(stopping_problems(own))
        hidden = overtaken if tag == SOURCE else not_served(own, sources, overtaken)
        if tag not in lexicons:
            lexicons[tag] = read_lexicon(own, languages[tag])
        wording = read_wording(own, lexicons[tag], withdrawn, borrowed, hidden)
        return wording if shelf is None else replace(wording, shelf=shelf)

    @_undisturbed()
    def lexicon_of(tag: str) -> Lexicon:
        own = read((tag,), only=LEXICON)
        if trusted:
            _raise_for(own.problems)
        return read_lexicon(own, languages[tag])

    knowledge = Knowledge(
        topics=topics,
        languages=languages,
        known_languages=known_languages,
        channels=read_channels(tree),
        guides=read_guides(tree, withdrawn),
        sources=read_sources(tree),
        organisations=read_organisations(tree),
        cities={item.id: text_of(item.field("country")) for item in tree.entries_of(fmt.PLACES)},
        contacts=tuple(read_contacts(tree)),
        cautions=read_cautions(tree, withdrawn),
        scope=scope or read_scope(tree),
        withdrawn=withdrawn,
        reading=Reading(wording_of, lexicon_of, lexicons=lexicons),
    )
    knowledge.wording(knowledge.default_language)
    return knowledge


def with_base(folders: Sequence[Path]) -> list[Path]:
    """The layers with the shipped base put beneath where the first one is an overlay.

    Raises KnowledgeError for a folder that is not there. One that may not be looked into is left to
    `read_tree`.
    """
    layers = existing(folders) or [shipped_knowledge()]
    if _surely((layers[0] / "overlay.yaml").is_file):
        layers.insert(0, shipped_knowledge())
    return layers


def existing(folders: Sequence[Path]) -> list[Path]:
    """The same folders. Raises KnowledgeError for those that are not there."""
    missing = [folder for folder in folders if not _surely(folder.is_dir)]
    if missing:
        raise KnowledgeError([_missing_folder(folder) for folder in missing])
    return list(folders)


def _surely(test: Callable[[], bool]) -> bool:
    """What a test of a path says; no where this account may not even look."""
    try:
        return test()
    except OSError:
        return False


def _missing_folder(folder: Path) -> Problem:
    is_there = _surely(folder.exists)
    what = "There is a file here, not a folder." if is_there else "This folder is not there."
    return Problem("missing-folder", Place(str(folder)), what, "Check the path that you gave.")


def _raise_for(problems: Iterable[Problem]) -> None:
    found = [problem for problem in problems if problem.severity == "stop"]
    if found:
        raise KnowledgeError(found)


def _first_language(tree: Tree, scope: Scope | None) -> str:
    """The language to read at once: the first one offered that has a folder, else English."""
    wanted = [*(scope or read_scope(tree)).languages, "en", *tree.languages]
    return next((tag for tag in wanted if tag in tree.languages), "en")


def _borrowed_interface(trusted: Sequence[Ed25519PublicKey]) -> Tree:
    """The shipped sentences of the bot, for a folder that holds topics only."""
    shipped = [shipped_knowledge()]
    return read_tree(shipped, languages=("en",), seals=seals_of(shipped, trusted))
