"""`whereto explain`: why a question got its answer, for those who keep the knowledge."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from bot.cli import instance
from bot.explain import explain
from bot.message import Message
from bot.problem import did_you_mean
from bot.session import Session
from bot.turn import respond


def add_to(commands: Any) -> None:
    """Add the command."""
    command = commands.add_parser("explain", help="why a question got its answer")
    command.add_argument("question", help="the question, between quotes")
    command.add_argument("--language", metavar="TAG", help="the language of the question")
    command.add_argument("--after", metavar="TOPIC", help="the topic that was answered before")
    command.add_argument("--topic", metavar="TOPIC", help="what it lacks to reach this topic")
    instance.add_options(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Explain one question."""
    config = instance.config_of(options)
    knowledge = instance.knowledge_of(options, config)
    for topic in (options.after, options.topic):
        if topic is not None and topic not in knowledge.topics:
            mend = did_you_mean(topic, knowledge.topics)
            sys.stderr.write(f'"{topic}" is not a topic. {mend}'.rstrip() + "\n")
            return 2
    turn = respond(
        knowledge,
        Session(topic=options.after, noticed=True),
        Message(options.question, language=options.language),
        options.clock(),
        instance.setting_of(options, config),
    )
    sys.stdout.write(explain(turn, options.topic).encode("utf-8", "replace").decode("utf-8") + "\n")
    return 0
