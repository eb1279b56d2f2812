"""The settings of an instance, read from config.yaml: typed, explained, with "did you mean".

What each setting may be stands in bot/config_values.py. Secrets are read from the environment or
from a file with tight permissions; no report shows one, nor what was pasted in the place of one.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bot.checks.duplicate_key import repeated
from bot.config_values import DEFAULTS, SEE, Value, WrongError, value_of
from bot.facts import Scope
from bot.private_file import read_private
from bot.problem import KnowledgeError, Place, Problem, did_you_mean
from bot.setting import Setting
from bot.tree import is_null
from bot.vault import KEY_BYTES
from bot.yaml_reader import Mapping as YamlMapping
from bot.yaml_reader import Node, UnreadableError, read_file

_NAMED = re.compile(r"[ -]*[\w.-]+:(?=\s|$)")
"""The start of a line up to the colon after its name."""

_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*")
"""A variable's name; anything else there may be the secret itself, and is not shown."""


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

    def state_folder(self) -> Path | None:
        """Where the last good knowledge is kept across restarts, or None."""
        name = self.text("state_folder")
        return None if name is None else self.folder / name

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
        counts = self.text("statistics.release") != "never"
        return Setting(
            audience=self.text("audience"),  # type: ignore[arg-type]
            shared_place=self.text("shared_place"),  # type: ignore[arg-type]
            grace=dt.timedelta(days=self.number("grace_days")),
            counts=counts,
            asks_if_helped=counts and self.values["statistics.ask"] is True,
            safe_words=tuple(word.casefold() for word in self.texts("safe_words")),
        )


def read_config(path: Path) -> Config:
    """Read a configuration. Raises KnowledgeError with all problems, each with its line; what
    stands after a name is not shown, since it may be a secret that was pasted there."""
    values: dict[str, Value] = dict(DEFAULTS)
    problems: list[Problem] = []
    try:
        root = read_file(path, str(path))
    except UnreadableError as error:
        root, problems = None, [error.problem]
    if isinstance(root, YamlMapping):
        problems += repeated(root)
        _read(root, "", values, problems)
    elif root is not None:
        what = "This file has to hold settings, one a line, such as audience: internal."
        problems.append(Problem("config-shape", root.place, what, SEE))
    if problems:
        raise KnowledgeError([_without_value(problem) for problem in problems])
    return Config(values, path.parent)


def places_of_settings(path: Path) -> dict[str, Place]:
    """Where each setting stands in a file that `read_config` takes; no value is in a place."""
    root = read_file(path, str(path))
    found: dict[str, Place] = {}
    nodes = [("", root)]
    while nodes:
        prefix, node = nodes.pop()
        for key, value in node.pairs if isinstance(node, YamlMapping) else ():
            name = f"{prefix}{key.text}"
            nodes.append((f"{name}.", value))
            if name in DEFAULTS:
                found[name] = replace(key.place, source=f"{key.text}:", column=0)
    return found


def _without_value(problem: Problem) -> Problem:
    """The problem with no more of its line than the name that the value stands after."""
    place = problem.place
    found = _NAMED.match(place.source)
    name = found[0] if found else ""
    if place.column + place.length <= len(name):
        return replace(problem, place=replace(place, source=name))
    start = len(name) - len(name.lstrip(" -"))
    shown = replace(place, column=start, length=len(name) - start, source=name)
    return replace(problem, place=shown)


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
                problems.append(Problem("config-shape", value.place, what, SEE))
        elif name in DEFAULTS:
            _set(name, value, values, problems)
        else:
            known = [n[len(prefix) :].partition(".")[0] for n in DEFAULTS if n.startswith(prefix)]
            what, mend = f'"{key.text}" is not a setting here.', did_you_mean(key.text, known)
            problems.append(Problem("unknown-setting", key.place, what, mend or SEE))


def _set(name: str, node: Node, values: dict[str, Value], problems: list[Problem]) -> None:
    try:
        values[name] = value_of(name, node)
    except WrongError as error:
        problems.append(Problem("wrong-setting", node.place, error.what, error.mend))


def read_key(config: Config, environment: Mapping[str, str]) -> bytes | None:
    """The key of an instance, or None where none is configured. Raises KnowledgeError where it is
    there but too short, not base64, or in a file that others can read. Never shows it."""
    file = config.text("key.file")
    if file is not None:
        return _decoded(
            read_private(config.folder / file, "key", "key:"), str(config.folder / file)
        )
    name = config.text("key.env") or ""
    if not environment.get(name):
        return None
    return _decoded(environment[name], f"environment variable {name}")


def read_secret(config: Config, name: str, environment: Mapping[str, str]) -> str:
    """A secret of a platform, such as `platforms.telegram.token`: from the file that `<name>_file`
    names, else from the variable that `<name>_env` names. Raises KnowledgeError where it is not
    there, holds a space or a line break, or is in a file that others can read. Never shows it."""
    short = name.rpartition(".")[2]
    file = config.text(f"{name}_file")
    if file is not None:
        path = config.folder / file
        return _one_word(read_private(path, "secret", f"{short}_file:"), str(path))
    variable = config.text(f"{name}_env") or ""
    where = f"environment variable {variable}" if _VARIABLE.fullmatch(variable) else f"{name}_env"
    text = environment.get(variable, "")
    if not text.strip():
        what = f"Nothing stands in it, and {name}_env looks for a secret there."
        mend = (
            f'Set it for the service, or name a file under "{short}_file:" that only it can read.'
        )
        raise KnowledgeError([Problem("secret-missing", Place(where), what, mend)])
    return _one_word(text, where)


def _one_word(text: str, where: str) -> str:
    word = text.strip()
    if not word or not word.isascii() or not word.isprintable() or " " in word:
        what = "A secret is one word of plain letters, digits and signs. This is another."
        raise KnowledgeError(
            [Problem("secret-shape", Place(where), what, "Copy it anew from the platform, whole.")]
        )
    return word


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
