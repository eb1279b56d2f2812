"""What Bolt calls, and in which order: acknowledge first, work after.

Slack waits three seconds and then sends the same again, up to three times; so a payload is admitted
once, and the work goes on when Slack has its answer. What Slack itself sent is never refused, only
dropped: an app that refuses too much is switched off by Slack, and strangers could bring that about.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Final

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse

from adapters.aside import is_new
from adapters.slack.drawing import CHOICE, WINDOW
from adapters.slack.manifest import COMMAND
from adapters.slack.reading import Payload, is_external, teams_of, text_at
from adapters.slack.talk import Talk, code_of
from bot.replays import Replays

log = logging.getLogger("whereto.slack")

Ack = Callable[..., Awaitable[Any]]
Next = Callable[[], Awaitable[Any]]
Work = Coroutine[Any, Any, None]

PLATFORM: Final = "slack"
LEAVES_WITHIN: Final = 5.0
"""Seconds that work which has begun may still take when the service stops."""
_ANYTHING = re.compile("")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who we are in Slack: the workspaces that we answer, and our own id there."""

    teams: frozenset[str] = field(repr=False)
    user: str = field(repr=False)


class Wiring:
    """Payloads of one workspace on their way to the talk, and the work under way. Until `identity`
    is known, nothing is admitted."""

    def __init__(self, talk: Talk, replays: Replays) -> None:
        self.identity: Identity | None = None
        self._talk = talk
        self._replays = replays
        self._work: set[asyncio.Task[None]] = set()

    def application(self) -> AsyncApp:
        """Bolt's application. Calls are checked before they come here (adapters/slack/signature.py),
        and what a program wrote is ignored wherever it comes from, so Bolt's own checks are off. What
        Bolt calls here only acknowledges and begins, so Bolt may wait for it: it would otherwise
        run it in a task that nobody holds, and look every 10 ms whether it is acknowledged."""
        app = AsyncApp(
            name="whereto",
            authorize=_authorize,
            before_authorize=self.admit,
            request_verification_enabled=False,
            ignoring_self_events_enabled=False,
            ssl_check_enabled=False,
            process_before_response=True,
        )
        app.event("message")(self.message)
        app.event("app_mention")(self.mention)
        app.event("app_home_opened")(self.home)
        app.event(_ANYTHING)(self.nothing)
        app.command(COMMAND)(self.command)
        app.action(WINDOW)(self.window)
        app.action(re.compile(f"{CHOICE}-"))(self.choice)
        app.view(WINDOW)(self.submission)
        return app

    async def admit(self, body: dict[str, Any], next: Next) -> Any:  # noqa: A002 - Bolt's name for it
        """Let a payload of our workspace pass, once."""
        if text_at(body, "type") == "url_verification":
            return await next()
        once = text_at(body, "event_id") or text_at(body, "trigger_id")
        is_first = once is None or await is_new(self._replays, PLATFORM, once)
        return await next() if is_first and self._is_ours(body) else BoltResponse(status=200)

    def _is_ours(self, body: Payload) -> bool:
        """Whether somebody of our workspace did it. Who writes from another one in a room that both
        share is told that there is no answer there, so that nobody waits."""
        if self.identity is None or text_at(body, "event", "user") == self.identity.user:
            return False
        named, ours = teams_of(body), self.identity.teams
        return bool(named & ours) and (named <= ours or is_external(body))

    async def message(self, body: Payload) -> None:
        """A message: to the bot alone, or one that is not for it."""
        self._begin(self._talk.on_message(body))

    async def mention(self, body: Payload) -> None:
        """The bot's name in a channel."""
        self._begin(self._talk.on_mention(body))

    async def home(self, body: Payload) -> None:
        """Somebody looks at the App Home."""
        self._begin(self._talk.on_home(body))

    async def nothing(self) -> None:
        """An event that nobody asked for."""

    async def command(self, body: Payload, ack: Ack) -> None:
        """The slash command."""
        await ack(**(await self._talk.invitation(body) or {}))
        self._begin(self._talk.on_command(body))

    async def window(self, body: Payload, ack: Ack) -> None:
        """The button that opens the modal."""
        await ack()
        self._begin(self._talk.on_window(body))

    async def choice(self, body: Payload, ack: Ack) -> None:
        """A quick reply."""
        await ack()
        self._begin(self._talk.on_choice(body))

    async def submission(self, body: Payload, ack: Ack) -> None:
        """Words typed in the modal: the acknowledgement itself carries the answer."""
        answered = await self._talk.window_after(body)
        if answered is None:
            await ack()
            return
        window, reply = answered
        await ack(response_action="update", view=window)
        self._begin(self._talk.erase(reply))

    async def finish(self) -> None:
        """Let begun work end, and stop what does not."""
        if self._work:
            _, late = await asyncio.wait(set(self._work), timeout=LEAVES_WITHIN)
            for task in late:
                task.cancel()

    def _begin(self, work: Work) -> None:
        task = asyncio.get_running_loop().create_task(_quietly(work))
        self._work.add(task)
        task.add_done_callback(self._work.discard)


async def _quietly(work: Work) -> None:
    """Do the work. What breaks is said without a word of what it was about."""
    try:
        await work
    except Exception as error:  # noqa: BLE001 - nothing may reach the SDK, which would print it
        log.error("answer not delivered: %s", code_of(error))  # noqa: TRY400 - no traceback: it quotes


async def _authorize(team_id: str | None) -> AuthorizeResult:
    """One workspace, one token, which the talk holds: Bolt needs none."""
    return AuthorizeResult(enterprise_id=None, team_id=team_id)
