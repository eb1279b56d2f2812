"""`whereto knowledge preview`: a topic as a person sees it, and what they do not see, and why."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Callable, Iterable
from importlib.metadata import entry_points
from typing import Any, Final

from bot.bot import system_clock
from bot.cli.instance import loaded
from bot.cli.knowledge.folders import add_folders, refuse
from bot.format import ROLES
from bot.knowledge import Knowledge
from bot.loader import load
from bot.message import TERMINAL, Reply
from bot.plain import WIDTH, draw, wrap
from bot.problem import Place
from bot.session import Session
from bot.setting import Setting
from bot.upkeep.showing import Viewer, remarks, show

WIDEST: Final = 100
CONTRACT: Final = "non-staff"
"""The role that a person has besides another one."""

Drawing = Callable[[Reply], str]


def add_to(commands: Any) -> None:
    """Add the command."""
    preview = commands.add_parser("preview", help="a topic as a person sees it")
    preview.add_argument("topic", metavar="TOPIC")
    add_folders(preview)
    preview.add_argument("--language", metavar="TAG", help="in this language")
    preview.add_argument("--role", metavar="ROLE", help="as a manager, a witness …")
    preview.add_argument("--organisation", metavar="ID", help="as somebody of this organisation")
    preview.add_argument("--office", metavar="PLACE", help="at this duty station of places.yaml")
    preview.add_argument("--country", metavar="CC", help="in this country, two small letters")
    preview.add_argument("--platform", metavar="NAME", default=TERMINAL, help="as drawn there")
    preview.add_argument(
        "--audience",
        choices=("internal", "public", "preview"),
        default="internal",
        help="who reads there; preview also shows what nobody confirmed",
    )
    preview.set_defaults(run=run_preview)


def run_preview(options: argparse.Namespace) -> int:
    """Show a topic. 0: shown; 2: a name that was given is not known."""
    knowledge = load(options.folders)
    for name, what, known in _names(options, knowledge):
        if name is not None and name not in known:
            return refuse(name, what, known)
    now = system_clock()
    viewer = _viewer(options, knowledge)
    shown = show(knowledge, viewer, options.topic, now)
    drawn = _drawing(options.platform)
    parts = [drawn(shown.turn.reply)]
    if shown.more:
        parts += [_heading(f"After “{shown.label}”"), drawn(shown.more.reply)]
    parts.append(_heading("For you, not for the person"))
    parts.append("\n".join(remarks(knowledge, viewer, shown, now.date())))
    text = "\n\n".join(parts)
    sys.stdout.write(text.encode("utf-8", "replace").decode("utf-8") + "\n")
    return 0


def _names(
    options: argparse.Namespace, knowledge: Knowledge
) -> Iterable[tuple[str | None, str, Iterable[str]]]:
    """Each name that may be given, what it would have to be, and those that are known."""
    countries = {contact.country for contact in knowledge.contacts} - {"global"}
    return (
        (options.topic, "is not a topic", knowledge.topics),
        (options.language, "is no language of this knowledge", knowledge.languages),
        (options.role, "is not a role", ROLES),
        (options.organisation, "is no organisation of this knowledge", knowledge.organisations),
        (options.office, "is no place of places.yaml", knowledge.cities),
        (options.country, "is no country with contacts here", countries),
        (options.platform, "is no platform", entry_points(group="whereto.adapters").names),
    )


def _viewer(options: argparse.Namespace, knowledge: Knowledge) -> Viewer:
    is_contract = options.role == CONTRACT
    session = Session(
        organisation=options.organisation,
        country=options.country or knowledge.cities.get(options.office),
        city=options.office,
        role=None if is_contract else options.role,
        contract=options.role if is_contract else None,
    )
    return Viewer(session, Setting(audience=options.audience), options.platform, options.language)


def _drawing(platform: str) -> Drawing:
    """How a platform draws a reply, as far as a terminal can show it. An adapter is found as
    `whereto serve` finds it. Raises KnowledgeError where what it needs is not installed."""
    width = min(shutil.get_terminal_size((WIDTH, 24)).columns, WIDEST)
    if platform == TERMINAL:
        return lambda reply: draw(reply, width)
    (entry,) = entry_points(group="whereto.adapters", name=platform)
    adapter = loaded(entry, platform, Place(platform))

    def drawn(reply: Reply) -> str:
        text = adapter.read_back(adapter.render_reply(reply, lambda choice: choice))
        return "\n".join(line for part in text.split("\n") for line in wrap(part, width))

    return drawn


def _heading(text: str) -> str:
    return f"──── {text} ────"
