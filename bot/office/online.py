"""What only a call can tell: does each platform take its secrets, does Redis answer, is the clock
right. An edge. Nothing is sent but the secrets, to those who gave them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from importlib.metadata import entry_points
from typing import Final

from bot.bot import Clock
from bot.office import sessions
from bot.office.finding import Finding, finding_of
from bot.office.instance import Instance
from bot.office.office import Platform
from bot.office.probing import Answered
from bot.office.program import NEEDS, is_installed
from bot.problem import KnowledgeError

GROUP: Final = "whereto.adapters"
SKEW: Final = dt.timedelta(minutes=1)
TOO_MUCH: Final = dt.timedelta(minutes=4)
"""Slack refuses what is five minutes off, and so do Microsoft's tokens."""


def look(instance: Instance, clock: Clock) -> Iterator[Finding]:
    """Call each platform that is switched on, and Redis."""
    for platform in instance.platforms:
        if all(map(is_installed, NEEDS[platform.name])):
            yield from _platform(instance, platform, clock)
    if sessions.is_shared(instance) and not any(f.light == "red" for f in sessions.look(instance)):
        yield redis(instance)


def _platform(instance: Instance, platform: Platform, clock: Clock) -> Iterator[Finding]:
    where = f"platforms.{platform.name}"
    (entry,) = entry_points(group=GROUP, name=platform.name)
    try:
        found: Answered | None = entry.load().probe(instance.config, instance.environment)
    except KnowledgeError as error:
        yield from (finding_of(problem, "red") for problem in error.problems)
        return
    except Exception as error:  # noqa: BLE001 - an SDK's error may quote a secret: its class alone
        what = f"{platform.name.capitalize()} could not be reached ({type(error).__name__})."
        mend = "Check the network and the firewall. It is tried again and again while it serves."
        yield Finding("unreachable", "yellow", what, mend, where)
        return
    if found is None:
        yield Finding("platform", "green", "It calls us; there is nothing to try.", "", where)
        return
    yield Finding("platform", "green", "It takes our secrets.", "", where)
    if found.at is not None:
        yield skew(clock() - found.at, where)


def skew(ahead: dt.timedelta, where: str) -> Finding:
    """How far our clock is before that of a platform."""
    seconds = round(abs(ahead).total_seconds())
    mend = "Set the clock and keep it set: timedatectl set-ntp true"
    if abs(ahead) > TOO_MUCH:
        what = f"The clock is {seconds} seconds off: calls are taken for forged."
        return Finding("clock-skew", "red", what, mend, where)
    if abs(ahead) > SKEW:
        return Finding("clock-skew", "yellow", f"The clock is {seconds} seconds off.", mend, where)
    return Finding("clock-skew", "green", "The clock agrees with that of the platform.", "", where)


def redis(instance: Instance) -> Finding:
    """Whether Redis takes what the service would write, as fast as the service needs it."""
    from redis import RedisError

    from bot.replicas.link import greet

    where = "session.redis_url"
    try:
        with sessions.client_of(instance) as client:
            greet(client, instance.config.text("session.redis_prefix") or "")
    except (RedisError, OSError) as error:
        what = f"Redis does not answer, or takes no writes ({type(error).__name__})."
        mend = (
            "Start it, or check its address and password. Meanwhile conversations stay in memory."
        )
        return Finding("redis", "red", what, mend, where)
    return Finding("redis", "green", "Redis takes what is written.", "", where)
