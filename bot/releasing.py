"""Tables of statistics on the disk: written once a month, read with distrust.

A table is written within an hour after its month ends, whether anybody talks or not, so that not
even the file's date says when somebody did. What a restart interrupts is lost, and never written in
part: a half month would be a finer measure of time.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from bot.config import Config
from bot.problem import KnowledgeError, Place, Problem
from bot.statistics import (
    DEFINITIONS,
    HELPED,
    ORDINARY,
    PLATFORMS,
    ROUNDED_TO,
    SMALLEST,
    Row,
    Table,
    Tally,
    month_of,
)

log = logging.getLogger("whereto.statistics")

EVERY: Final = 3600.0
"""Seconds between two looks at the calendar."""

LARGEST_FILE: Final = 64 * 1024
"""Bytes of a table that is read: all of the closed list, in a hundred languages, is a tenth of it."""

_MONTH: Final = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
_VALUES: Final[dict[str, Iterable[str]]] = {
    "platform": PLATFORMS,
    "topic": ORDINARY,
    "helped": HELPED,
}


def folder_of(config: Config, where: Place) -> Path | None:
    """The folder that tables are written to; None where statistics are off. Raises KnowledgeError where
    they are on and nothing can be written there. `where`: where the settings stand."""
    if config.text("statistics.release") == "never":
        return None
    folder = config.folder / (config.text("statistics.folder") or "")
    if config.text("statistics.folder") is None or not os.access(folder, os.W_OK | os.X_OK):
        what = "Statistics are asked for, and there is no folder that they can be written to."
        mend = 'Make one for the service alone; name it below "statistics:", "folder:".'
        raise KnowledgeError([Problem("statistics-folder", where, what, mend)])
    return folder


@contextmanager
def monthly(
    tally: Tally, folder: Path, clock: Callable[[], dt.datetime], every: float = EVERY
) -> Iterator[None]:
    """Release the tables of months that are over, as long as the block runs."""
    stop = threading.Event()
    keeper = threading.Thread(target=_keep, args=(tally, folder, clock, every, stop), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stop.set()
        keeper.join(1.0)


def _keep(
    tally: Tally,
    folder: Path,
    clock: Callable[[], dt.datetime],
    every: float,
    stop: threading.Event,
) -> None:
    waiting: list[Table] = []
    while not stop.wait(every):
        waiting = release([*waiting, *tally.close(month_of(clock()))], folder)


def release(tables: Iterable[Table], folder: Path) -> list[Table]:
    """Write tables; those that could not be written, for later. One that is there already stays as
    it is: two tables of one month could be compared."""
    failed = []
    for table in tables:
        try:
            _write(table, folder)
        except FileExistsError:
            log.warning("the table of a month was there already and stays")
        except OSError as error:
            log.warning("table not written: %s", type(error).__name__)
            failed.append(table)
    return failed


def _write(table: Table, folder: Path) -> None:
    """Whole or not at all, for this user only. Raises FileExistsError, OSError."""
    path, begun = folder / f"{table.month}.json", folder / f".{table.month}.begun"
    begun.unlink(missing_ok=True)
    with suppress(FileNotFoundError):
        path.stat()
        raise FileExistsError
    handle = os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(json.dumps(plain(table), indent=1) + "\n")
        file.flush()
        os.fsync(file.fileno())
    begun.replace(path)


def plain(table: Table) -> dict[str, Any]:
    """A table as it stands in its file, definitions and all."""
    return {
        "month": table.month,
        "smallest": SMALLEST,
        "rounded_to": ROUNDED_TO,
        "rows": [asdict(row) for row in table.rows],
        "definitions": DEFINITIONS,
    }


def read_tables(folder: Path) -> tuple[list[Table], list[Problem]]:
    """The tables of a folder, oldest first, and a problem for each that holds what no table may."""
    tables, problems = [], []
    paths = sorted(folder.glob("*.json")) if folder.is_dir() else []
    for path in paths:
        table = _read(path)
        if table is None:
            what = "This is no table that was released: numbers below ten, or other than counted."
            mend = "Whoever edited it may have revealed a person. Take it out of the folder."
            problems.append(Problem("statistics-edited", Place(str(path)), what, mend))
        else:
            tables.append(table)
    return tables, problems


def _read(path: Path) -> Table | None:
    """A table, or None where the file holds anything that is not released."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            return None
        given = json.loads(path.read_text(encoding="utf-8"))
        rows = tuple(Row(**row) for row in given["rows"])
        table = Table(given["month"], rows)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    is_named = isinstance(table.month, str) and _MONTH.fullmatch(table.month)
    is_whole = (
        is_named
        and path.stem == table.month
        and len({(row.counter, row.value) for row in rows}) == len(rows)
    )
    return table if is_whole and all(map(_is_released, rows)) else None


def _is_released(row: Row) -> bool:
    """Whether a row is of the closed list, large enough and rounded."""
    if type(row.count) is not int or row.count < SMALLEST or row.count % ROUNDED_TO:
        return False
    if not isinstance(row.value, str) or row.counter not in DEFINITIONS:
        return False
    if row.counter == "language":
        return _LANGUAGE.fullmatch(row.value) is not None
    return row.value in _VALUES.get(row.counter, ("",))
