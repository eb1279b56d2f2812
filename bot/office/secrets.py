"""The secrets: there, of the shape that the platform gives them, each its own, read by nobody else.
None is shown, whatever is wrong with it.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from bot.config import read_key, read_secret
from bot.office.finding import Finding, finding_of
from bot.office.instance import Instance
from bot.office.office import SECRETS
from bot.problem import KnowledgeError, Place, Problem


def _is_base64(text: str) -> bool:
    try:
        return bool(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError):
        return False


def _like(pattern: str) -> Callable[[str], bool]:
    return lambda text: re.fullmatch(pattern, text) is not None


SHAPES: Final[dict[str, tuple[Callable[[str], bool], str]]] = {
    "telegram.token": (
        _like(r"\d+:[A-Za-z0-9_-]{20,}"),
        "a number, a colon, and a long word; @BotFather gives it",
    ),
    "telegram.webhook_secret": (
        _like(r"[A-Za-z0-9_-]{1,256}"),
        "up to 256 letters, digits, _ and -, such as those of: openssl rand -hex 32",
    ),
    "slack.bot_token": (_like(r"xoxb-\S{6,}"), "the Bot User OAuth Token, which begins with xoxb-"),
    "slack.app_token": (_like(r"xapp-\S{6,}"), "an App-Level Token, which begins with xapp-"),
    "slack.signing_secret": (
        _like(r"[0-9a-fA-F]{32,}"),
        "the Signing Secret, 32 digits and letters from a to f",
    ),
    "teams.webhook_secret": (_is_base64, "the token that Teams shows once, in base64"),
    "teams.app_id": (
        _like(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"),
        "the Application (client) ID: five groups with four dashes",
    ),
    "teams.app_password": (_like(r"\S{8,}"), "the value of a client secret, not its ID"),
}
"""How each secret looks, and how that is said."""


def look(instance: Instance) -> Iterator[Finding]:
    """Every secret of what is switched on, and the key."""
    first: dict[str, str] = {}
    for platform in instance.platforms:
        for secret in SECRETS.get(platform, ()):
            yield _secret(instance, f"{platform.name}.{secret}", first)
    yield _key(instance)


def _secret(instance: Instance, name: str, first: dict[str, str]) -> Finding:
    """One secret. `first`: secret -> the setting that it was seen under first."""
    setting = f"platforms.{name}"
    try:
        text = read_secret(instance.config, setting, instance.environment)
    except KnowledgeError as error:
        return finding_of(error.problems[0], "red")
    has_shape, shape = SHAPES[name]
    if not has_shape(text):
        mend = f"Here belongs {shape}. Copy it anew, whole."
        return Finding("secret-shape", "red", "This is another kind of secret.", mend, setting)
    if first.setdefault(text, setting) != setting:
        what = f"This is the same secret as that of {first[text]}."
        return Finding("secret-twice", "red", what, f"Here belongs {shape}.", setting)
    return Finding("secret", "green", "It is there and looks right.", "", setting)


def _key(instance: Instance) -> Finding:
    try:
        key = read_key(instance.config, instance.environment)
    except KnowledgeError as error:
        return finding_of(error.problems[0], "red")
    if key is None:
        what = (
            "There is no key: a random one is made at each start, and buttons of before do nothing."
        )
        return Finding(
            "no-key", "yellow", what, "config.example.yaml shows the line that makes one."
        )
    return Finding("key", "green", "The key is there and long enough.")


def read_secrets_file(path: Path) -> tuple[Mapping[str, str], list[Problem]]:
    """The variables of a file of secrets, as a service gets them (`NAME=value`, a line each), and what
    is wrong with the file itself. A line is never shown."""
    try:
        mode = path.stat().st_mode
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        what = "The file of the secrets cannot be read."
        mend = "Check the path after --secrets, and run this as its owner, such as with sudo."
        return {}, [Problem("secrets-unread", Place(str(path)), what, mend)]
    values, problems = {}, []
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        what = "Others on this machine can read these secrets."
        problems.append(
            Problem("secrets-readable", Place(str(path)), what, f"Run: chmod 600 {path}")
        )
    for number, line in enumerate(text.splitlines()):
        name, sign, value = line.partition("=")
        if not line.strip() or line.lstrip().startswith(("#", ";")):
            continue
        if not sign or not re.fullmatch(r"[A-Za-z_]\w*", name):
            what = "This line is not of the form NAME=value."
            mend = "Write one variable a line, without spaces around the sign."
            problems.append(Problem("secrets-line", Place(str(path), number), what, mend))
            continue
        values[name] = value.strip().strip("'\"")
    return values, problems
