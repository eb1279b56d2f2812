"""Redis away, hanging, full, read only or locked: the person does not wait, one warning is written,
and what was said meanwhile is true afterwards."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import contextmanager
from dataclasses import replace

import pytest
from conftest import NOW

from benchmarks.stage import Redis, wait_for
from bot.bot import Bot
from bot.message import Message
from bot.replays import MemoryReplays
from bot.replicas.address import open_client
from bot.replicas.link import PATIENCE, AwayError, Link
from bot.replicas.replays import SharedReplays
from bot.replicas.sessions import HANDED_OVER, RedisStore
from bot.store import MemoryStore
from bot.vault import Vault
from replicas.conftest import PAUSE, configured, link_to, store_of

KEY = bytes(range(32))


def is_back(store: RedisStore) -> None:
    wait_for(lambda: store._link._is_near, 10)


def warnings(caplog) -> list[str]:
    return [r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING]


def replays_of(server: Redis) -> SharedReplays:
    return SharedReplays(link_to(server), Vault(KEY), MemoryReplays())


# ---- killed, and back


def test_while_redis_is_away_each_replica_remembers_and_one_warning_says_so(server, caplog):
    with server.up():
        store = store_of(server)
        store.put("a", b"before", NOW)
        server.kill()
        assert store.get("a", NOW) is None
        for number in range(20):
            read = store.get("a", NOW)
            assert store.put("a", b"%d" % number, NOW, read)
        assert store.get("a", NOW).sealed == b"19"
    (warning,) = warnings(caplog)
    assert warning == (
        "Redis is away (ConnectionError); meanwhile each replica remembers for itself"
    )


def test_when_redis_is_back_what_was_said_meanwhile_is_true_and_goes_there(server, caplog):
    caplog.set_level(logging.INFO, "whereto")
    with server.up():
        store = store_of(server)
        store.put("a", b"before", NOW)
        server.kill()
        store.put("a", b"meanwhile", NOW)
    with server.up():
        is_back(store)
        read = store.get("a", NOW)
        assert read.sealed == b"meanwhile"
        assert store_of(server).get("a", NOW) == read
        assert store.put("a", b"after", NOW, read)
        assert store_of(server).get("a", NOW).sealed == b"after"
        assert len(store._meanwhile) == 0
    assert [r.getMessage() for r in caplog.records].count("Redis is back") == 1


@contextmanager
def hanging(server: Redis):
    server.stop_answering()
    try:
        yield
    finally:
        server.go_on()


def test_what_another_replica_put_after_the_return_is_not_replaced_by_what_is_older(redis_up):
    one, other = store_of(redis_up), store_of(redis_up)
    with hanging(redis_up):
        one.put("a", b"meanwhile", NOW)
    is_back(one)
    assert other.put("a", b"newer", NOW.replace(second=9), other.get("a", NOW))
    assert one.get("a", NOW).sealed == b"newer"


def test_what_was_said_meanwhile_is_handed_over_with_the_next_turns_of_anybody(redis_up):
    store = store_of(redis_up)
    with hanging(redis_up):
        for number in range(2 * HANDED_OVER + 1):
            store.put(f"talk-{number}", b"meanwhile", NOW)
    is_back(store)
    left = []
    for _ in range(3):
        store.get("another", NOW)
        left.append(len(store._meanwhile))
    assert left == [HANDED_OVER + 1, 1, 0]
    assert store_of(redis_up).get("talk-40", NOW).sealed == b"meanwhile"


def test_a_talk_that_goes_on_while_redis_is_away_still_ends_after_the_longest_time(redis_up):
    store = store_of(redis_up)
    store.put("a", b"before", NOW)
    read = store.get("a", NOW)
    with hanging(redis_up):
        assert store.put("a", b"meanwhile", NOW.replace(minute=10), read)
        assert store.get("a", NOW).began == read.began


# ---- hanging


def test_nobody_waits_for_a_redis_that_hangs(redis_up, knowledge):
    bot = Bot(knowledge, store=store_of(redis_up), vault=Vault(KEY))
    bot.reply_to(Message("hello"))
    with hanging(redis_up):
        began = time.perf_counter()
        bot.reply_to(Message("hello"))
        first = time.perf_counter() - began
        began = time.perf_counter()
        for _ in range(10):
            bot.store.get("a", NOW)
        rest = time.perf_counter() - began
    assert PATIENCE <= first < 4 * PATIENCE
    assert rest < PATIENCE


def test_the_loop_of_the_adapters_goes_on_while_a_turn_waits(redis_up, knowledge):
    from adapters.aside import aside, is_new

    link = link_to(redis_up)
    bot = Bot(
        knowledge,
        store=RedisStore(link, MemoryStore()),
        replays=SharedReplays(link, Vault(KEY), MemoryReplays()),
    )

    async def talk() -> float:
        await aside(bot, bot.reply_to, Message("hello"))
        longest, last = 0.0, time.perf_counter()
        with hanging(redis_up):
            turn = asyncio.create_task(is_new(bot.replays, "telegram", "1"))
            while not turn.done():
                await asyncio.sleep(0.001)
                longest, last = max(longest, time.perf_counter() - last), time.perf_counter()
        return longest

    assert asyncio.run(talk()) < PATIENCE / 2


# ---- refusing


def refusal(store: RedisStore, caplog) -> str:
    """The class that the one warning names, after a turn that was kept in memory."""
    assert store.put("a", b"x", NOW)
    assert store.get("a", NOW).sealed == b"x"
    (warning,) = warnings(caplog)
    return warning.partition("(")[2].partition(")")[0]


def at(server: Redis, url: str) -> RedisStore:
    client = open_client(configured(), {"WHERETO_REDIS_URL": url})
    return RedisStore(Link(client, "whereto", PAUSE), MemoryStore())


def test_remembering_nothing_meanwhile_is_a_way_too(redis_up):
    """For replicas over which calls are spread: `most_sessions: 0`, as docs/serve.md says."""
    store = RedisStore(link_to(redis_up), MemoryStore(most=0))
    store.put("a", b"before", NOW)
    with hanging(redis_up):
        assert store.put("a", b"meanwhile", NOW, store.get("a", NOW))
        assert store.get("a", NOW) is None
    is_back(store)
    assert store.get("a", NOW).sealed == b"before"


@pytest.mark.parametrize("who", ["", ":wrong-horse@", "nobody:wrong-horse@"])
def test_a_wrong_password_is_told_by_its_class_and_never_shown(server, caplog, who):
    with server.up("--requirepass", "correct-horse"):
        name = refusal(at(server, server.url.replace("://", f"://{who}")), caplog)
    assert name == "AuthenticationError"
    assert "horse" not in caplog.text


def test_the_right_password_opens(server):
    with server.up("--requirepass", "correct:horse/battery"):
        store = at(server, server.url.replace("://", "://:correct%3Ahorse%2Fbattery@"))
        store.put("a", b"x", NOW)
        assert store._link._is_near


def test_a_user_with_the_commands_of_the_documents_needs_no_more(server):
    rule = "on >correct-horse resetkeys ~whereto:* resetchannels -@all +get +set +eval"
    with server.up("--user", "whereto", *rule.split()):
        url = server.url.replace("://", "://whereto:correct-horse@")
        store = at(server, url)
        store._link.greet()
        store.put("a", b"x", NOW)
        replays = SharedReplays(store._link, Vault(KEY), MemoryReplays())
        assert replays.is_new("telegram", "1")
        assert store._link._is_near
        assert store.get("a", NOW).sealed == b"x"


def test_a_user_of_other_keys_is_refused(server, caplog):
    rule = "on >correct-horse ~elsewhere:* resetchannels -@all +get +set +eval"
    with server.up("--user", "whereto", *rule.split()):
        store = at(server, server.url.replace("://", "://whereto:correct-horse@"))
        assert refusal(store, caplog) == "NoPermissionError"


def test_a_full_redis_is_borne(server, caplog):
    with server.up("--maxmemory", "100kb", "--maxmemory-policy", "noeviction"):
        assert refusal(store_of(server), caplog) == "OutOfMemoryError"


def test_a_redis_that_only_reads_is_borne(server, caplog, tmp_path):
    folder = tmp_path / "copy"
    folder.mkdir()
    with server.up(), Redis(folder).up("--replicaof", "127.0.0.1", "1") as _:
        assert refusal(store_of(Redis(folder)), caplog) in ("ReadOnlyError", "ResponseError")


def test_what_was_refused_is_taken_again_once_it_can_be(server):
    with server.up("--maxmemory", "100kb"):
        store = store_of(server)
        store.put("a", b"x", NOW)
        assert not store._link._is_near
        server.client().config_set("maxmemory", "100mb")
        is_back(store)
        assert store.put("a", b"y", NOW, store.get("a", NOW))
        assert store_of(server).get("a", NOW).sealed == b"y"


def test_a_link_that_is_closed_asks_nothing_any_more(redis_up):
    link = link_to(redis_up)
    link.close()
    redis_up.kill()
    with pytest.raises(AwayError):
        link.ask(lambda client: client.get("a"))


# ---- what was seen before


def test_a_call_that_one_replica_took_is_not_new_for_another(redis_up):
    one, other = replays_of(redis_up), replays_of(redis_up)
    assert one.is_new("telegram", "1")
    assert not one.is_new("telegram", "1")
    assert not other.is_new("telegram", "1")
    assert other.is_new("slack", "1")
    (mark, _) = redis_up.client().keys("whereto:seen:*")
    assert 590_000 < redis_up.client().pttl(mark) <= 600_000
    assert redis_up.client().get(mark) == b""
    assert len(mark) == len("whereto:seen:") + 64


def test_while_redis_is_away_each_replica_knows_what_it_saw_itself(redis_up):
    one = replays_of(redis_up)
    assert one.is_new("telegram", "1")
    with hanging(redis_up):
        assert not one.is_new("telegram", "1")
        assert one.is_new("telegram", "2")
    assert not one.is_new("telegram", "2")
    assert repr(one) == "SharedReplays(MemoryReplays(2 ids))"


# ---- whole turns


def test_a_talk_goes_from_replica_to_replica_as_if_there_were_one(redis_up, knowledge):
    alone = Bot(knowledge, clock=lambda: NOW)
    replicas = [replace(alone, store=store_of(redis_up), vault=Vault(KEY)) for _ in range(2)]
    for number, text in enumerate(["where can I report", "1", "menu", "2", "stop", "2"]):
        message = Message(text, conversation="c")
        assert replicas[number % 2].reply_to(message) == alone.reply_to(message)
