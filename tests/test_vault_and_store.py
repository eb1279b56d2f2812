"""Sealing, pseudonyms, tokens, and how long anything is remembered."""

from __future__ import annotations

import datetime as dt

import pytest
from conftest import NOW
from hypothesis import given
from hypothesis import strategies as st

from bot.bot import Bot
from bot.choices import every_choice
from bot.message import Message
from bot.session import Session
from bot.store import IDLE, LONGEST, MemoryStore
from bot.vault import TOKEN_BYTES, TokenError, Vault

KEY = bytes(range(32))
SESSION = Session(topic="ombudsman", country="ke", offered=("menu", "talk-to-human"), turns=3)


def test_a_sealed_session_comes_back_whole():
    vault = Vault(KEY)
    assert vault.unseal(vault.seal(SESSION, "a"), "a") == SESSION


def test_a_sealed_session_shows_nothing_of_what_it_holds():
    sealed = Vault(KEY).seal(SESSION, "a")
    assert b"ombudsman" not in sealed
    assert b"ke" not in sealed[:12]


def test_a_record_moved_to_another_conversation_is_void():
    vault = Vault(KEY)
    assert vault.unseal(vault.seal(SESSION, "a"), "b") is None


def test_a_record_of_another_key_or_a_damaged_one_is_void():
    sealed = Vault(KEY).seal(SESSION, "a")
    assert Vault(bytes(32)).unseal(sealed, "a") is None
    assert Vault(KEY).unseal(sealed[:-1], "a") is None
    assert Vault(KEY).unseal(b"", "a") is None


def test_a_pseudonym_is_stable_with_a_key_and_tells_nothing_without_it():
    assert Vault(KEY).pseudonym("slack", "U1") == Vault(KEY).pseudonym("slack", "U1")
    assert Vault(KEY).pseudonym("slack", "U1") != Vault(KEY).pseudonym("teams", "U1")
    assert Vault(KEY).pseudonym("a", "b|c") != Vault(KEY).pseudonym("a|b", "c")
    assert Vault(KEY).pseudonym("slack", "U1") != Vault().pseudonym("slack", "U1")
    assert "U1" not in Vault(KEY).pseudonym("slack", "U1")


def test_every_quick_reply_fits_in_a_token_and_comes_back(knowledge):
    vault = Vault(KEY)
    known = every_choice(knowledge)
    for choice in known:
        token = vault.token(choice, "a")
        assert len(token.encode()) <= TOKEN_BYTES
        assert vault.choice(token, "a", known) == choice


def test_a_token_survives_a_restart_where_a_key_is_configured():
    token = Vault(KEY).token("ombudsman", "a")
    assert Vault(KEY).choice(token, "a", ["ombudsman"]) == "ombudsman"
    with pytest.raises(TokenError):
        Vault().choice(token, "a", ["ombudsman"])


@pytest.mark.parametrize("forged", ["", "x", "ombudsman", "A" * 52, "A" * 5000, "ä", "=", "\x00"])
def test_a_forged_token_is_refused(forged):
    with pytest.raises(TokenError):
        Vault(KEY).choice(forged, "a", ["ombudsman"])


def test_a_token_of_one_person_does_nothing_for_another():
    token = Vault(KEY).token("ombudsman", "a")
    with pytest.raises(TokenError):
        Vault(KEY).choice(token, "b", ["ombudsman"])


@given(st.binary(max_size=80))
def test_no_bytes_at_all_make_a_session_or_an_error(data):
    assert Vault(KEY).unseal(data, "a") is None


def test_a_short_key_is_refused():
    with pytest.raises(ValueError, match="at least 32 bytes"):
        Vault(b"short")


def test_neither_vault_nor_store_shows_anything_in_its_repr():
    store = MemoryStore()
    store.put("pseudonym", b"sealed", NOW)
    assert repr(Vault(KEY)) == "Vault()"
    assert repr(store) == "MemoryStore(1 sessions)"


def sealed_in(store, name, now):
    kept = store.get(name, now)
    return kept and kept.sealed


def test_a_session_is_kept_only_over_what_its_turn_had_read():
    store = MemoryStore()
    assert store.put("a", b"first", NOW)
    read = store.get("a", NOW)
    assert not store.put("a", b"late", NOW)
    assert store.put("a", b"second", NOW, read)
    assert not store.put("a", b"late", NOW + IDLE, read)
    assert sealed_in(store, "a", NOW) == b"second"


def test_a_turn_that_was_overtaken_is_done_again_on_what_the_other_one_left(knowledge):
    """Two replicas: while one looks for the answer, the other one has answered."""
    store, vault = MemoryStore(), Vault(KEY)

    class Overtaken(MemoryStore):
        def get(self, pseudonym, now):
            kept = store.get(pseudonym, now)
            if kept is None:
                Bot(knowledge, store=store, vault=vault).reply_to(Message("where can I report"))
            return kept

        def put(self, *what):
            return store.put(*what)

    reply = Bot(knowledge, store=Overtaken(), vault=vault).reply_to(Message("1"))
    alone = Bot(knowledge)
    alone.reply_to(Message("where can I report"))
    assert reply == alone.reply_to(Message("1"))


def test_a_silent_conversation_is_forgotten():
    store = MemoryStore()
    store.put("a", b"x", NOW)
    assert sealed_in(store, "a", NOW + IDLE) == b"x"
    assert store.get("a", NOW + IDLE + dt.timedelta(seconds=1)) is None
    assert len(store) == 0


def test_no_conversation_lasts_longer_than_the_limit_however_lively():
    store = MemoryStore()
    moment = NOW
    while moment - NOW <= LONGEST:
        store.put("a", b"x", moment, store.get("a", moment))
        assert sealed_in(store, "a", moment) == b"x"
        moment += dt.timedelta(minutes=10)
    assert store.get("a", moment) is None


def test_a_full_store_drops_the_oldest_silent_conversation():
    store = MemoryStore(most=2)
    for name in ("a", "b", "c"):
        store.put(name, b"x", NOW)
    assert store.get("a", NOW) is None
    assert sealed_in(store, "c", NOW) == b"x"


class _BrokenStore(MemoryStore):
    def get(self, pseudonym, now):
        raise ConnectionError

    def put(self, pseudonym, sealed, now, before=None):
        raise ConnectionError


def test_a_store_that_fails_does_not_keep_the_person_from_an_answer(knowledge):
    bot = Bot(knowledge, store=_BrokenStore())
    assert bot.reply_to(Message("where can I report")).topic == "where-to-report"


def test_whatever_breaks_inside_the_person_gets_words(knowledge, monkeypatch):
    bot = Bot(knowledge, last_resort={"en": "words", "ar": "كلمات"})
    monkeypatch.setattr("bot.bot.respond", lambda *_: 1 / 0)
    reply = bot.reply_to(Message("anything"))
    assert reply.entries == ("last-resort/en",)
    assert bot.reply_to(Message("anything", language="ar")).is_right_to_left


def test_forgetting_leaves_nothing_but_the_language(knowledge):
    bot = Bot(knowledge, clock=lambda: NOW)
    for text in ("I am a consultant in Nairobi", "where can I report", "stop"):
        bot.reply_to(Message(text, conversation="c"))
    name = bot.vault.pseudonym("terminal", "c")
    session = bot.vault.unseal(sealed_in(bot.store, name, NOW), name)
    assert session == Session(language="en", noticed=True, turns=1)


@given(
    st.builds(
        Session,
        topic=st.none() | st.text(),
        offered=st.lists(st.text(), max_size=9).map(tuple),
        turns=st.integers(0, 99),
        noticed=st.booleans(),
        muted=st.lists(st.text(), max_size=3).map(tuple),
    )
)
def test_a_session_survives_its_stored_form(session):
    assert Session.from_dict(session.to_dict()) == session


def test_a_session_of_a_newer_program_is_read_as_far_as_it_is_known():
    assert Session.from_dict({"topic": "ombudsman", "from_the_future": 1}) == Session(
        topic="ombudsman"
    )
