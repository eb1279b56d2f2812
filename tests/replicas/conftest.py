"""A real Redis, in a folder of its own, for each test.

Where Redis or nginx is not installed (Debian: apt install redis-server nginx), these tests are skipped
with that reason; with WHERETO_PEERS=required, as in `.ci/run`, the run fails.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("redis", reason='it is not installed: pip install "whereto[redis]"')

from benchmarks.stage import Redis, missing
from bot.config import Config
from bot.config_values import DEFAULTS
from bot.replicas.address import open_client
from bot.replicas.link import Link
from bot.replicas.sessions import RedisStore
from bot.store import MemoryStore

PAUSE = 0.02


def needed(*programs: str) -> None:
    """Skip, or fail where everything has to be there."""
    reason = missing(*programs)
    if reason and os.environ.get("WHERETO_PEERS") == "required":
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)


@pytest.fixture
def server(tmp_path: Path) -> Redis:
    """A Redis that is not running yet."""
    needed("redis-server")
    return Redis(tmp_path)


@pytest.fixture
def redis_up(server: Redis) -> Iterator[Redis]:
    with server.up():
        yield server


def configured(**session: object) -> Config:
    """The settings of an instance that shares its sessions."""
    given = {f"session.{name}": value for name, value in session.items()}
    return Config({**DEFAULTS, "session.store": "redis", **given}, Path.cwd())  # type: ignore[dict-item]


def link_to(server: Redis) -> Link:
    """A new link, as of a replica that just started."""
    client = open_client(configured(), {"WHERETO_REDIS_URL": server.url})
    return Link(client, "whereto", PAUSE)


def store_of(server: Redis) -> RedisStore:
    """The store of a replica that just started."""
    return RedisStore(link_to(server), MemoryStore())
