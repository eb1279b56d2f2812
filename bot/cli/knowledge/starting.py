"""`whereto knowledge new topic | language | office`: files to fill in, with what to write in them."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import Any

from bot import format as fmt
from bot.cli.asking import add_questions, asked
from bot.cli.knowledge.changing import layers_to_change, tell, told
from bot.cli.knowledge.folders import add_folders, typed
from bot.cli.knowledge.writing import put, put_new, text_of
from bot.editing import with_entries
from bot.loader import load, with_base
from bot.office.asking import OF_FOLDER
from bot.office.overlay import overlay_files
from bot.tree_reader import read_tree
from bot.upkeep import new_language, new_topic
from bot.upkeep.layers import Layers
from bot.upkeep.skeleton import to_translate


def add_to(commands: Any) -> None:
    """Add `new`, and below it what can be made."""
    new = commands.add_parser("new", help="files to fill in: a topic, a language, an office")
    below = new.add_subparsers(
        dest="new_command", metavar="WHAT", required=True, parser_class=type(new)
    )
    topic = below.add_parser("topic", help="a topic, or its translation")
    topic.add_argument("topic", metavar="ID", help="small letters, hyphens between words")
    topic.add_argument("--language", metavar="TAG", help="translate a topic that is there")
    add_folders(topic)
    topic.set_defaults(run=told(run_topic))
    language = below.add_parser("language", help="a language")
    language.add_argument("tag", metavar="TAG", help="two or three letters, such as sw")
    add_folders(language)
    language.set_defaults(run=told(run_language))
    _add_office(below)


def _add_office(below: Any) -> None:
    office = below.add_parser("office", help="an office's own folder over the shared base")
    office.add_argument("folder", type=Path, metavar="NAME", help="the folder to make")
    add_questions(office, OF_FOLDER)
    office.set_defaults(run=told(run_office))


def run_topic(options: argparse.Namespace) -> int:
    """Make the files of a topic. 0: done; 2: called wrongly, or something is there already."""
    topic, language = options.topic, options.language
    layers = layers_to_change(options.folders, (new_topic.SOURCE,))
    layer = layers.own(f"whereto knowledge new topic {topic}")
    folder = layers.tree.folders[layer]
    if language:
        text = new_topic.texts_to_translate(layers.tree, topic, language)
        return _made({new_topic.file_of(folder, language, topic): text}, layers)
    entry = new_topic.entry_of_topic(layers.tree, topic)
    text = new_topic.texts_of_new_topic(topic)
    tags = new_topic.languages_of_new_topic(layers.tree, layer)
    files = {new_topic.file_of(folder, tag, topic): text for tag in tags}
    _check_free(files)
    _append(folder / fmt.TOPICS.pattern, entry, new_topic.HEAD)
    return _made(files, layers)


def run_language(options: argparse.Namespace) -> int:
    """Make the files of a language. 0: done; 2: called wrongly, or something is there already."""
    layers = layers_to_change(options.folders, (new_topic.SOURCE,))
    folder = layers.tree.folders[layers.own(f"whereto knowledge new language {options.tag}")]
    entry = new_language.entry_of_language(layers.tree, options.tag)
    files = {
        folder / options.tag / name: to_translate(text_of(Path(path)))
        for name, path in new_language.english_files(layers.tree).items()
    }
    _check_free(files)
    _append(folder / fmt.LANGUAGES.pattern, entry, new_language.HEAD)
    _made(files, layers)
    tell(
        [
            f"A topic in it: whereto knowledge new topic TOPIC --language {options.tag} {typed(folder)}"
        ]
    )
    return 0


def run_office(options: argparse.Namespace) -> int:
    """Make an office's folder. 0: done; 2: called wrongly, or something is there already."""
    knowledge = load([])
    office = asked(options, knowledge, OF_FOLDER)
    tree = read_tree(with_base([]), ())
    files = overlay_files(office, knowledge, tree, str(options.folder))
    put_new({options.folder / path: text for path, text in files.items()})
    tell(f"{options.folder / path}: made" for path in files)
    tell([f"What to call: whereto knowledge overdue {typed(options.folder)}"])
    tell([f"What is missing: whereto knowledge check {typed(options.folder)}"])
    return 0


def _check_free(files: Mapping[PurePath, str]) -> None:
    """Raises KnowledgeError where a file is there, before anything is written."""
    put_new({path: "" for path in map(Path, files) if path.exists()})


def _append(path: PurePath, entry: str, head: str) -> None:
    """Add an entry at the end of a file that lists such, or begin the file with its head."""
    file = Path(path)
    put(file, with_entries(text_of(file) or head, entry))
    tell([f"{path}: added, at its end"])


def _made(files: Mapping[PurePath, str], layers: Layers) -> int:
    put_new({Path(path): text for path, text in files.items()})
    tell(f"{path}: made" for path in files)
    named = " ".join(typed(layers.tree.folders[layer]) for layer in layers.named)
    tell([f"Fill them in; what is missing: whereto knowledge check {named}"])
    return 0
