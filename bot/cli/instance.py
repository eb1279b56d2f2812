"""From options to a running instance: configuration, knowledge, setting."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from bot.bot import Bot
from bot.config import Config, read_config, read_key
from bot.knowledge import Knowledge
from bot.last_resort import last_resort_reply, read_last_resort
from bot.loader import load, shipped_knowledge
from bot.matching.compiled import FOLDER, Shelf
from bot.plain import draw
from bot.problem import KnowledgeError, Place, Problem
from bot.readiness import problems_of_sharing
from bot.reloading import Fresh
from bot.sealing import seals_of, trusted_by
from bot.setting import Setting
from bot.store import MemoryStore
from bot.vault import Vault

OURS: Final = ("adapters", "bot")

WEIGHINGS: Final = "weighings"
"""The folder of an instance's own weighings, below its state folder."""


def add_options(command: argparse.ArgumentParser) -> None:
    """The options that every command has that needs knowledge."""
    command.add_argument(
        "--knowledge",
        action="append",
        default=[],
        type=Path,
        metavar="DIR",
        help="a folder of knowledge; may be given again for a layer over it"
        " (default: what comes with the program)",
    )
    command.add_argument("--config", type=Path, metavar="FILE", help="the settings of an instance")


def config_of(options: argparse.Namespace) -> Config:
    """The configuration that the options name, or the defaults."""
    return read_config(options.config) if options.config else Config()


def folders_of(options: argparse.Namespace, config: Config) -> list[Path]:
    """The layers that the options or the configuration name."""
    return options.knowledge or config.folders()


def shelf_of(config: Config) -> Shelf:
    """Where weighings are: beside the program, and in the state folder."""
    state = config.state_folder()
    return Shelf((FOLDER,) if state is None else (FOLDER, state / WEIGHINGS))


def knowledge_of(
    options: argparse.Namespace, config: Config, shelf: Shelf | None = None
) -> Knowledge:
    """The knowledge that the options or the configuration name. Raises KnowledgeError."""
    shelf = shelf or shelf_of(config)
    return load(folders_of(options, config), config.scope(), shelf, trusted_by(config))


def last_resort_of(folders: Sequence[Path], trusted: Sequence[Ed25519PublicKey]) -> dict[str, str]:
    """What answers when nothing else can: the texts that came with the program, and those of the first
    layer. Raises KnowledgeError where that one is not as a trusted key signed it."""
    texts = read_last_resort(shipped_knowledge())
    for first, seal in zip(folders[:1], seals_of(folders[:1], trusted), strict=True):
        texts.update(read_last_resort(first, seal))
    return texts


def setting_of(options: argparse.Namespace, config: Config) -> Setting:
    """The setting; without a configuration it is the preview of the shared knowledge."""
    if options.config:
        return config.setting()
    return replace(config.setting(), audience="preview")


@contextmanager
def last_resort_for_the_person() -> Iterator[None]:
    """Where the knowledge cannot be loaded, the person before the screen still gets the last-resort
    text; the problems go on to whoever runs the program."""
    try:
        yield
    except KnowledgeError:
        text = draw(last_resort_reply(read_last_resort(shipped_knowledge()), None))
        sys.stdout.write(f"{text}\n\n")
        sys.stdout.flush()
        raise


def bot_of(options: argparse.Namespace, config: Config) -> Bot:
    """A bot with the knowledge that the options or the configuration name. Raises KnowledgeError."""
    return bot_with(fresh_of(options, config), options)


def fresh_of(options: argparse.Namespace, config: Config, shelf: Shelf | None = None) -> Fresh:
    """Everything that the options or the configuration name, read now. Raises KnowledgeError."""
    knowledge = knowledge_of(options, config, shelf)
    return Fresh(config, knowledge, last_resort_of(folders_of(options, config), trusted_by(config)))


def bot_with(fresh: Fresh, options: argparse.Namespace) -> Bot:
    """A bot that keeps its sessions in this process."""
    config = fresh.config
    return Bot(
        knowledge=fresh.knowledge,
        setting=setting_of(options, config),
        store=MemoryStore(
            dt.timedelta(minutes=config.number("session.idle_minutes")),
            dt.timedelta(minutes=config.number("session.longest_minutes")),
            config.number("session.most_sessions"),
        ),
        clock=options.clock,
        vault=Vault(read_key(config, os.environ)),
        last_resort=fresh.last_resort,
    )


def sharing(bot: Bot, config: Config, where: Place) -> Bot:
    """The bot with the memory that the configuration names, which replicas may share. Raises
    KnowledgeError where what it needs is not there."""
    if config.text("session.store") != "redis":
        return bot
    problems = list(problems_of_sharing(config, os.environ, where))
    if problems:
        raise KnowledgeError(problems)
    replicas = loaded(EntryPoint("replicas", "bot.replicas", "whereto.store"), "redis", where)
    store, replays = replicas.shared(config, os.environ, bot.vault, bot.store)
    return replace(bot, store=store, replays=replays)


def loaded(entry: Any, extra: str, where: Place) -> Any:
    """The module of an entry point. Raises KnowledgeError where its SDK is not installed."""
    try:
        return entry.load()
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] in OURS:
            raise
        what = f'"{extra}" is asked for, and what it needs is not installed.'
        mend = f'Run: pip install "whereto[{extra}]"'
        raise KnowledgeError([Problem("missing-extra", where, what, mend)]) from None
