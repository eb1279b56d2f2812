"""What an adapter and the server agree on: the only thing that they know of each other.

An adapter's module has `read_message` and `render_reply`, which only convert, and `connect`, which
gives a `Connection`. The server finds adapters by the entry-point group `whereto.adapters`, carries
their webhooks, keeps them running, and starts again the one that broke. Nothing here shows a
person's words, or who they are, in its repr.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a webhook, before anybody trusts it: the raw body, and the headers by their
    names in lower case. The server has already refused a body that is too large."""

    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Response:
    """What the caller of a webhook gets. A refusal is a 4xx with an empty body."""

    status: int = 200
    body: bytes = field(default=b"", repr=False)
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Webhook:
    """A path that a platform posts to, and who answers. The answer checks the signature before it
    reads anything else, and never raises for what a stranger sends."""

    path: str
    answer: Callable[[Call], Awaitable[Response]] = field(repr=False)


class TryLaterError(Exception):
    """The platform asks to be left alone for a while. `run` may raise it: the server then waits at
    least `seconds` before it runs the connection again."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


class Connection(Protocol):
    """One platform, switched on. An adapter's `connect(bot, config)` gives it; its secrets are read
    there (`bot.config.read_secret`), so that a missing one is told before anything starts."""

    @property
    def is_connected(self) -> bool:
        """Whether the platform was reached, and `run` has not broken since: what `/readyz` asks."""
        ...

    @property
    def webhooks(self) -> tuple[Webhook, ...]:
        """The paths that the platform posts to; empty where the adapter fetches for itself."""
        ...

    async def run(self) -> None:
        """Talk with the platform until cancelled; then leave in good order. Raises what broke: the
        server waits and runs it again, and no other platform notices."""
        ...
