"""`whereto serve`: every platform that is switched on, until it is told to stop."""

from __future__ import annotations

import argparse
import logging
import sys
from dataclasses import replace
from importlib.metadata import entry_points
from typing import Any, Final

from bot.bot import Bot
from bot.cli import instance
from bot.config import Config
from bot.problem import Place, report
from bot.readiness import problems_before_serving
from bot.silence import keep_silent

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
    bot = instance.bot_of(options, config)
    platforms = [name for name in PLATFORMS if config.values[f"platforms.{name}.enabled"]]
    where = Place(str(options.config or "config.yaml"))
    problems = problems_before_serving(bot.knowledge, platforms, where, bot.clock().date())
    if problems:
        sys.stderr.write(report(problems))
        return 1
    bot = instance.sharing(bot, config, where)
    connections = {name: _connect(name, bot, config, where) for name in platforms}
    (entry,) = entry_points(group="whereto.server", name="server")
    server = instance.loaded(entry, platforms[0], where)
    with server.listen(str(config.text("server.host")), config.number("server.port")) as listener:
        bot.preload()
        return int(server.serve(connections, listener))


def _connect(name: str, bot: Bot, config: Config, where: Place) -> Any:
    """A platform's connection, with a bot of its own that shows what its audience may see."""
    audience = config.text(f"platforms.{name}.audience")
    own = replace(bot, setting=replace(bot.setting, audience=audience))  # type: ignore[arg-type]
    found = entry_points(group="whereto.adapters", name=name)
    return instance.loaded(next(iter(found)), name, where).connect(own, config)
