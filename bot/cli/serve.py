"""`whereto serve`: every platform that is switched on, until it is told to stop."""

from __future__ import annotations

import argparse
import logging
import signal
import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from importlib.metadata import entry_points
from typing import Any, Final

from bot.bot import Bot, system_clock
from bot.cli import instance
from bot.cli.running import Running
from bot.config import Config
from bot.problem import Place, report
from bot.releasing import folder_of, monthly
from bot.silence import keep_silent
from bot.statistics import Tally

PLATFORMS: Final = ("telegram", "slack", "teams")


def add_to(commands: Any) -> None:
    """Add the command."""
    command = commands.add_parser("serve", help="answer on the platforms that are switched on")
    instance.add_options(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Serve until stopped. 0: stopped; 1: not ready to be started."""
    config = instance.config_of(options)
    keep_silent(level=getattr(logging, str(config.text("log_level")).upper()))
    if hasattr(signal, "SIGHUP"):  # until the server takes it, there is nothing to read anew
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    running = Running(options, config)
    platforms = [name for name in PLATFORMS if config.values[f"platforms.{name}.enabled"]]
    bots = running.serve(platforms)
    where = Place(str(options.config or "config.yaml"))
    problems = running.unready(where)
    if problems:
        sys.stderr.write(report(problems))
        return 1
    counting = _counting(bots, config, where)
    connections = {name: _connect(name, own, config, where) for name, own in bots.items()}
    (entry,) = entry_points(group="whereto.server", name="server")
    server = instance.loaded(entry, platforms[0], where)
    with (
        server.listen(str(config.text("server.host")), config.number("server.port")) as listener,
        server.listen_for_metrics(config.values["server.metrics_port"]) as metrics,
        counting,
    ):
        return int(server.serve(connections, listener, server.Living(running, metrics)))


def _counting(
    bots: Mapping[str, Bot], config: Config, where: Place
) -> AbstractContextManager[None]:
    """One tally for all platforms and its monthly release, where the office wants statistics. Raises
    KnowledgeError where there is no folder to write to."""
    folder = folder_of(config, where)
    if folder is None:
        return nullcontext()
    tally = Tally()
    for bot in bots.values():
        bot.tally = tally
    return monthly(tally, folder, system_clock)


def _connect(name: str, own: Bot, config: Config, where: Place) -> Any:
    """A platform's connection, with its own bot."""
    found = entry_points(group="whereto.adapters", name=name)
    return instance.loaded(next(iter(found)), name, where).connect(own, config)
