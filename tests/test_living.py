"""What keeps an instance going for years: edits taken beside the turns, systemd told, its health."""

from __future__ import annotations

import asyncio
import re
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("uvicorn", reason='it is not installed: pip install "whereto[server]"')

from conftest import NOW
from test_server import Echo, EndedError, Line, serving

from adapters.connection import Call, Response
from adapters.living import LAST_GOOD, PRESENT, Living, aside
from adapters.metrics import MEBIBYTE, Health, page
from adapters.server import keep_running, listen, listen_for_metrics, run
from adapters.systemd import Notifier, keep_watched, watchdog_every
from bot.bot import Bot
from bot.contacts import overdue
from bot.problem import KnowledgeError, Place, Problem
from bot.reloading import Fresh, Outcome

TAKEN = Outcome(("a.yaml",), Fresh(None, None))  # type: ignore[arg-type]
REFUSED = Outcome(("a.yaml",), problems=(Problem("x", Place("a.yaml"), "Broken."),))


class Office:
    """An instance at the edge: reads what it is told to, and notes what it is asked."""

    def __init__(self, *outcomes: Outcome | None) -> None:
        self.outcomes = list(outcomes)
        self.asked: list[str] = []
        self.is_last_good = False
        self.before_reading: Callable[[], object] = list

    def step(self) -> Outcome | None:
        self.asked.append("step")
        self.before_reading()
        return self.outcomes.pop(0) if self.outcomes else None

    def at_once(self) -> Outcome:
        self.asked.append("at once")
        self.before_reading()
        return self.outcomes.pop(0) or REFUSED

    def take(self, outcome: Outcome) -> None:
        self.asked.append(f"take in {threading.current_thread().name}")

    def keep(self) -> None:
        self.asked.append("keep")

    def is_well(self) -> bool:
        return True

    def overdue(self) -> int:
        return 3


class Told(Notifier):
    """systemd's socket, for real, and what came there."""

    def __init__(self, folder: Path | None = None) -> None:
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        name = f"\0whereto-test-{id(self)}" if folder is None else str(folder / "notify")
        self.socket.bind(name)
        super().__init__(name.replace("\0", "@"))

    def lines(self) -> list[list[str]]:
        self.socket.setblocking(False)
        found = []
        while True:
            try:
                found.append(self.socket.recv(4096).decode().split("\n"))
            except BlockingIOError:
                return found


@pytest.fixture
def told(tmp_path):
    to_systemd = Told(tmp_path)
    yield to_systemd
    to_systemd.socket.close()


# ---- fresh knowledge


def test_what_has_settled_is_read_aside_taken_on_the_loop_and_kept(told):
    office = Office(None, TAKEN)
    living = Living(office, notifier=told)

    async def two_looks() -> None:
        await living.turn(every=0)
        await living.turn(every=0)

    asyncio.run(two_looks())
    assert office.asked == ["step", "step", "take in MainThread", "keep"]
    assert living.health.reloads == {"taken": 1, "refused": 0}


def test_turns_go_on_while_files_are_read():
    office, answered = Office(None), threading.Event()
    office.before_reading = lambda: answered.wait(20)
    living = Living(office)

    async def talk() -> None:
        reading = asyncio.create_task(living.turn(every=0))
        for _ in range(3):
            await asyncio.sleep(0)
        assert not reading.done()
        answered.set()
        await reading

    asyncio.run(talk())


def test_a_hangup_reads_at_once_and_systemd_is_told_of_begin_and_end(told):
    living = Living(Office(TAKEN), notifier=told)
    living.hangup.set()
    asyncio.run(living.turn(every=1000))
    (first, moment), (second, status) = told.lines()
    assert (first, second, status) == ("RELOADING=1", "READY=1", f"STATUS={PRESENT}")
    assert re.fullmatch(r"MONOTONIC_USEC=\d+", moment)


def test_two_hangups_while_it_reads_are_one_more_reading(told):
    office = Office(TAKEN, TAKEN)
    living = Living(office, notifier=told)

    async def talk() -> None:
        loop = asyncio.get_running_loop()
        for _ in range(2):
            living.hangup.set()

        def again() -> None:
            for _ in range(2):
                loop.call_soon_threadsafe(living.hangup.set)
            office.before_reading = list

        office.before_reading = again
        await living.turn(every=1000)
        await living.turn(every=1000)
        assert not living.hangup.is_set()

    asyncio.run(talk())
    assert office.asked.count("at once") == 2


def test_a_refused_edit_is_counted_and_systemd_is_told_that_it_answers_all_the_same(told):
    living = Living(Office(REFUSED), notifier=told)
    asyncio.run(living.turn(every=0))
    assert told.lines() == [["READY=1", f"STATUS={LAST_GOOD}"]]
    assert living.health.reloads == {"taken": 0, "refused": 1}
    assert living.health.said() == "last good knowledge\n"


def test_a_look_that_breaks_does_not_end_the_looking(caplog):
    office = Office()
    times: list[int] = []

    def breaks() -> None:
        times.append(1)
        raise OSError("my boss")

    office.before_reading = breaks
    living = Living(office)
    living.hangup.set()

    async def talk() -> None:
        looking = asyncio.create_task(living.keep_fresh())
        while not times:
            await asyncio.sleep(0.001)
        living.hangup.set()
        while len(times) < 2:
            await asyncio.sleep(0.001)
        assert not looking.done()
        looking.cancel()

    asyncio.run(talk())
    assert "not looked at: OSError" in caplog.text
    assert "boss" not in caplog.text


def test_the_service_ends_while_files_are_read():
    """The thread that reads does not keep the loop from ending, nor does its end disturb."""
    forever = threading.Event()

    async def talk() -> None:
        task = asyncio.create_task(aside(forever.wait))
        await asyncio.sleep(0)
        task.cancel()

    asyncio.run(talk())
    forever.set()


# ---- systemd


@pytest.mark.parametrize("where", ["a path", "an abstract name"])
def test_systemd_is_told_through_the_socket_that_it_names(where, tmp_path):
    to_systemd = Told(tmp_path if where == "a path" else None)
    to_systemd.ready(PRESENT)
    to_systemd.well()
    to_systemd.stopping()
    assert to_systemd.lines() == [["READY=1", f"STATUS={PRESENT}"], ["WATCHDOG=1"], ["STOPPING=1"]]
    to_systemd.socket.close()


@pytest.mark.parametrize("address", [None, "", "/nowhere/notify", "vsock:2:1", "@nobody-listens"])
def test_where_nobody_listens_nothing_happens(address):
    Notifier(address).ready(PRESENT)


@pytest.mark.parametrize(
    ("environment", "every"),
    [
        ({"WATCHDOG_USEC": "30000000"}, 15.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "7"}, 15.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "8"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({}, None),
    ],
)
def test_a_sign_of_life_comes_twice_as_often_as_systemd_asks(environment, every):
    assert watchdog_every(environment, 7) == every


def test_a_sign_of_life_is_given_only_while_turns_work(told):
    wells = [True, False, True]
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)
        if not wells:
            raise EndedError

    with pytest.raises(EndedError):
        asyncio.run(keep_watched(told, 15.0, lambda: wells.pop(0), sleep))
    assert told.lines() == [["WATCHDOG=1"]] * 2
    assert waited == [15.0] * 3


def test_a_bot_is_well_when_a_turn_works_and_remembers_nothing_of_it(knowledge, caplog):
    bot = Bot(knowledge, clock=lambda: NOW)
    assert bot.is_well()
    assert len(bot.store) == 0
    assert not Bot(None, clock=lambda: NOW).is_well()  # type: ignore[arg-type]
    assert "a turn of its own failed: AttributeError" in caplog.text


# ---- health


def scraped(health: Health) -> dict[str, str]:
    text = page(health, {"telegram": True, "slack": False}, 3, 200 * MEBIBYTE + 5000)
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return dict(line.rsplit(" ", 1) for line in lines)


def test_the_page_is_what_a_monitoring_system_reads():
    health = Health(began=1.0, loaded=2.0)
    health.failed("slack", "ClientConnectorError")
    health.note_reload(is_taken=False)
    found = scraped(health)
    assert found["process_start_time_seconds"] == "1"
    assert found["whereto_knowledge_loaded_seconds"] == "2"
    assert found["whereto_knowledge_is_last_good"] == "1"
    assert found["whereto_contacts_overdue"] == "3"
    assert found['whereto_reloads_total{result="refused"}'] == "1"
    assert found['whereto_platform_connected{platform="slack"}'] == "0"
    failures = 'whereto_platform_failures_total{platform="slack",class="ClientConnectorError"}'
    assert found[failures] == "1"
    form = r'[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})?'
    assert all(re.fullmatch(form, name) for name in found)


def test_what_is_shown_is_a_closed_list_and_counts_nothing_that_a_person_does():
    names = {name.partition("{")[0] for name in scraped(Health())}
    assert names == {
        "whereto_build_info",
        "process_start_time_seconds",
        "process_resident_memory_bytes",
        "whereto_knowledge_loaded_seconds",
        "whereto_knowledge_is_last_good",
        "whereto_contacts_overdue",
        "whereto_reloads_total",
        "whereto_platform_connected",
    }
    assert scraped(Health())["process_resident_memory_bytes"] == str(200 * MEBIBYTE)


def without_memory(text: bytes) -> list[bytes]:
    return [line for line in text.splitlines() if b"memory" not in line]


def test_metrics_are_on_this_machines_own_address_and_the_same_whether_or_not_somebody_asked():
    async def broken(_: Call) -> Response:
        raise ValueError

    async def talk() -> None:
        stop = asyncio.Event()
        with listen("127.0.0.1", 0) as listener, listen_for_metrics(0) as metrics:
            assert metrics is not None
            assert metrics.getsockname()[0] == "127.0.0.1"
            living = Living(Office(), metrics)
            task = asyncio.create_task(
                run({"echo": Echo(answer=broken)}, listener, stop, living=living)
            )
            own, public = (Line(s.getsockname()[1]) for s in (metrics, listener))
            status, headers, body = await own.get("/metrics")
            assert (status, headers["content-type"].partition(";")[0]) == (200, "text/plain")
            assert b'whereto_platform_connected{platform="echo"} 1\n' in body
            assert (await public.get("/metrics"))[0] == 404
            assert (await own.post("/echo"))[0] == 404
            for _ in range(20):
                await public.post("/echo", b"x")
            after = (await own.get("/metrics"))[2]
            assert without_memory(after) == without_memory(body)
            stop.set()
            await asyncio.wait_for(task, 20)

    asyncio.run(talk())


def test_without_a_port_there_are_no_metrics():
    with listen_for_metrics(None) as metrics:
        assert metrics is None


def test_a_port_of_metrics_that_is_taken_is_told():
    with listen_for_metrics(0) as taken:
        assert taken is not None
        with pytest.raises(KnowledgeError), listen_for_metrics(taken.getsockname()[1]):
            pass


def test_a_connection_that_breaks_is_counted_by_its_class():
    class Dead(Echo):
        async def run(self) -> None:
            raise ConnectionRefusedError

    async def sleep(_: float) -> None:
        raise EndedError

    health = Health()
    with pytest.raises(EndedError):
        asyncio.run(keep_running("one", Dead(), sleep, failed=health.failed))
    assert health.failures == {("one", "ConnectionRefusedError"): 1}


def test_who_asks_whether_it_is_ready_reads_which_knowledge_is_served():
    async def use(line: Line) -> None:
        assert (await line.get("/readyz"))[2] == b"present knowledge\n"

    serving(use, echo=Echo())


def test_contacts_whose_trial_is_overdue_are_counted_and_withdrawn_ones_are_not(knowledge):
    import dataclasses
    import datetime as dt

    contact = dataclasses.replace(knowledge.contacts[0], confirmed_on=NOW.date())
    known = dataclasses.replace(knowledge, contacts=(contact,))
    due = NOW.date() + contact.review_every
    assert overdue(known, due) == []
    assert overdue(known, due + dt.timedelta(days=1)) == [contact]
    without = dataclasses.replace(known, withdrawn=frozenset({f"contact/{contact.id}"}))
    assert overdue(without, due + dt.timedelta(days=1)) == []
