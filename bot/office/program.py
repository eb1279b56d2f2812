"""Whether this Python can run the program, and whether what each platform needs is installed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import Final

from bot.office.finding import Finding
from bot.office.instance import Instance

OLDEST: Final = (3, 11)
NEWEST: Final = (3, 13)
"""The Pythons that the program is tested with."""

NEEDS: Final[dict[str, tuple[str, ...]]] = {
    "telegram": ("telegram", "starlette", "uvicorn"),
    "slack": ("slack_bolt", "aiohttp", "starlette", "uvicorn"),
    "teams": ("jwt", "httpx", "starlette", "uvicorn"),
    "redis": ("redis",),
}
"""Extra -> the modules that it installs."""


def look(instance: Instance) -> Iterator[Finding]:
    """The Python, and the extras of what is switched on."""
    yield python(sys.version_info[:3])
    extras = [platform.name for platform in instance.platforms]
    if instance.config.text("session.store") == "redis":
        extras.append("redis")
    for extra in extras:
        yield installed(extra, is_installed)


def python(version: tuple[int, ...]) -> Finding:
    """What to say of a Python of that version."""
    name = ".".join(map(str, version))
    if version[:2] < OLDEST:
        mend = "Install Python 3.11 or newer, and make the virtual environment with it."
        return Finding("python", "red", f"Python {name} is too old.", mend)
    if version[:2] > NEWEST:
        mend = "Run the test suite with it first, or take 3.13."
        return Finding("python", "yellow", f"Nobody tried Python {name} with it.", mend)
    return Finding("python", "green", f"Python {name}")


def installed(extra: str, has: Callable[[str], bool]) -> Finding:
    """Whether the modules of an extra are there, as `has` says."""
    missing = [module for module in NEEDS[extra] if not has(module)]
    if missing:
        what = f'"{extra}" is asked for, and what it needs is not installed.'
        return Finding("missing-extra", "red", what, f'Run: pip install "whereto[{extra}]"')
    return Finding("extra", "green", f"What {extra} needs is installed.")


def is_installed(module: str) -> bool:
    """Whether a module could be imported; it is not."""
    return find_spec(module) is not None
