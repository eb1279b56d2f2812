"""Sessions in a real Redis: what stands there, for how long, and who can make what of it."""

from __future__ import annotations

import datetime as dt

import pytest
from conftest import NOW

from bot.bot import Bot
from bot.message import Message
from bot.replicas.link import Link
from bot.replicas.sessions import DIGITS, RedisStore
from bot.session import Session
from bot.store import IDLE, LONGEST, MemoryStore
from bot.vault import Vault
from replicas.conftest import link_to, store_of

KEY = bytes(range(32))
SESSION = Session(topic="ombudsman", country="ke", offered=("menu", "talk-to-human"), turns=3)
HEAD = 2 * DIGITS


def ttl(server, name: str = "a") -> dt.timedelta:
    """What Redis says is left, to the second above."""
    milliseconds = server.client().pttl(f"whereto:{name}")
    return dt.timedelta(seconds=-(-milliseconds // 1000))


def test_a_session_that_one_replica_put_is_what_another_one_gets(redis_up):
    one, other = store_of(redis_up), store_of(redis_up)
    assert one.get("a", NOW) is None
    assert one.put("a", b"x", NOW)
    assert other.get("a", NOW) == one.get("a", NOW)
    assert other.get("a", NOW).sealed == b"x"
    assert other.get("b", NOW) is None


def test_redis_itself_forgets_a_silent_conversation(redis_up):
    store_of(redis_up).put("a", b"x", NOW)
    assert ttl(redis_up) == IDLE


def test_redis_itself_forgets_a_conversation_that_lasts_too_long_whoever_answers_it(redis_up):
    replicas = [store_of(redis_up), store_of(redis_up)]
    moment = NOW
    while moment - NOW <= LONGEST:
        store = replicas[moment.minute // 10 % 2]
        assert store.put("a", b"x", moment, store.get("a", moment))
        assert ttl(redis_up) == min(IDLE, NOW + LONGEST - moment) or moment == NOW + LONGEST
        moment += dt.timedelta(minutes=10)
    store_of(redis_up).put("b", b"x", NOW)
    assert redis_up.client().pexpire("whereto:b", 1)
    while redis_up.client().exists("whereto:b"):
        pass
    assert store_of(redis_up).get("b", NOW) is None


def test_what_is_over_by_our_clock_is_empty_and_a_new_talk_takes_its_place(redis_up):
    store = store_of(redis_up)
    store.put("a", b"x", NOW)
    later = NOW + LONGEST + dt.timedelta(seconds=1)
    kept = store.get("a", later)
    assert kept.sealed == b""
    assert store.put("a", b"y", later, kept)
    assert store.get("a", later).sealed == b"y"
    assert ttl(redis_up) == IDLE


def test_of_two_turns_at_once_the_late_one_is_told_to_look_again(redis_up):
    one, other = store_of(redis_up), store_of(redis_up)
    assert one.put("a", b"first", NOW)
    assert not other.put("a", b"blind", NOW)
    read = [store.get("a", NOW) for store in (one, other)]
    assert one.put("a", b"second", NOW, read[0])
    assert not other.put("a", b"late", NOW + IDLE, read[1])
    assert other.put("a", b"third", NOW, other.get("a", NOW))
    assert one.get("a", NOW).sealed == b"third"


def test_a_replica_whose_clock_is_behind_is_not_overwritten_unseen(redis_up):
    ahead, behind = store_of(redis_up), store_of(redis_up)
    ahead.put("a", b"first", NOW + dt.timedelta(seconds=5))
    read = behind.get("a", NOW)
    assert behind.put("a", b"second", NOW, read)
    assert not ahead.put("a", b"late", NOW + dt.timedelta(seconds=5), read)
    assert ahead.get("a", NOW).sealed == b"second"


def test_nothing_stands_in_redis_but_a_pseudonym_two_moments_and_a_sealed_value(redis_up):
    vault = Vault(KEY)
    name = vault.pseudonym("telegram", "770077007700")
    sealed = vault.seal(SESSION, name)
    store_of(redis_up).put(name, sealed, NOW)
    client = redis_up.client()
    (key,) = client.keys("*")
    moment = b"%0*d" % (DIGITS, NOW.timestamp() * 1000)
    assert key == f"whereto:{name}".encode()
    assert client.get(key) == moment + moment + sealed


@pytest.mark.parametrize(
    "record",
    [
        b"",
        b"x",
        b"x" * 200,
        b"0" * HEAD,
        b"9" * HEAD,
        b"1" * (HEAD - 1) + b"-",
        b"\xb2" * HEAD,
        b"\xff" * 1000,
    ],
    ids=repr,
)
def test_a_record_that_somebody_else_wrote_begins_a_new_talk(redis_up, knowledge, record):
    bot = Bot(knowledge, store=store_of(redis_up), vault=Vault(KEY), clock=lambda: NOW)
    name = bot.vault.pseudonym("terminal", "c")
    redis_up.client().set(f"whereto:{name}", record)
    reply = bot.reply_to(Message("where can I report", conversation="c"))
    expected = Bot(knowledge, clock=lambda: NOW).reply_to(Message("where can I report"))
    assert reply == expected


def heard(redis_up, knowledge, change, key: bytes = KEY) -> Session:
    """What a replica remembers of a talk after its record was changed in Redis."""
    bot = Bot(knowledge, store=store_of(redis_up), vault=Vault(KEY), clock=lambda: NOW)
    for talk in ("c", "d"):
        bot.reply_to(Message("where can I report", conversation=talk))
    names = [bot.vault.pseudonym("terminal", talk) for talk in ("c", "d")]
    client = redis_up.client()
    mine, other = (client.get(f"whereto:{name}") for name in names)
    client.set(f"whereto:{names[0]}", change(mine, other))
    reader = Bot(knowledge, store=store_of(redis_up), vault=Vault(key), clock=lambda: NOW)
    return reader._session(reader._kept(names[0], NOW), names[0])


def test_an_unchanged_record_is_read_by_every_replica_with_the_key(redis_up, knowledge):
    assert heard(redis_up, knowledge, lambda mine, _: mine).topic == "where-to-report"


@pytest.mark.parametrize(
    "change",
    [
        lambda mine, _: mine[:-1] + bytes([mine[-1] ^ 1]),
        lambda mine, _: mine[:HEAD] + bytes([mine[HEAD] ^ 1]) + mine[HEAD + 1 :],
        lambda mine, _: mine[:-1],
        lambda mine, _: mine + b"x",
        lambda _, other: other,
    ],
    ids=["last bit", "first bit", "shorter", "longer", "of another talk"],
)
def test_a_record_that_was_changed_or_moved_is_void(redis_up, knowledge, change):
    assert heard(redis_up, knowledge, change) == Session()


def test_a_record_of_another_key_is_void(redis_up, knowledge):
    assert heard(redis_up, knowledge, lambda mine, _: mine, bytes(32)) == Session()


def test_neither_store_nor_link_shows_an_address_or_a_name(redis_up):
    store = store_of(redis_up)
    store.put("pseudonym", b"sealed", NOW)
    assert repr(store) == "RedisStore(Link(near), meanwhile 0 sessions)"


def test_another_instance_has_another_prefix(redis_up):
    store_of(redis_up).put("a", b"x", NOW)
    link = link_to(redis_up)
    elsewhere = RedisStore(Link(link._client, "another"), MemoryStore())
    assert elsewhere.get("a", NOW) is None
