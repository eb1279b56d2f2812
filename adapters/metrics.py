"""What a monitoring system may know: whether the service is well. Nothing that a person causes.

There is no count of turns, sessions, calls or processor seconds, and memory is given in whole
mebibytes: read every minute, any of them tells in a small office that somebody asked, and when.
Text format 0.0.4 of Prometheus, on a port of this machine's own address alone.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.connection import Connection
from bot.version import VERSION

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
MEBIBYTE: Final = 1024 * 1024
MEMORY: Final = Path("/proc/self/statm")

Labels = Mapping[str, str]


@dataclass(slots=True)
class Health:
    """How the service fares. Times are seconds since 1970."""

    began: float = field(default_factory=time.time)
    loaded: float = field(default_factory=time.time)
    """When knowledge was last taken."""
    is_last_good: bool = False
    """Whether what is served is not what lies there now, since that is broken."""
    reloads: Counter[str] = field(default_factory=lambda: Counter({"taken": 0, "refused": 0}))
    failures: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Of connections: platform and class."""

    def failed(self, platform: str, kind: str) -> None:
        """Count a connection that broke."""
        self.failures[platform, kind] += 1

    def note_reload(self, *, is_taken: bool) -> None:
        """Count what was read anew, and whether it is served now."""
        self.is_last_good = not is_taken
        self.reloads["taken" if is_taken else "refused"] += 1
        if is_taken:
            self.loaded = time.time()

    def said(self) -> str:
        """One line for who asks whether the service is ready."""
        return "last good knowledge\n" if self.is_last_good else "present knowledge\n"


def page(health: Health, connected: Mapping[str, bool], overdue: int, memory: int | None) -> str:
    """All metrics as text. `overdue`: contacts that wait for their trial call. `memory`: bytes, or
    None where they are not known."""
    return "".join(
        [
            *_metric("whereto_build_info", "gauge", [({"version": VERSION}, 1)]),
            *_metric("process_start_time_seconds", "gauge", [({}, int(health.began))]),
            *_metric("process_resident_memory_bytes", "gauge", _rounded(memory)),
            *_metric("whereto_knowledge_loaded_seconds", "gauge", [({}, int(health.loaded))]),
            *_metric("whereto_knowledge_is_last_good", "gauge", [({}, int(health.is_last_good))]),
            *_metric("whereto_contacts_overdue", "gauge", [({}, overdue)]),
            *_metric(
                "whereto_reloads_total",
                "counter",
                [({"result": result}, count) for result, count in health.reloads.items()],
            ),
            *_metric(
                "whereto_platform_connected",
                "gauge",
                [({"platform": name}, int(is_up)) for name, is_up in connected.items()],
            ),
            *_metric(
                "whereto_platform_failures_total",
                "counter",
                [
                    ({"platform": platform, "class": kind}, count)
                    for (platform, kind), count in sorted(health.failures.items())
                ],
            ),
        ]
    )


def _rounded(memory: int | None) -> list[tuple[Labels, int]]:
    """In whole mebibytes: one conversation takes about a kilobyte."""
    return [] if memory is None else [({}, round(memory / MEBIBYTE) * MEBIBYTE)]


def _metric(name: str, kind: str, values: Iterable[tuple[Labels, int]]) -> Iterator[str]:
    yield f"# TYPE {name} {kind}\n"
    for labels, value in values:
        shown = ",".join(f'{label}="{text}"' for label, text in labels.items())
        yield f"{name}{{{shown}}} {value}\n" if shown else f"{name} {value}\n"


def memory_of_this_process() -> int | None:
    """Bytes that this process holds, where the system says it (Linux)."""
    try:
        pages = int(MEMORY.read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return None
    return pages * os.sysconf("SC_PAGE_SIZE")


def metrics_page(
    health: Health, connections: Mapping[str, Connection], overdue: Callable[[], int]
) -> Starlette:
    """The application that shows them under `/metrics`."""

    async def show(_: Request) -> Response:
        connected = {name: one.is_connected for name, one in connections.items()}
        text = page(health, connected, overdue(), memory_of_this_process())
        return Response(text, headers={"Content-Type": CONTENT_TYPE})

    return Starlette(routes=[Route("/metrics", show)])
