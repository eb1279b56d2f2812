"""An instance while it runs: begun, with the last good knowledge where it must, and read anew."""

from __future__ import annotations

import argparse
import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from bot.bot import Bot, system_clock
from bot.cli import instance
from bot.config import Config
from bot.contacts import overdue
from bot.last_good import identity_of, kept_in
from bot.loader import load, shipped_knowledge, with_base
from bot.matching.compiled import Shelf
from bot.problem import KnowledgeError, Place, Problem, report
from bot.readiness import problems_before_serving
from bot.reloading import Fresh, Outcome, Reloading, after_a_restart
from bot.sealing import trusted_by
from bot.setting import Setting
from bot.watching import named

log = logging.getLogger("whereto.knowledge")


def reloading_of(options: argparse.Namespace, shelf: Shelf | None = None) -> Reloading:
    """What reads everything that the options name anew: configuration, then knowledge, whole. What
    did not change is shared on the `shelf`."""
    shelf = shelf or Shelf()

    def read() -> Fresh:
        config = instance.config_of(options)
        fresh = instance.fresh_of(options, config, shelf)
        Bot(fresh.knowledge).preload()
        return fresh

    def places() -> list[Path]:
        """Of a configuration that is broken, that alone."""
        files = [options.config] if options.config else []
        with suppress(KnowledgeError):
            folders = instance.folders_of(options, instance.config_of(options))
            return [shipped_knowledge(), *folders, *files]
        return files

    return Reloading(read, places)


class Running:
    """One instance of `whereto serve`. `step`, `at_once` and `keep` read and write the disk, and are
    for another thread; `take` changes what the bots answer with, between two turns."""

    def __init__(self, options: argparse.Namespace, config: Config) -> None:
        self._options = options
        self._began_with = config
        state = _made(config.state_folder())
        keeps_in = None if state is None else state / instance.WEIGHINGS
        self._shelf = replace(instance.shelf_of(config), keeps_in=keeps_in)
        self._last_good = None if state is None else kept_in(state)
        self._reloading = reloading_of(options, self._shelf)
        self._has_warned = False
        self.is_last_good = False
        """Whether what lies there now is broken, and what was good before is served."""
        self.fresh = self._begun()
        self.bots: Mapping[str, Bot] = {}

    def _begun(self) -> Fresh:
        """The knowledge to begin with. Raises KnowledgeError where it is broken and no copy of the
        last good one is there."""
        outcome = self._reloading.at_once()
        fresh = outcome.fresh or self._last_good_one()
        if fresh is None:
            raise KnowledgeError(outcome.problems)
        if outcome.fresh is None:
            self.is_last_good = True
            log.error("broken, so begun with the last good:\n%s", report(outcome.problems))
        return fresh

    def _last_good_one(self) -> Fresh | None:
        """The copy, where there is one that can be served."""
        config = self._began_with
        kept = None if self._last_good is None else self._last_good.find(self._identity(config))
        if kept is None:
            return None
        with suppress(KnowledgeError):
            trusted = trusted_by(config)
            knowledge = load(kept.layers, config.scope(), self._shelf, trusted)
            Bot(knowledge).preload()
            log.warning("the last good knowledge was kept on %s", kept.day)
            return Fresh(config, knowledge, instance.last_resort_of(kept.layers, trusted))
        return None

    def serve(self, platforms: Sequence[str]) -> Mapping[str, Bot]:
        """A bot for each platform; they share sessions, and get what is read anew. Raises
        KnowledgeError where what a shared memory needs is not there."""
        config = self._began_with
        bot = instance.bot_with(replace(self.fresh, config=config), self._options)
        bot = instance.sharing(bot, config, Place(str(self._options.config)))
        self.bots = {name: replace(bot, setting=setting_on(name, config)) for name in platforms}
        return self.bots

    def step(self) -> Outcome | None:
        """See `Reloading.step`."""
        return self._reloading.step()

    def at_once(self) -> Outcome:
        """See `Reloading.at_once`."""
        return self._reloading.at_once()

    def take(self, outcome: Outcome) -> None:
        """Answer with what was read from the next turn on, or go on with what there is; say which."""
        if outcome.fresh is None:
            self.is_last_good = True
            log.error("refused, the last good goes on:\n%s", report(outcome.problems))
            return
        self.is_last_good, self.fresh = False, outcome.fresh
        config = self.fresh.config
        for name, bot in self.bots.items():
            bot.knowledge = self.fresh.knowledge
            setting, began = setting_on(name, config), bot.setting
            bot.setting = replace(  # what is counted is settled when the process begins
                setting, counts=began.counts, asks_if_helped=began.asks_if_helped
            )
            bot.last_resort = self.fresh.last_resort
        logging.getLogger("whereto").setLevel(str(config.text("log_level")).upper())
        log.info("taken; changed: %s", named(outcome.changed) or "nothing")
        self._say_what_is_left()

    def _say_what_is_left(self) -> None:
        """Settings that count later, and what would keep this knowledge from being begun with."""
        later = after_a_restart(self._began_with, self.fresh.config)
        if later:
            log.warning("after a restart only: %s", ", ".join(later))
        problems = self.unready(Place(str(self._options.config)))
        if problems:
            log.warning("served all the same:\n%s", report(problems))

    def unready(self, where: Place) -> list[Problem]:
        """What keeps what is served from being begun with; `where` the settings stand."""
        today = system_clock().date()
        return problems_before_serving(self.fresh.knowledge, list(self.bots), where, today)

    def keep(self) -> None:
        """Keep a copy of what is served, for the next start; said once where the disk does not."""
        if self._last_good is None or self.is_last_good:
            return
        config = self.fresh.config
        try:
            layers = with_base(instance.folders_of(self._options, config))
            identity, today = self._identity(config), system_clock().date()
            self._last_good.keep(layers, identity, today, self._reloading.is_unchanged)
            self._has_warned = False
        except (OSError, KnowledgeError) as error:
            if not self._has_warned:
                log.warning("not kept for the next start: %s", type(error).__name__)
            self._has_warned = True

    def is_well(self) -> bool:
        """Whether turns work."""
        return all(bot.is_well() for bot in self.bots.values())

    def overdue(self) -> int:
        """How many contacts wait for their trial call."""
        return len(overdue(self.fresh.knowledge, system_clock().date()))

    def _identity(self, config: Config) -> str:
        """What tells the layers of this instance from those of another."""
        return identity_of(instance.folders_of(self._options, config))


def setting_on(platform: str, config: Config) -> Setting:
    """The setting of a platform, which has an audience of its own."""
    audience = config.text(f"platforms.{platform}.audience")
    return replace(config.setting(), audience=audience)  # type: ignore[arg-type]


def _made(state: Path | None) -> Path | None:
    """The state folder, which only this account can open; None where it cannot be had."""
    if state is None:
        return None
    try:
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        log.warning("no state folder: %s", type(error).__name__)
        return None
    with suppress(OSError):  # it is another account's, or read-only
        state.chmod(0o700)
    return state
