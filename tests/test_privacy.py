"""The canary itself: it sees through encodings, every path has a plant, and some plants are tried here;
`make proof` tries all of them. The guard holds what libraries say when something goes wrong."""

from __future__ import annotations

import base64
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import canary
import planted
import pytest

ROOT = Path(__file__).parent.parent
QUICK = ("file by the system's own call", "warning of a library", "print of a library")


@pytest.mark.parametrize("mark", canary.CANARIES)
@pytest.mark.parametrize("shift", [0, 1, 2, 3])
def test_a_mark_is_found_in_any_writing(mark, shift):
    before = "x" * shift
    for written in (
        f"{before}{mark}y",
        f"{before}{mark.upper()}y",
        f"{before}{quote(mark, safe='')}y",
        base64.b64encode(f"{before}{mark}yy".encode()).decode(),
        base64.b64encode(f"{before}{mark.casefold()}yy".encode()).decode(),
        f"{before}{mark}y".encode().hex(),
    ):
        assert canary._is_in(mark, written)


@pytest.mark.parametrize("mark", canary.CANARIES)
def test_a_mark_is_not_found_where_it_is_not(mark):
    text = (ROOT / "README.md").read_text("utf-8")
    assert not canary._is_in(mark, text)
    assert not canary._is_in(mark, base64.b64encode(text.encode()).decode())


def test_every_driver_of_the_canary_has_a_plant_and_every_plant_a_name_of_its_own():
    drivers = {plant.driver for plant in planted.PLANTS}
    assert drivers <= set(canary.NAMES)
    assert drivers >= {"turns", "crash", "statistics", *canary.PLATFORMS}
    assert len({plant.name for plant in planted.PLANTS}) == len(planted.PLANTS)


@pytest.mark.parametrize("name", QUICK)
def test_a_planted_leak_is_caught(name):
    (plant,) = (plant for plant in planted.PLANTS if plant.name == name)
    assert planted.hits_with(plant)


TYPED = "words of a person"
GUARD = "from bot.silence import keep_silent; keep_silent(); words = 'words of a person'; "
ATTEMPTS = {
    "a warning": "import warnings; warnings.warn(words)",
    "a failure that nothing can catch": "type('T', (), {'__del__': lambda s: int(words)})()",
    "a crash": "int(words)",
    "a crash of a thread": "import threading as t; t.Thread(target=int, args=(words,)).start()",
    "a log line of a library": "import logging; logging.getLogger('sdk').error(words)",
    "a log line with its exception": "import logging\ntry: int(words)\n"
    "except ValueError: logging.getLogger('sdk').exception('x')",
    "a log line that cannot be made": "import logging; logging.getLogger('sdk').error('%d', words)",
    "a task that nobody waited for": "import asyncio\nasync def fail(): int(words)\n"
    "async def main():\n asyncio.create_task(fail()); await asyncio.sleep(0)\nasyncio.run(main())",
}


@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS)
def test_the_guard_tells_that_something_went_wrong_without_a_word_of_it(attempt):
    done = subprocess.run(
        [sys.executable, "-W", "always", "-c", GUARD + attempt],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert TYPED not in done.stdout + done.stderr
    assert done.stderr.strip()


@pytest.mark.skipif(sys.platform != "linux", reason="limits are told by /proc there")
def test_a_crash_leaves_no_core_dump():
    code = "print(open('/proc/self/limits').read())"
    raised = "import resource as r; m = r.getrlimit(4)[1]; r.setrlimit(4, (m, m)); "
    done = subprocess.run(
        [sys.executable, "-c", raised + GUARD + code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    (limit,) = (line for line in done.stdout.splitlines() if line.startswith("Max core file size"))
    assert limit.split()[4] == "0"
