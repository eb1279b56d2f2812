"""The settings of an instance, read from config.yaml: typed, explained, with "did you mean".

The table below and config.example.yaml name the same settings; a test compares them. Secrets are
read from the environment or from a file with tight permissions, and never shown.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from bot.knowledge import Scope
from bot.problem import KnowledgeError, Place, Problem, did_you_mean
from bot.setting import Setting
from bot.tree import is_null
from bot.vault import KEY_BYTES
from bot.yaml_reader import Mapping as YamlMapping
from bot.yaml_reader import Node, Scalar, UnreadableError, read_file
from bot.yaml_reader import Sequence as YamlSequence

Value = str | int | bool | None | tuple[str, ...]

DEFAULTS: Final[dict[str, Value]] = {
    "instance.organisation": None,
    "instance.country": None,
    "instance.city": None,
    "instance.office": None,
    "instance.languages": (),
    "knowledge.folders": (),
    "audience": "internal",
    "shared_place": "constant",
    "session.idle_minutes": 15,
    "session.longest_minutes": 120,
    "session.most_sessions": 50_000,
    "session.store": "memory",
    "session.redis_url_env": "WHERETO_REDIS_URL",
    "key.env": "WHERETO_KEY",
    "key.file": None,
    "safe_words": (),
    "grace_days": 30,
    "log_level": "info",
    "platforms.telegram.enabled": False,
    "platforms.telegram.token_env": "WHERETO_TELEGRAM_TOKEN",
    "platforms.telegram.mode": "polling",
    "platforms.telegram.webhook_secret_env": "WHERETO_TELEGRAM_SECRET",
    "platforms.telegram.audience": "public",
    "platforms.slack.enabled": False,
    "platforms.slack.bot_token_env": "WHERETO_SLACK_BOT_TOKEN",
    "platforms.slack.app_token_env": "WHERETO_SLACK_APP_TOKEN",
    "platforms.slack.signing_secret_env": "WHERETO_SLACK_SIGNING_SECRET",
    "platforms.slack.mode": "socket",
    "platforms.slack.teams": (),
    "platforms.slack.audience": "internal",
    "platforms.teams.enabled": False,
    "platforms.teams.mode": "webhook",
    "platforms.teams.webhook_secret_env": "WHERETO_TEAMS_SECRET",
    "platforms.teams.app_id_env": "WHERETO_TEAMS_APP_ID",
    "platforms.teams.tenants": (),
    "platforms.teams.audience": "internal",
    "server.host": "127.0.0.1",
    "server.port": 8080,
    "server.metrics_port": None,
}

CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "audience": ("internal", "public", "preview"),
    "shared_place": ("constant", "public-topics"),
    "session.store": ("memory", "redis"),
    "log_level": ("info", "warning", "error"),
    "platforms.telegram.mode": ("polling", "webhook"),
    "platforms.telegram.audience": ("internal", "public"),
    "platforms.slack.mode": ("socket", "http"),
    "platforms.slack.audience": ("internal", "public"),
    "platforms.teams.mode": ("webhook", "bot"),
    "platforms.teams.audience": ("internal", "public"),
}

_NUMBERS: Final = frozenset(name for name, value in DEFAULTS.items() if type(value) is int) | {
    "server.metrics_port"
}


LONGEST_NUMBER: Final = 7
"""Digits of a number; every setting is far below."""


@dataclass(frozen=True, slots=True)
class Config:
    """All settings by dotted name, and the folder that relative paths start from."""

    values: Mapping[str, Value] = field(default_factory=lambda: dict(DEFAULTS))
    folder: Path = field(default_factory=Path.cwd)

    def text(self, name: str) -> str | None:
        """A setting as text, or None."""
        value = self.values[name]
        return None if value is None else str(value)

    def texts(self, name: str) -> tuple[str, ...]:
        """A setting that is a list."""
        value = self.values[name]
        return value if isinstance(value, tuple) else ()

    def number(self, name: str) -> int:
        """A setting that is a number; 0 where it is not set."""
        value = self.values[name]
        return value if isinstance(value, int) else 0

    def folders(self) -> list[Path]:
        """The layers of knowledge."""
        return [self.folder / name for name in self.texts("knowledge.folders")]

    def scope(self) -> Scope | None:
        """Whom the instance serves, or None where the configuration leaves it to the overlays."""
        names = ("organisation", "country", "city", "office")
        values = {name: self.text(f"instance.{name}") for name in names}
        languages = self.texts("instance.languages")
        if not any(values.values()) and not languages:
            return None
        return Scope(**values, languages=languages)

    def setting(self) -> Setting:
        """What a turn needs of the configuration."""
        return Setting(
            audience=self.text("audience"),  # type: ignore[arg-type]
            shared_place=self.text("shared_place"),  # type: ignore[arg-type]
            grace=dt.timedelta(days=self.number("grace_days")),
            safe_words=tuple(word.casefold() for word in self.texts("safe_words")),
        )


def read_config(path: Path) -> Config:
    """Read a configuration. Raises KnowledgeError with all problems, each with its line."""
    shown = str(path)
    try:
        root = read_file(path, shown)
    except UnreadableError as error:
        raise KnowledgeError([error.problem]) from None
    if root is None:
        return Config(folder=path.parent)
    if not isinstance(root, YamlMapping):
        what = "This file has to hold settings, one a line, such as audience: internal."
        raise KnowledgeError([Problem("config-shape", root.place, what)])
    values: dict[str, Value] = dict(DEFAULTS)
    problems: list[Problem] = []
    _read(root, "", values, problems)
    if problems:
        raise KnowledgeError(problems)
    return Config(values, path.parent)


def _read(
    node: YamlMapping, prefix: str, values: dict[str, Value], problems: list[Problem]
) -> None:
    sections = {name[: name.rindex(".")] for name in DEFAULTS if "." in name}
    sections |= {name.partition(".")[0] for name in sections}
    for key, value in node.pairs:
        name = f"{prefix}{key.text}"
        if name in sections:
            if isinstance(value, YamlMapping):
                _read(value, f"{name}.", values, problems)
            elif not is_null(value):
                what = f'Below "{key.text}" belong lines with names.'
                problems.append(Problem("config-shape", value.place, what))
        elif name in DEFAULTS:
            _set(name, value, values, problems)
        else:
            known = [n[len(prefix) :].partition(".")[0] for n in DEFAULTS if n.startswith(prefix)]
            problems.append(
                Problem(
                    "unknown-setting",
                    key.place,
                    f'"{key.text}" is not a setting here.',
                    did_you_mean(key.text, known) or "config.example.yaml shows them all.",
                )
            )


def _set(name: str, node: Node, values: dict[str, Value], problems: list[Problem]) -> None:
    try:
        values[name] = _value(name, node)
    except _WrongError as error:
        problems.append(Problem("wrong-setting", node.place, error.what, error.mend))


class _WrongError(Exception):
    def __init__(self, what: str, mend: str = "") -> None:
        super().__init__(what)
        self.what, self.mend = what, mend


def _value(name: str, node: Node) -> Value:
    """The value of a setting. Raises _WrongError where it is of another kind."""
    default = DEFAULTS[name]
    if is_null(node):
        return () if isinstance(default, tuple) else None
    if isinstance(default, tuple):
        return _list(node)
    if not isinstance(node, Scalar):
        raise _WrongError("Here belongs one value.")
    text = node.text.strip()
    if name in _NUMBERS:
        if not (text.isdecimal() and len(text) <= LONGEST_NUMBER):
            raise _WrongError("Here belongs a number.")
        return int(text)
    if isinstance(default, bool):
        if text not in ("true", "false", "yes", "no"):
            raise _WrongError("Here belongs yes or no.")
        return text in ("true", "yes")
    if name in CHOICES and text not in CHOICES[name]:
        known = f"One of: {', '.join(CHOICES[name])}."
        raise _WrongError(
            f'"{text}" is not known here.', did_you_mean(text, CHOICES[name]) or known
        )
    return text


def _list(node: Node) -> tuple[str, ...]:
    items = node.items if isinstance(node, YamlSequence) else ()
    texts = [item.text.strip() for item in items if isinstance(item, Scalar)]
    if not isinstance(node, YamlSequence) or len(texts) != len(items):
        raise _WrongError("Here belongs a list, such as [en, fr].")
    return tuple(texts)


def read_key(config: Config, environment: Mapping[str, str]) -> bytes | None:
    """The key of an instance, or None where none is configured. Raises KnowledgeError where it is
    there but too short, not base64, or in a file that others can read. Never shows it."""
    file = config.text("key.file")
    if file is not None:
        return _decoded(_read_secret(config.folder / file), str(config.folder / file))
    name = config.text("key.env") or ""
    if not environment.get(name):
        return None
    return _decoded(environment[name], f"environment variable {name}")


def _read_secret(path: Path) -> str:
    try:
        mode = path.stat().st_mode
        if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
            what = "Others on this machine can read this key."
            raise KnowledgeError(
                [Problem("key-readable", Place(str(path)), what, f"Run: chmod 600 {path}")]
            )
        return path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        what = "The key file cannot be read."
        raise KnowledgeError([Problem("key-missing", Place(str(path)), what)]) from None


def _decoded(text: str, where: str) -> bytes:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) < KEY_BYTES:
        what = f"The key has to be at least {KEY_BYTES} bytes, written in base64."
        mend = "config.example.yaml shows the line that makes one."
        raise KnowledgeError([Problem("key-shape", Place(where), what, mend)])
    return key


def plain(config: Config) -> dict[str, Any]:
    """All settings, for showing; there is no secret among them."""
    return dict(config.values)
