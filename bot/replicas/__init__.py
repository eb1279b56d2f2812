"""What the replicas of one instance share: a Redis (or Valkey) with sealed sessions and keyed hashes of
the calls that were taken in hand.

`address` reads where it is, `link` asks it and bears its absence, `sessions` and `replays` are what
is kept there. Only `whereto serve` comes here; Redis is an extra.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.config import Config
from bot.replays import MemoryReplays
from bot.replicas.address import open_client
from bot.replicas.link import Link
from bot.replicas.replays import SharedReplays
from bot.replicas.sessions import RedisStore
from bot.store import MemoryStore
from bot.vault import Vault


def shared(
    config: Config, environment: Mapping[str, str], vault: Vault, meanwhile: MemoryStore
) -> tuple[RedisStore, SharedReplays]:
    """The store and the replays of an instance with more than one replica; `meanwhile` keeps the
    sessions while Redis is away. Raises KnowledgeError where a setting or a secret is not there or
    of another form. A Redis that does not answer keeps nobody from starting."""
    link = Link(open_client(config, environment), config.text("session.redis_prefix") or "")
    link.greet()
    return RedisStore(link, meanwhile), SharedReplays(link, vault, MemoryReplays())
