"""Danger first: what in a message says that somebody is in need now. Runs before any matching.

Cues and look-alikes are data (`<language>/urgent.yaml`). Cues come in two strengths: sure ones
bring the steps, unsure ones the one-line check with the number already visible.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final
from zlib import crc32

from bot.patterns import CueSet, Hit

PRIORITY: Final = ("emergency-now", "suicidal-distress", "after-sexual-assault")
"""Which need is answered first where a message names several."""

LONG_AGO: Final = "long-ago"
"""Entry whose cues say that it is long past: it silences what only time makes urgent."""

RIGHT_NOW: Final = "right-now"
"""Entry whose words say that something is going on, or has just been."""

NEW_CLAUSE: Final = "new-clause"
"""Entry whose words begin a clause of their own."""

CHILD: Final = "child"
"""Entry whose cues say that a child is meant: it adds a line to the reply."""

NOT_REAL: Final = "not-real"
"""Entry whose cues say that it is a play, an exercise, a film or the news: what would bring steps
brings the check; talk of suicide is heard all the same."""

_TOLD: Final = frozenset({*PRIORITY, CHILD, LONG_AGO})
"""Entries that say what a message tells; the others only help to read it."""

_ONLY_NOW: Final = frozenset({"emergency-now", "after-sexual-assault"})


@dataclass(frozen=True, slots=True)
class Need:
    """What a message says of danger. `kind`: steps are due; `unsure`: the check is due."""

    kind: str | None = None
    unsure: str | None = None
    others: tuple[str, ...] = ()
    """Further kinds that the message names besides `kind`."""
    is_about_a_child: bool = False
    is_long_ago: bool = False
    is_now: bool = False
    """Whether it speaks of this very moment."""
    is_not_real: bool = False
    """Whether it speaks of a play, an exercise, a film or the news."""
    cues: tuple[str, ...] = ()
    """The cues that were found, as written, for `explain`."""
    look_alikes: tuple[str, ...] = ()


def mark_of(cue: str) -> str:
    """A short mark of a cue as it is written in the knowledge, to know it again in the same talk."""
    return f"{crc32(cue.encode()):08x}"


def need_of(
    cues: CueSet,
    spellings: Sequence[Sequence[str]],
    clauses: Iterable[Sequence[Sequence[str]]],
    muted: Collection[str] = (),
) -> Need:
    """The need that a message shows. What is long past silences the rest of it, but not a clause
    that speaks of this very moment and of danger in it.

    `spellings`: the words as typed and as repaired; `clauses`: the same for each part between two
    marks.
    """
    whole = find_need(cues, spellings, muted)
    if not whole.is_long_ago:
        return whole
    for clause in clauses:
        for part in _parts(cues, clause):
            found = find_need(cues, part, muted)
            if found.is_now and not found.is_long_ago and found.kind not in (None, whole.kind):
                others = (whole.kind,) if whole.kind else ()
                return replace(found, others=others, is_about_a_child=whole.is_about_a_child)
    return whole


def _parts(cues: CueSet, spellings: Sequence[Sequence[str]]) -> list[list[Sequence[str]]]:
    """A clause cut before the words that begin another one; and whole, where there are none."""
    words = spellings[0]
    cuts = sorted({hit.start for hit in cues.hits(words) if hit.cue.name == NEW_CLAUSE} | {0})
    spans = zip(cuts, [*cuts[1:], len(words)], strict=True)
    return [[spelling[start:end] for spelling in spellings] for start, end in spans]


def find_need(
    cues: CueSet, spellings: Iterable[Sequence[str]], muted: Collection[str] = ()
) -> Need:
    """The need that a message shows, in any of its spellings (as typed, as repaired).

    `muted`: kinds that the person said were not meant; any other kind still speaks.
    """
    hits = _uncovered(cues, spellings)
    names = {hit.cue.name for hit in hits}
    long_ago = LONG_AGO in names
    heard = [kind for kind in PRIORITY if kind not in muted]
    sure = [kind for kind in heard if kind in names or _adds_up(hits, kind)]
    unsure = [kind for kind in heard if f"{kind}/unsure" in names]
    if NOT_REAL in names:
        unsure = [kind for kind in heard if kind in sure or kind in unsure]
        sure = [kind for kind in sure if kind not in _ONLY_NOW]
    if long_ago:
        sure = [kind for kind in sure if kind not in _ONLY_NOW]
        unsure = [kind for kind in unsure if kind not in _ONLY_NOW]
    return Need(
        kind=sure[0] if sure else None,
        unsure=unsure[0] if unsure and not sure else None,
        others=tuple(sure[1:]),
        is_about_a_child=CHILD in names,
        is_long_ago=long_ago,
        is_now=RIGHT_NOW in names,
        is_not_real=NOT_REAL in names,
        cues=tuple(
            dict.fromkeys(hit.cue.text for hit in hits if _speaks(hit) and _entry_of(hit) in _TOLD)
        ),
        look_alikes=tuple(dict.fromkeys(hit.cue.text for hit in hits if not _speaks(hit))),
    )


def _adds_up(hits: Sequence[Hit], kind: str) -> bool:
    """Whether two different unsure cues of a kind stand apart in the message: together they are
    sure."""
    unsure = [hit for hit in hits if hit.cue.name == f"{kind}/unsure"]
    return any(
        one.end <= other.start and one.cue is not other.cue for one in unsure for other in unsure
    )


def _speaks(hit: Hit) -> bool:
    return not hit.cue.name.endswith("look_alikes") and hit.cue.name != NOT_REAL


def _entry_of(hit: Hit) -> str:
    return hit.cue.name.partition("/")[0]


def _uncovered(cues: CueSet, spellings: Iterable[Sequence[str]]) -> list[Hit]:
    """The hits without those that a look-alike of the same kind overlaps, in the same spelling or
    an earlier one: what was typed may silence what only spelling repair brings."""
    look_alikes: list[Hit] = []
    kept: list[Hit] = []
    for words in spellings:
        hits = cues.hits(words)
        look_alikes += [hit for hit in hits if not _speaks(hit)]
        kept += [h for h in hits if _speaks(h) and not any(_silences(a, h) for a in look_alikes)]
    return [*kept, *look_alikes]


def _silences(alike: Hit, hit: Hit) -> bool:
    if _entry_of(alike) != _entry_of(hit):
        return False
    return alike.start < hit.end and hit.start < alike.end
