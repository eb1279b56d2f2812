"""An instance as the doctor looks at it: its settings, its secrets' environment, the moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.config import Config
from bot.office.office import SECRETS, Platform


@dataclass(frozen=True, slots=True)
class Instance:
    """What is looked at. `where` names the file of the settings."""

    where: str
    config: Config
    environment: Mapping[str, str] = field(repr=False)
    now: dt.datetime

    @property
    def today(self) -> dt.date:
        """The day of the look."""
        return self.now.date()

    @property
    def platforms(self) -> tuple[Platform, ...]:
        """The platforms that are switched on, in a fixed order."""
        names = dict.fromkeys(platform.name for platform in SECRETS)
        return tuple(
            Platform(name, str(self.config.text(f"platforms.{name}.mode")))
            for name in names
            if self.config.values[f"platforms.{name}.enabled"]
        )
