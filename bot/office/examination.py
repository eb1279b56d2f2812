"""Everything that `whereto doctor` looks at, in the order of the report: what stops a start first."""

from __future__ import annotations

from collections.abc import Iterator

from bot.office import contents, keeping, machine, needed, program, secrets, sessions, silence_look
from bot.office.finding import Finding
from bot.office.instance import Instance


def examine(instance: Instance) -> Iterator[Finding]:
    """Look at an instance without calling anybody."""
    yield from program.look(instance)
    yield from secrets.look(instance)
    yield from needed.look(instance)
    knowledge, found = contents.loaded(instance)
    yield from found
    if knowledge is not None:
        yield from contents.look(instance, knowledge)
        yield silence_look.look(knowledge)
    yield from keeping.look(instance, knowledge)
    yield from sessions.look(instance)
    yield from machine.look(instance, knowledge)
