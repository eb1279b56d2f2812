"""Where the bot is asked: here, or where its store can be waited for while others are served.

What is asked of one store is done in the order in which it came here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from functools import partial
from typing import Any, TypeVar

from bot.bot import Bot
from bot.replays import Replays

T = TypeVar("T")


async def aside(bot: Bot, call: Callable[..., T], *arguments: Any) -> T:
    """What a method of the bot gives that needs its store."""
    return await _done(bot.store.thread, partial(call, *arguments))


async def is_new(replays: Replays, platform: str, event: str) -> bool:
    """See `Replays.is_new`."""
    return await _done(replays.thread, partial(replays.is_new, platform, event))


async def _done(thread: Executor | None, call: Callable[[], T]) -> T:
    if thread is None:
        return call()
    return await asyncio.get_running_loop().run_in_executor(thread, call)
