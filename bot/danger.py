"""How surely a message tells of danger: every sign in it, weighed into one figure.

The signs: how like it is to the scenes of danger (`<language>/scenes.yaml`), how like to an ordinary
question, and the cues and look-alikes of `urgent.yaml`. A message is weighed as a whole and in each
passage, since a cry stands beside a question, a joke or an apology as often as alone. What the
figures are held against stands in bot/matching/thresholds.py; what is done, the rules decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, zip_longest
from typing import Final

from bot.composing import URGENT_NUMBERS
from bot.hearing import Hearing
from bot.matching import thresholds as at
from bot.matching.index import MOST_SENTENCES, Scored
from bot.message import Candidate
from bot.normalise import is_wide
from bot.ranking import ranked
from bot.urgent import Need, find_need, mark_of

PASSAGE: Final = 12
"""Words of a piece of a sentence that goes on without a mark, as people type on a phone; Chinese
characters count half. Shorter pieces bring false alarms, longer ones hide the cry again."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What a message, or a passage of it, shows of danger."""

    kind: str | None
    """The urgent kind that it is most like, or that a cue names."""
    likeness: float
    """How like it is to the scenes of danger of all kinds together."""
    ordinary: float
    """The score of the first ordinary topic."""
    has_cue: bool
    has_unsure_cue: bool
    has_look_alike: bool
    is_known: bool
    """Whether enough of the words are known for a likeness to say anything."""

    @property
    def weight(self) -> float:
        """How surely it tells of danger; may be negative."""
        return (
            self.likeness
            - at.ORDINARY * self.ordinary
            + at.CUE * self.has_cue
            + at.UNSURE_CUE * self.has_unsure_cue
            - at.LOOK_ALIKE * self.has_look_alike
        )


def danger_of(hearing: Hearing) -> str | None:
    """The urgent kind that is surely meant, by the whole message or by one of its passages alone."""
    found = sure_signs(hearing)
    return _said_anew(hearing) if found is None else hearing.need.kind or found.kind


def _said_anew(hearing: Hearing) -> str | None:
    """A kind that was said not to be meant, where another cue and the likeness both speak for it:
    "not that" silences what was taken for danger, not the one who comes back with a knife."""
    before = hearing.before
    found = hearing.scored.danger
    likely = [c.topic for c in found if c.topic in before.muted and c.score >= at.DANGER_ANEW]
    if not likely:
        return None
    need = find_need(hearing.wording.urgent_cues, (hearing.words, hearing.repaired))
    is_other = any(mark_of(cue) not in before.heard for cue in need.cues)
    return need.kind if need.kind in likely and is_other else None


def sure_signs(hearing: Hearing) -> Signs | None:
    """The signs that bring the steps: those of the whole message, else of its first passage."""
    whole = signs_of(hearing)
    if _is_sure(hearing, whole, at.DANGER) and not _is_one_poor_word(hearing):
        return whole
    if _is_past(hearing.need) and hearing.need.kind is None:
        return None
    more = at.DANGER_BESIDE * max(0.0, -whole.weight)
    passages = passages_of(hearing)
    return next((one for one, least in passages if _is_sure(hearing, one, least + more)), None)


def _is_sure(hearing: Hearing, signs: Signs, least: float) -> bool:
    """Whether signs weigh enough. A cue is enough where nothing ordinary is likely at all; what is
    long past or not real needs one."""
    if signs.has_cue and signs.ordinary < at.ASK_SCORE:
        return True
    if not signs.has_cue and not _may_be_alike(hearing, signs):
        return False
    return signs.kind is not None and signs.weight >= least + _more_in_talk(hearing, signs)


def _more_in_talk(hearing: Hearing, signs: Signs) -> float:
    """What a talk asks for more: after the steps were shown, where people tell on about what they
    told; in a calm one, for a short message without a cue, which leans on what was said before."""
    if hearing.before.urgent is not None:
        is_new = signs.has_cue and signs.kind != hearing.before.urgent
        return 0.0 if is_new else at.DANGER_AGAIN
    leans = hearing.before.topic is not None and hearing.length <= at.SHORT
    return at.DANGER_IN_TALK if leans and not signs.has_cue else 0.0


def possible_danger(hearing: Hearing) -> str | None:
    """The urgent kind that may be meant, and not surely."""
    whole = signs_of(hearing)
    if hearing.message.choose is not None or not _may_be_alike(hearing, whole):
        return None
    is_possible = whole.weight >= at.POSSIBLE_DANGER and not _is_one_poor_word(hearing)
    return whole.kind if is_possible else None


def signs_of(hearing: Hearing) -> Signs:
    """The signs of the whole message, in the light of the talk."""
    return _signs(hearing, hearing.scored, hearing.need, ranked(hearing))


def passages_of(hearing: Hearing) -> Iterator[tuple[Signs, float]]:
    """The signs of each passage of a message that has several, and what they are held against."""
    passages = list(islice(_passages(hearing), MOST_SENTENCES))
    if len(passages) < 2:
        return
    cues, muted = hearing.wording.urgent_cues, hearing.before.muted
    for words, scored, is_piece in passages:
        need = find_need(cues, (words, scored.analysis.words), muted)
        least = at.DANGER_IN_PIECE if is_piece else at.DANGER_IN_SENTENCE
        yield _signs(hearing, scored, need, scored.candidates), least


def _signs(hearing: Hearing, scored: Scored, need: Need, candidates: Iterable[Candidate]) -> Signs:
    likely = [kind for kind in scored.danger if kind.topic not in hearing.before.muted]
    return Signs(
        kind=need.kind or (likely[0].topic if likely else None),
        likeness=sum(kind.score for kind in likely),
        ordinary=next((c.score for c in candidates if c.topic not in URGENT_NUMBERS), 0.0),
        has_cue=need.kind is not None,
        has_unsure_cue=need.unsure is not None,
        has_look_alike=bool(need.look_alikes),
        is_known=scored.coverage >= at.DANGER_KNOWN,
    )


def _may_be_alike(hearing: Hearing, signs: Signs) -> bool:
    """Whether a likeness may be heard without a cue: not in what is long past or not real, not where
    hardly a word is known."""
    return signs.is_known and not _is_past(hearing.need)


def _is_past(need: Need) -> bool:
    return need.is_long_ago or need.is_not_real


def _is_one_poor_word(hearing: Hearing) -> bool:
    """Whether nothing was said but one word that every sentence has, or that is known only as it was
    repaired ("menu" in Russian letters is near a vein): alone it speaks of no danger."""
    if len(hearing.repaired) != 1 or hearing.need.kind is not None:
        return False
    (word,) = hearing.repaired
    return word in hearing.wording.small_words or hearing.scored.analysis.is_all_repaired


def _passages(hearing: Hearing) -> Iterator[tuple[tuple[str, ...], Scored, bool]]:
    """The words of each passage, what they are like, and whether it is a piece of a long sentence;
    pieces overlap by half."""
    index, whole, at_word = hearing.wording.index, hearing.scored, 0
    for words, alone in zip_longest(hearing.sentences, whole.sentences):
        size = PASSAGE * 2 if any(map(is_wide, words)) else PASSAGE
        step = size // 2
        if len(words) <= size + step // 2:
            if alone is not None:
                yield words, alone, False
        else:
            for start in range(0, len(words) - size + step, step):
                span = slice(at_word + start, at_word + min(start + size, len(words)))
                piece = index.score_part(whole.analysis, span)
                yield words[start : start + size], piece, True
        at_word += len(words)
