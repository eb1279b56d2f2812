"""Who reads what is published: somebody who typed nothing, of whom only place, organisation and
language are known. The rules of the chat then say what they may see."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot.hearing import Hearing
from bot.knowledge import Knowledge
from bot.message import Message
from bot.session import Session
from bot.setting import Setting
from bot.told import Told
from bot.urgent import Need


@dataclass(frozen=True, slots=True)
class Readership:
    """The knowledge (its scope says for whom), what may be shown, and the moment of publishing."""

    knowledge: Knowledge
    setting: Setting
    now: dt.datetime

    def reading(self, tag: str) -> Hearing:
        """What the rules see of a reader of one language."""
        scope = self.knowledge.scope
        session = Session(
            language=tag,
            organisation=scope.organisation,
            office=scope.office,
            country=scope.country,
            city=scope.city,
            noticed=True,
        )
        return Hearing(
            knowledge=self.knowledge,
            wording=self.knowledge.wording(tag),
            before=session,
            session=session,
            message=Message("", language=tag),
            now=self.now,
            setting=self.setting,
            words=(),
            repaired=(),
            hits=(),
            need=Need(),
            told=Told(),
        )
