"""Where conversations are remembered: in memory, which needs nothing, or in a Redis that replicas share.
What makes its address safe is decided in `bot.replicas.address`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.office.finding import Finding, finding_of
from bot.office.instance import Instance
from bot.office.program import NEEDS, is_installed
from bot.problem import KnowledgeError, Place, Problem
from bot.readiness import problems_of_sharing

if TYPE_CHECKING:
    import redis


def is_shared(instance: Instance) -> bool:
    """Whether a Redis is asked for, and could be spoken to."""
    wants = instance.config.text("session.store") == "redis"
    return wants and all(map(is_installed, NEEDS["redis"]))


def client_of(instance: Instance) -> redis.Redis:
    """The client that the service would have. Raises KnowledgeError as `open_client`."""
    from bot.replicas.address import open_client  # of an extra, which need not be there

    return open_client(instance.config, instance.environment)


def look(instance: Instance) -> Iterator[Finding]:
    """What can be said of a shared memory without calling it: address, password, certificates, key."""
    if not is_shared(instance):
        return
    problems = list(_problems(instance))
    yield from (finding_of(problem, "red") for problem in problems)
    if not problems:
        what = "The address of Redis is there, and what it needs."
        yield Finding("redis-address", "green", what, "", "session.redis_url")


def _problems(instance: Instance) -> Iterator[Problem]:
    try:
        where = Place(instance.where)
        yield from problems_of_sharing(instance.config, instance.environment, where)
    except KnowledgeError:
        pass  # a key of another form is told of where the secrets are looked at
    try:
        client_of(instance).close()
    except KnowledgeError as error:
        yield from error.problems
