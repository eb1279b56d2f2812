"""Where Redis is and how it is proven: read from the settings, refused where it is not safe.

The address holds a password; it stands in the environment or in a file that only the service can
read, and is shown nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import SplitResult, unquote, urlsplit

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from bot.config import Config, read_secret
from bot.config_values import LOOPBACK
from bot.private_file import read_private
from bot.problem import KnowledgeError, Place, Problem
from bot.replicas.link import PATIENCE

SETTING: Final = "session.redis_url"
FORM: Final = "Write it as rediss://user:password@redis.example.org:6379, or unix:///run/redis.sock"
FILES: Final = {
    "session.redis_ca_file": "ssl_ca_certs",
    "session.redis_certificate_file": "ssl_certfile",
    "session.redis_private_key_file": "ssl_keyfile",
}
PRIVATE: Final = "session.redis_private_key_file"

MANNERS: Final[dict[str, Any]] = {
    "socket_connect_timeout": PATIENCE,
    "socket_timeout": PATIENCE,
    "retry": Retry(NoBackoff(), 0),
    "protocol": 2,
    "driver_info": None,
}
"""Short, once, and without a word about us: no retries, no name of a client or library, and the
older protocol, which needs no command beyond those in docs/serve.md."""


def open_client(config: Config, environment: Mapping[str, str]) -> redis.Redis:
    """A client that has not asked anything yet. Raises KnowledgeError where the address is not
    there, of another form, or would send the password through a network in the clear."""
    parts = _parts(read_secret(config, SETTING, environment))
    options = {**_place(parts, config), **_proof(parts), **MANNERS}
    return redis.Redis(**options)


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        is_known = parts.scheme in ("redis", "rediss", "unix") and parts.port != 0
    except ValueError:
        raise _problem("redis-address", "This is no address of a Redis.", FORM) from None
    if not is_known or parts.query or parts.fragment or not (parts.hostname or parts.path):
        raise _problem("redis-address", "This is no address of a Redis.", FORM)
    if parts.scheme == "redis" and parts.hostname not in LOOPBACK:
        what = "Between two machines, Redis is talked to through TLS alone."
        raise _problem("redis-in-the-clear", what, "Write rediss:// instead of redis://")
    return parts


def _place(parts: SplitResult, config: Config) -> dict[str, Any]:
    if parts.scheme == "unix":
        return {"unix_socket_path": parts.path}
    number = parts.path.strip("/") or "0"
    if not number.isdecimal():
        raise _problem("redis-address", "After the last / belongs a number of a database.", FORM)
    found = {"host": parts.hostname, "port": parts.port or 6379, "db": int(number)}
    if parts.scheme == "redis":
        return found
    return {**found, "ssl": True, **_certificates(config)}


def _certificates(config: Config) -> dict[str, str]:
    """The files that prove Redis to us, and us to Redis."""
    found = {}
    for name, option in FILES.items():
        file = config.text(name)
        if file is None:
            continue
        path = config.folder / file
        short = name.rpartition(".")[2]
        if name == PRIVATE:
            read_private(path, "key", f"{short}:")
        elif not path.is_file():
            what, mend = "This file cannot be read.", f'Check the path under "{short}:".'
            raise KnowledgeError([Problem("redis-certificate", Place(str(path)), what, mend)])
        found[option] = str(path)
    return found


def _proof(parts: SplitResult) -> dict[str, str]:
    given = {"username": parts.username, "password": parts.password}
    return {name: unquote(value) for name, value in given.items() if value}


def _problem(problem_id: str, what: str, mend: str) -> KnowledgeError:
    return KnowledgeError([Problem(problem_id, Place(SETTING), what, mend)])
