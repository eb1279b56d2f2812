"""Decision to reply: entry ids become pieces of reviewed text, choices get numbers.

Nothing is decided here and nothing is written here: every word is the knowledge's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import count, takewhile
from typing import Final

from bot import cards, guides
from bot.cautions import cautions
from bot.decision import Decision, Line, line
from bot.hearing import Hearing
from bot.message import TERMINAL, Block, Candidate, Card, Choice, Piece, Reply
from bot.reviews import UNREVIEWED, is_unreviewed, overdue_review
from bot.wording import is_fallback, piece

MOST_ALTERNATIVES: Final = 3


def render(hearing: Hearing, decision: Decision, candidates: Iterable[Candidate]) -> Reply:
    """The reply of a decision. `candidates`: the topics considered, best first."""
    language = hearing.wording.language
    return Reply(
        language=language.tag,
        kind=decision.kind,
        topic=decision.topic,
        body=tuple(_body(hearing, decision)),
        choices=choices_of(hearing, decision.choices),
        closing=tuple(_closing(hearing, decision)),
        alternatives=tuple(candidates)[:MOST_ALTERNATIVES],
        urgent=decision.urgent,
        check=decision.check is not None,
        is_right_to_left=language.is_right_to_left,
        erase=decision.erase,
        heading=_heading(hearing),
    )


def _heading(hearing: Hearing) -> Piece | None:
    """What a notification may show of any reply: always the same."""
    if hearing.message.platform == TERMINAL:
        return None
    return piece(hearing, line("interface/heading"))


def _body(hearing: Hearing, decision: Decision) -> Iterable[Block | Card]:
    said: Collection[str] = ()
    if decision.check is not None:
        yield Block("urgent", (piece(hearing, line(f"urgent/{decision.check}/check")),))
        beside = () if decision.urgent else cards.local_numbers(hearing, decision.check)
        yield from beside
        said = [one.entry for part in beside if isinstance(part, Block) for one in part.pieces]
    if any(is_fallback(hearing, item.entry) for item in decision.body):
        yield Block("note", (piece(hearing, line("interface/fallback-language")),))
    if decision.openings:
        yield _block(hearing, "text", decision.openings)
    for item in decision.body:
        yield _block(hearing, "steps" if decision.urgent else "text", (item,))
    for note in (overdue_review(hearing, decision), cautions(hearing, decision, said)):
        if note:
            yield _block(hearing, "note", note)
    if decision.urgent is not None and decision.numbers:
        yield from _numbers(hearing, decision.urgent, decision.numbers)
    for row in decision.compared:
        yield cards.compared(hearing, row)
    yield from _cards(hearing, decision)


def _numbers(hearing: Hearing, kind: str, channels: Collection[str]) -> Iterable[Block | Card]:
    """The numbers inside urgent steps, then a route besides police and security."""
    yield from cards.numbers(hearing, kind, tuple(channels))
    yield Block("text", (piece(hearing, line(f"urgent/{kind}/second_route")),))


def _cards(hearing: Hearing, decision: Decision) -> Iterable[Card]:
    for channel in decision.channels:
        reasons = decision.reasons.get(channel, ())
        shown = cards.card(hearing, channel, reasons, every_row=decision.every_row)
        if shown is not None:
            yield shown


def _closing(hearing: Hearing, decision: Decision) -> Iterable[Block]:
    if decision.closings and decision.urgent:
        yield _block(hearing, "note", decision.closings)
    elif decision.closings and decision.channels:
        lines = list(decision.closings)
        if cards.depends_on_organisation(hearing, decision.channels):
            lines.append(line("interface/tell-organisation"))
        yield _block(hearing, "note", lines)
    notice = _notice(hearing, decision)
    if notice:
        yield _block(hearing, "notice", notice)


def _notice(hearing: Hearing, decision: Decision) -> tuple[Line, ...]:
    """What this is, on the first turn; one line where danger comes first. Where others read along,
    who they are and what the private way is, each time."""
    if hearing.message.place == "shared":
        shared = f"interface/notice-{hearing.message.platform}-shared"
        return (line(shared),) if hearing.has_text(shared) else ()
    if hearing.before.noticed:
        return ()
    if decision.urgent is not None:
        return (line("interface/notice-urgent"),)
    lines = [*map(line, _about_the_platform(hearing)), line("interface/notice-commands")]
    if hearing.setting.audience == "preview":
        lines.append(line("interface/notice-preview"))
    elif is_unreviewed(hearing, decision):
        lines.append(UNREVIEWED)
    return tuple(lines)


def _about_the_platform(hearing: Hearing) -> Iterator[str]:
    """What this is, and who can read it on this platform: `notice-<platform>`, then
    `notice-<platform>-2` and so on, a fact each."""
    first = f"interface/notice-{hearing.message.platform}"
    if hearing.message.platform == TERMINAL or not hearing.has_text(first):
        yield "interface/notice-terminal"
        return
    yield "interface/notice-program"
    yield first
    yield from takewhile(hearing.has_text, (f"{first}-{number}" for number in count(2)))


def _block(hearing: Hearing, kind: str, lines: Iterable[Line]) -> Block:
    return Block(kind, tuple(piece(hearing, item) for item in lines))  # type: ignore[arg-type]


def choices_of(hearing: Hearing, ids: Iterable[str]) -> tuple[Choice, ...]:
    """The quick replies with their numbers, each id once."""
    return tuple(
        Choice(number, choice, label_of(hearing, choice))
        for number, choice in enumerate(dict.fromkeys(ids), start=1)
    )


def label_of(hearing: Hearing, choice: str) -> Piece:
    """The words on a quick reply."""
    kind, _, value = choice.partition(":")
    if kind == "guide":
        return guides.label_of(hearing, value)
    if kind == "language":
        name = hearing.knowledge.languages[value].name
        return Piece(f"language/{value}", name)
    if kind == "group" and "@" in value:
        return piece(hearing, line("interface/choice-next-page"))
    if kind in ("group", "role"):
        return piece(hearing, line(f"interface/{kind}-{value}"))
    if kind == "command":
        return piece(hearing, line(f"interface/choice-{value}"))
    return piece(hearing, line(f"topic/{choice}/title"))
