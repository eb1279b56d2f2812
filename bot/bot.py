"""The only place with effects in `bot`: time, the store, and what happens when something breaks.

`Bot.reply_to` answers every message. Whatever goes wrong inside, the person gets words: the
last-resort text, which needs no knowledge, no store and no language to be found.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

from bot.counted import counted
from bot.knowledge import Knowledge
from bot.last_resort import last_resort_reply
from bot.message import TERMINAL, Message, Piece, Reply
from bot.replays import MemoryReplays, Replays
from bot.session import MOST_MESSAGES, Session
from bot.setting import Setting
from bot.statistics import Cell, Tally, month_of
from bot.store import Kept, MemoryStore, Store
from bot.turn import Turn, respond
from bot.vault import TokenError, Vault

log = logging.getLogger("whereto")

Clock = Callable[[], dt.datetime]
T = TypeVar("T")

TRIES: Final = 4
"""How often a turn is done at most because another of the same conversation was faster."""


def system_clock() -> dt.datetime:
    """The time of this machine, in UTC."""
    return dt.datetime.now(dt.UTC)


@dataclass
class Bot:
    """One instance: knowledge, setting, store, vault, clock. `knowledge` may be replaced while it
    runs; a turn uses the one that was there when it began. `replays` is for the adapters: it knows
    which calls were taken in hand already."""

    knowledge: Knowledge
    setting: Setting = field(default_factory=Setting)
    store: Store = field(default_factory=MemoryStore)
    vault: Vault = field(default_factory=Vault)
    replays: Replays = field(default_factory=MemoryReplays)
    clock: Clock = system_clock
    last_resort: Mapping[str, str] = field(default_factory=dict)
    tally: Tally | None = None
    """Where the office wants statistics: the numbers of the running month."""

    def reply_to(self, message: Message) -> Reply:
        """Answer a message. Never raises: danger does not wait for a repair."""
        try:
            return self._reply_to(message)
        except Exception as error:  # noqa: BLE001 - the promise: every message gets words
            log.error("turn failed: %s", type(error).__name__)  # noqa: TRY400 - no traceback: it quotes
            reply = last_resort_reply(self.last_resort, message.language)
            return replace(reply, heading=self._heading(reply.language, message))

    def _heading(self, tag: str, message: Message) -> Piece | None:
        """The neutral line also stands before the last-resort text, where it can still be had."""
        entry = "interface/heading"
        with suppress(Exception):
            if message.platform != TERMINAL:
                return Piece(entry, self.knowledge.wording(tag).texts[entry])
        return None

    def _reply_to(self, message: Message) -> Reply:
        now = self.clock()

        def turn_after(before: Session) -> tuple[Session, tuple[Reply, tuple[Cell, ...]]]:
            turn = respond(self.knowledge, before, message, now, self.setting)
            cells, session = self._counted(turn)
            if turn.reply.erase:
                return session, (replace(turn.reply, message_ids=before.message_ids), cells)
            return session, (turn.reply, cells)

        reply, cells = self._changed(message, now, turn_after)
        if self.tally is not None and cells:
            self.tally.count(month_of(now), (message.platform, reply.language), cells)
        return reply

    def _counted(self, turn: Turn) -> tuple[tuple[Cell, ...], Session]:
        """What a turn is counted for, and the session that knows it, where anything is counted."""
        if self.tally is None:
            return (), turn.session
        return counted(turn.hearing, turn.decision, turn.session)

    def preload(self) -> None:
        """Load every language that is served, so that nobody who writes first has to wait."""
        for tag in self.knowledge.languages:
            heading = self.knowledge.wording(tag).texts.get("interface/heading", tag)
            respond(self.knowledge, Session(language=tag), Message(heading), self.clock())

    def is_well(self) -> bool:
        """Whether a turn works: one on a constant message, which is no conversation of anybody."""
        try:
            message = Message("menu")
            turn = respond(self.knowledge, Session(), message, self.clock(), self.setting)
        except Exception as error:  # noqa: BLE001 - whatever it is, no turn works
            log.error("a turn of its own failed: %s", type(error).__name__)  # noqa: TRY400
            return False
        return bool(turn.reply.body)

    def token_for(self, choice: str, message: Message) -> str:
        """An opaque text of at most 64 bytes that stands for a choice in this conversation."""
        pseudonym = self.vault.pseudonym(message.platform, message.conversation)
        return self.vault.token(choice, pseudonym)

    def choice_of(self, token: str, message: Message) -> str | None:
        """The choice that a token stands for, or None where it was not made for this talk."""
        pseudonym = self.vault.pseudonym(message.platform, message.conversation)
        try:
            return self.vault.choice(token, pseudonym, self.known_choices())
        except TokenError:
            return None

    def language_of(self, message: Message) -> str:
        """The language of this conversation so far; the instance's first one where none is known."""
        pseudonym = self.vault.pseudonym(message.platform, message.conversation)
        kept = self._kept(pseudonym, self.clock())
        language = self._session(kept, pseudonym).language or ""
        known = language in self.knowledge.languages
        return language if known else self.knowledge.default_language

    def known_choices(self) -> list[str]:
        """Every id that a quick reply may have."""
        from bot.choices import every_choice  # here: choices know the rules, the bot only asks

        return every_choice(self.knowledge)

    def remember_message(self, message: Message, *message_ids: str) -> None:
        """Keep the platform's ids of messages of this conversation, for "erase"."""

        def with_ids(before: Session) -> tuple[Session, None]:
            ids = (*before.message_ids, *message_ids)[-MOST_MESSAGES:]
            return replace(before, message_ids=ids), None

        self._changed(message, self.clock(), with_ids)

    def _changed(
        self, message: Message, now: dt.datetime, change: Callable[[Session], tuple[Session, T]]
    ) -> T:
        """Change the session of a conversation, and give what comes with it. Where another turn of
        it was faster, here or on another replica, `change` is done again on what that one left."""
        pseudonym = self.vault.pseudonym(message.platform, message.conversation)
        for _ in range(TRIES):
            before = self._kept(pseudonym, now)
            session, found = change(self._session(before, pseudonym))
            if self._is_kept(pseudonym, session, now, before):
                break
        return found

    def _kept(self, pseudonym: str, now: dt.datetime) -> Kept | None:
        try:
            return self.store.get(pseudonym, now)
        except OSError as error:
            log.warning("store not readable: %s", type(error).__name__)
            return None

    def _session(self, kept: Kept | None, pseudonym: str) -> Session:
        return (self.vault.unseal(kept.sealed, pseudonym) if kept else None) or Session()

    def _is_kept(
        self, pseudonym: str, session: Session, now: dt.datetime, before: Kept | None
    ) -> bool:
        """Keep a session; False where another turn was faster. Of nothing, nothing is kept."""
        if before is None and not session.to_dict():
            return True
        try:
            return self.store.put(pseudonym, self.vault.seal(session, pseudonym), now, before)
        except OSError as error:
            log.warning("store not writable: %s", type(error).__name__)
            return True
