"""Every setting of config.yaml: what it is where nothing is said, and what it may be.

The tables and config.example.yaml name the same settings; a test compares them. A secret is none of
them: a setting names the variable or the file that holds it.
"""

from __future__ import annotations

from typing import Final

from bot.field_reader import as_country
from bot.problem import did_you_mean
from bot.signing import public_key
from bot.tree import is_null
from bot.yaml_reader import Node, Scalar
from bot.yaml_reader import Sequence as YamlSequence

Value = str | int | bool | None | tuple[str, ...]

LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
"""Names of this machine for itself: what goes there passes no network."""

DEFAULTS: Final[dict[str, Value]] = {
    "instance.organisation": None,
    "instance.country": None,
    "instance.city": None,
    "instance.office": None,
    "instance.languages": (),
    "knowledge.folders": (),
    "state_folder": None,
    "knowledge.trusted_keys": (),
    "audience": "internal",
    "shared_place": "constant",
    "session.idle_minutes": 15,
    "session.longest_minutes": 120,
    "session.most_sessions": 50_000,
    "session.store": "memory",
    "session.redis_url_env": "WHERETO_REDIS_URL",
    "session.redis_url_file": None,
    "session.redis_prefix": "whereto",
    "session.redis_ca_file": None,
    "session.redis_certificate_file": None,
    "session.redis_private_key_file": None,
    "key.env": "WHERETO_KEY",
    "key.file": None,
    "safe_words": (),
    "grace_days": 30,
    "statistics.release": "never",
    "statistics.folder": None,
    "statistics.ask": False,
    "log_level": "info",
    "platforms.telegram.enabled": False,
    "platforms.telegram.token_env": "WHERETO_TELEGRAM_TOKEN",
    "platforms.telegram.token_file": None,
    "platforms.telegram.mode": "polling",
    "platforms.telegram.webhook_secret_env": "WHERETO_TELEGRAM_SECRET",
    "platforms.telegram.webhook_secret_file": None,
    "platforms.telegram.webhook_url": None,
    "platforms.telegram.api_url": None,
    "platforms.telegram.audience": "public",
    "platforms.slack.enabled": False,
    "platforms.slack.bot_token_env": "WHERETO_SLACK_BOT_TOKEN",
    "platforms.slack.bot_token_file": None,
    "platforms.slack.app_token_env": "WHERETO_SLACK_APP_TOKEN",
    "platforms.slack.app_token_file": None,
    "platforms.slack.signing_secret_env": "WHERETO_SLACK_SIGNING_SECRET",
    "platforms.slack.signing_secret_file": None,
    "platforms.slack.mode": "socket",
    "platforms.slack.teams": (),
    "platforms.slack.api_url": None,
    "platforms.slack.audience": "internal",
    "platforms.teams.enabled": False,
    "platforms.teams.mode": "webhook",
    "platforms.teams.webhook_secret_env": "WHERETO_TEAMS_SECRET",
    "platforms.teams.webhook_secret_file": None,
    "platforms.teams.app_id_env": "WHERETO_TEAMS_APP_ID",
    "platforms.teams.app_id_file": None,
    "platforms.teams.app_password_env": "WHERETO_TEAMS_APP_PASSWORD",
    "platforms.teams.app_password_file": None,
    "platforms.teams.tenants": (),
    "platforms.teams.website": None,
    "platforms.teams.audience": "internal",
    "server.host": "127.0.0.1",
    "server.port": 8080,
    "server.metrics_port": None,
}

CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "audience": ("internal", "public", "preview"),
    "shared_place": ("constant", "public-topics"),
    "session.store": ("memory", "redis"),
    "statistics.release": ("never", "monthly"),
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

LARGEST: Final = {"server.port": 65_535, "server.metrics_port": 65_535}
LARGEST_ELSE: Final = 1_000_000
"""The largest number of a setting; a day that many days ahead is still a day of the calendar."""

SEE: Final = "config.example.yaml shows them all."


class WrongError(Exception):
    """What belongs there instead, without a word of what stands there."""

    def __init__(self, what: str, mend: str = SEE) -> None:
        super().__init__(what)
        self.what, self.mend = what, mend


def value_of(name: str, node: Node) -> Value:
    """The value of a setting. Raises WrongError where it is of another kind."""
    default = DEFAULTS[name]
    if is_null(node):
        return _nothing(default)
    if isinstance(default, tuple):
        return _keys(node) if name == "knowledge.trusted_keys" else _list(node)
    if not isinstance(node, Scalar):
        raise WrongError("Here belongs one value.")
    text = node.text.strip()
    if name in _NUMBERS:
        return _number(text, LARGEST.get(name, LARGEST_ELSE))
    if name == "instance.country" and as_country(text) is None:
        raise WrongError('Here belongs a country in two small letters, such as "ke".')
    if isinstance(default, bool):
        if text not in ("true", "false", "yes", "no"):
            raise WrongError("Here belongs yes or no.")
        return text in ("true", "yes")
    if name in CHOICES and text not in CHOICES[name]:
        near = did_you_mean(text, CHOICES[name])
        what = f'"{text}" is not known here.' if near else "This word is not known here."
        raise WrongError(what, near or f"One of: {', '.join(CHOICES[name])}.")
    return text


def _nothing(default: Value) -> Value:
    """What `null` sets, which may stand only where nothing is set by default."""
    if isinstance(default, tuple):
        return ()
    if default is not None:
        usual = "no" if default is False else default
        raise WrongError("Here belongs one value.", f"Leave the line out, or write: {usual}")
    return None


def _number(text: str, largest: int) -> int:
    if not text.isdecimal():
        raise WrongError("Here belongs a number.")
    if len(text) > len(str(largest)) or int(text) > largest:
        raise WrongError("This number is too large.", f"The largest is {largest}.")
    return int(text)


def _keys(node: Node) -> tuple[str, ...]:
    """Public keys; one that is none would leave every layer refused, and nobody told why."""
    texts = _list(node)
    if not all(map(public_key, texts)):
        mend = "It is the line that `whereto knowledge keygen` shows, 44 signs long."
        raise WrongError("Here belongs a list of public keys.", mend)
    return texts


def _list(node: Node) -> tuple[str, ...]:
    items = node.items if isinstance(node, YamlSequence) else ()
    texts = [item.text.strip() for item in items if isinstance(item, Scalar)]
    if not isinstance(node, YamlSequence) or len(texts) != len(items):
        raise WrongError("Here belongs a list, such as [en, fr].")
    return tuple(texts)
