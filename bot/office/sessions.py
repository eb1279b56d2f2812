"""Where conversations are remembered: in memory, which needs nothing, or in a Redis that others must
not be able to overhear. What is kept there is sealed all the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from bot.office.finding import Finding
from bot.office.instance import Instance

LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
NAMES: Final = ("redis", "rediss", "unix")


def url_of(instance: Instance) -> str | None:
    """The address of the store, which may hold a password; None where there is no such store."""
    if instance.config.text("session.store") != "redis":
        return None
    return instance.environment.get(str(instance.config.text("session.redis_url_env")), "")


def look(instance: Instance) -> Iterator[Finding]:
    """What can be said of the address without calling it."""
    url = url_of(instance)
    if url is None:
        return
    where = "session.redis_url_env"
    try:
        parts = urlsplit(url)
        scheme, host = parts.scheme, parts.hostname
    except ValueError:
        scheme, host = "", None
    if scheme not in NAMES:
        what = "Its variable holds no address of a Redis."
        mend = "Set it for the service, such as rediss://:<password>@redis.example.org:6380/0"
        yield Finding("redis-address", "red", what, mend, where)
    elif scheme == "redis" and host not in LOOPBACK:
        what = "What goes to this Redis is not encrypted on the way."
        mend = "Begin the address with rediss:// (TLS), or use a Redis on this machine."
        yield Finding("redis-open", "red", what, mend, where)
    else:
        yield Finding("redis-address", "green", "The address of Redis is there.", "", where)
