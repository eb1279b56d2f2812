"""How an instance behaves that is not knowledge: audience, shared places, how long things last."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from bot.message import Audience

SharedPlace = Literal["constant", "public-topics"]


@dataclass(frozen=True, slots=True)
class Setting:
    """Settings that a turn reads. Defaults are those of `config.example.yaml`."""

    audience: Audience = "internal"
    """`public` hides internal contacts; `preview` shows unconfirmed ones, marked."""
    shared_place: SharedPlace = "constant"
    grace: dt.timedelta = dt.timedelta(days=30)
    """How long after its review is due a contact is still shown, marked."""
    safe_words: tuple[str, ...] = ()
    """More words that bring the urgent contacts from anywhere, besides those of the language."""
    counts: bool = False
    """Whether talks are counted, so that whoever asks what is kept is told so."""
    asks_if_helped: bool = False
    """Whether the first ordinary answer of a talk asks if it helped."""
