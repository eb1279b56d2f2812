"""Whether files have changed, and are whole again: looked at now and then, with nothing but `stat`.

That works where no messages about changes come: on network disks, in containers, behind links that
are switched. A change is taken when it has settled: what an editor has half saved is left alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from bot.tree_reader import files_below

LOOK_EVERY: Final = 2.0
"""Seconds between two looks; an edit counts after two that saw the same."""

MOST_NAMED: Final = 5
"""Files that are named after a change; a new checkout touches hundreds."""

Stamp = tuple[int, int, int]
"""Written, changed (both nanoseconds) and size. A number of the file itself would be one more
sign, but some network disks make it up anew each time."""

Snapshot = Mapping[Path, Stamp]


def look_at(places: Sequence[Path]) -> Snapshot:
    """All files of folders of knowledge, also what proves them, and files that are named themselves.
    What is not there, or goes away meanwhile, is not in it."""
    seen: dict[Path, Stamp] = {}
    for place in places:
        below = [place.joinpath(*parts) for parts in files_below(place, _ignore, is_wanted=bool)]
        for path in below or [place]:
            with suppress(OSError):
                state = path.stat()
                seen[path] = (state.st_mtime_ns, state.st_ctime_ns, state.st_size)
    return seen


def _ignore(_: OSError) -> None:
    """A folder that cannot be opened has no files; reading it says why."""


class Watch:
    """What was tried last, and what was seen at the last look."""

    def __init__(self, tried: Snapshot) -> None:
        self._tried = self._seen = tried

    def has_settled(self, now: Snapshot) -> bool:
        """Whether what is there differs from what was tried last, and not from the last look."""
        is_new = now != self._tried and now == self._seen
        self._seen = now
        return is_new

    def was_tried(self, now: Snapshot) -> bool:
        """Whether this is what was tried last."""
        return now == self._tried

    def try_now(self, now: Snapshot) -> tuple[str, ...]:
        """Note that this is being tried; the files in which it differs from what was tried before."""
        before, self._tried, self._seen = self._tried, now, now
        return changed(before, now)


def changed(before: Snapshot, now: Snapshot) -> tuple[str, ...]:
    """The files that came, went, or are others, as a person names them."""
    paths = {path for path in (*before, *now) if before.get(path) != now.get(path)}
    return tuple(sorted(path.as_posix() for path in paths))


def named(files: Sequence[str]) -> str:
    """Some of the files, and how many more there are."""
    more = len(files) - MOST_NAMED
    return ", ".join(files[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
