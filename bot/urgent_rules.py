"""Rules about danger: safe words, cues, likeness; and staying with it until something else comes up."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot import commands, composing
from bot.composing import OUT_OF_SCOPE, URGENT_NUMBERS
from bot.danger import danger_of
from bot.decision import Decision
from bot.hearing import Hearing
from bot.matching import thresholds as at
from bot.message import Candidate
from bot.ranking import STAYS, ranked

_URGENT_COMMANDS: Final = ("danger", "assault", "crisis")


def safe_word(hearing: Hearing) -> Decision | None:
    """A safe word brings the urgent contacts from anywhere."""
    for name in _URGENT_COMMANDS:
        if f"command-{name}" in hearing.whole_cues:
            return commands.run(hearing, name)
    if hearing.message.text.strip().casefold() in hearing.setting.safe_words:
        return commands.run(hearing, "danger")
    return None


def urgent_cue(hearing: Hearing) -> Decision | None:
    """Danger is seen before any topic is matched; the steps come first. A cue that the rest of the
    message gainsays brings the check."""
    if hearing.need.kind is None or hearing.message.choose is not None:
        return None
    kind = danger_of(hearing)
    if kind is None:
        return None
    decision = composing.urgent(hearing, kind, "urgent-cue")
    also = _also_asked(hearing)
    return replace(decision, choices=(*also, *decision.choices)) if also else decision


def _also_asked(hearing: Hearing) -> tuple[str, ...]:
    """The ordinary topic that the message surely asks about besides; nothing stands beside a wish to
    die, whose words ("I do not want to any more") are also those of other questions."""
    if hearing.need.kind == "suicidal-distress":
        return ()
    best = ordinary(hearing)[:1]
    is_sure = best and best[0].score >= at.SURE_SCORE
    return (best[0].topic,) if is_sure and best[0].topic != OUT_OF_SCOPE else ()


def ordinary(hearing: Hearing) -> list[Candidate]:
    """The candidates that are no urgent need."""
    return [c for c in hearing.scored.candidates if c.topic not in URGENT_NUMBERS]


def urgent_match(hearing: Hearing) -> Decision | None:
    """A message that is like what people in danger write, without a known cue, counts as one."""
    kind = danger_of(hearing)
    return None if kind is None else composing.urgent(hearing, kind, "urgent-match")


def unsure_of_danger(hearing: Hearing) -> Decision:
    """An urgent topic that no cue confirms: the next ordinary topics, with the gentle check; its steps
    again where they were shown before."""
    kind = ranked(hearing)[0].topic
    if kind == hearing.before.urgent and kind not in hearing.before.muted:
        return composing.urgent(hearing, kind, "still-urgent")
    others = [c.topic for c in ordinary(hearing)[:2]]
    return replace(composing.ask_which(hearing, [kind, *others], "danger-unsure"), check=kind)


def still_urgent(hearing: Hearing) -> Decision | None:
    """After urgent steps, a message that is not clearly about something else stays with them."""
    kind = hearing.before.urgent
    if kind is None or hearing.before.topic != kind or kind in hearing.before.muted:
        return None
    if _asks_something_else(hearing):
        return None
    return composing.urgent(hearing, kind, "still-urgent")


def _asks_something_else(hearing: Hearing) -> bool:
    """Whether the first candidate is no urgent need, and no need is half as likely."""
    found = ranked(hearing)
    if not found or found[0].topic in (*URGENT_NUMBERS, *STAYS) or found[0].score < at.ASK_SCORE:
        return False
    return all(c.score < found[0].score / 2 for c in found if c.topic in URGENT_NUMBERS)
