"""The log guard: what a person typed reaches no log line, no traceback, no screen of an operator.

Our own lines carry component, rule and exception class. Everything of other libraries below
WARNING is dropped, and from there on only the logger's name, the level and the exception's class
are written, never the message, since an SDK may put a text or an id into it. The same holds for
crashes, for warnings, for what breaks while it is cleared away; and a crash leaves no core dump.
"""

from __future__ import annotations

import logging
import sys
import threading
import warnings
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final, TextIO

OURS: Final = "whereto"


class SilentFormatter(logging.Formatter):
    """A log line without anything that could be a person's."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, component; the message only where it is our own."""
        moment = self.formatTime(record, "%Y-%m-%dT%H:%M:%S")
        text = record.getMessage() if _is_ours(record.name) else "message withheld"
        failure = (
            f" ({record.exc_info[0].__name__})" if record.exc_info and record.exc_info[0] else ""
        )
        return f"{moment} {record.levelname} {record.name}: {text}{failure}"


def _is_ours(name: str) -> bool:
    return name == OURS or name.startswith(f"{OURS}.")


class _OnlyWarnings(logging.Filter):
    """Lets our own lines pass, and those of others from WARNING on."""

    def filter(self, record: logging.LogRecord) -> bool:
        return _is_ours(record.name) or record.levelno >= logging.WARNING


def keep_silent(stream: TextIO | None = None, level: int = logging.INFO) -> None:
    """Put the guard in place for the whole process, whatever was configured before. `level` is
    for our own lines; nothing makes those of others more talkative."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(SilentFormatter())
    handler.addFilter(_OnlyWarnings())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(OURS).setLevel(level)
    logging.raiseExceptions = False
    sys.excepthook = _bare_exception
    threading.excepthook = _bare_thread_exception
    sys.unraisablehook = _bare_unraisable
    warnings.showwarning = _bare_warning  # type: ignore[assignment]  # called by position
    _without_core_dump()


def _bare_exception(
    kind: type[BaseException], _error: BaseException, trace: TracebackType | None
) -> None:
    """A crash is reported by its class and place, without its message: that may quote a text."""
    place = ""
    while trace is not None:
        code = trace.tb_frame.f_code
        place = f" in {code.co_name} (line {trace.tb_lineno})"
        trace = trace.tb_next
    sys.stderr.write(f"whereto stopped: {kind.__name__}{place}\n")


def _bare_thread_exception(args: threading.ExceptHookArgs) -> None:
    _bare_exception(args.exc_type, args.exc_value or Exception(), args.exc_traceback)


def _bare_unraisable(args: sys.UnraisableHookArgs) -> None:
    """What broke where nothing could catch it, by its class."""
    sys.stderr.write(f"whereto went on after: {args.exc_type.__name__}\n")


def _bare_warning(
    _message: Warning | str, category: type[Warning], filename: str, line: int, *_: object
) -> None:
    """A library's warning by its kind and place in the code."""
    sys.stderr.write(f"{category.__name__} in {Path(filename).name} (line {line})\n")


def _without_core_dump() -> None:
    """No copy of the memory on the disk after a crash, where the system can be told so."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (0, most))
