"""When a candidate is sure, worth asking about, or nothing: the only place where that is set.

Chosen on the development questions; the curve behind each figure is in benchmarks/RESULTS.md.
"""

from __future__ import annotations

from typing import Final

SURE_SCORE: Final = 0.32
"""From here the first candidate may be answered at once."""

SURE_LEAD: Final = 0.10
"""By how much it must be ahead of the second; less, and the bot asks which."""

CLEAR_SCORE: Final = 0.22
"""A lower score is enough with a clear lead."""

CLEAR_LEAD: Final = 0.16
"""The lead that is clear."""

ASK_SCORE: Final = 0.14
"""From here a candidate is worth offering; below, the bot says that it does not know."""

KNOWN_SHARE: Final = 0.15
"""Share of the question's words that the first candidate's phrases must know to be answered."""

KNOWN_WEIGHT: Final = 0.45
"""What the known share counts for beside the lead, both taken together."""

SURE_TOGETHER: Final = 0.32
"""What the lead and the known share, so weighted, must come to: a small lead is enough where nearly
every word is known, a large one is asked for where few are. Leaving each phrase out in turn, this
takes away a wrong answer for every right one; any other threshold one for two or more."""


def is_sure(score: float, lead: float, known: float) -> bool:
    """Whether a first candidate with this score and lead, whose phrases know that share of the
    question's words, is answered at once."""
    if known < KNOWN_SHARE or lead + KNOWN_WEIGHT * known < SURE_TOGETHER:
        return False
    is_high = score >= SURE_SCORE and lead >= SURE_LEAD
    return is_high or (score >= CLEAR_SCORE and lead >= CLEAR_LEAD)


NEARLY: Final = 0.08
"""How far "none of this guide's" may be behind the first candidate to be said all the same, where
nothing is sure."""

KNOWN_MORE: Final = 0.10
"""How much more of the question's words its phrases must know for that."""

CHATTER: Final = 0.12
"""From here small talk that comes first is met as such."""

OFFER_WITHIN: Final = 0.22
"""How far behind the first a candidate may be and still be offered."""

ORDINARY: Final = 0.7
"""What the score of the first ordinary topic takes away from a likeness to danger. This and the
figures up to `POSSIBLE_DANGER` were chosen on calls for help and look-alikes that nobody had tuned
on, 396 of each; the curve is in benchmarks/RESULTS.md."""

CUE: Final = 0.25
"""What a sure cue adds to it."""

UNSURE_CUE: Final = 0.10
"""What an unsure cue adds."""

LOOK_ALIKE: Final = 0.20
"""What a look-alike takes away, over and above the cues that it silences."""

DANGER: Final = 0.36
"""From here a message brings the steps."""

DANGER_IN_SENTENCE: Final = 0.48
"""The same for one of its sentences alone."""

DANGER_IN_PIECE: Final = 0.54
"""The same for a piece cut out of a long sentence, whose ends belong to other thoughts."""

DANGER_BESIDE: Final = 0.20
"""Share of what speaks against danger in the whole message that a passage has to make up for."""

DANGER_AGAIN: Final = 0.15
"""How much more is asked for after the steps were shown."""

DANGER_ANEW: Final = 0.50
"""Likeness from which a kind that was said not to be meant speaks again, where a cue does too."""

DANGER_IN_TALK: Final = 0.08
"""How much more is asked for of a short follow-up in a calm talk, where no cue speaks."""

DANGER_KNOWN: Final = 0.33
"""Share of the words that the first topic's phrases must know where no cue speaks: words of a language
that is not served, mended into others, are like many things a little."""

POSSIBLE_DANGER: Final = 0.20
"""From here it brings the gentle check."""

CONTEXT: Final = 0.10
"""Added, in a short message, to the topics that follow from the last one."""

TALK_SCORE: Final = 0.20
"""Inside a talk, from here the first candidate may be answered: what is asked next is known."""

TALK_LEAD: Final = 0.025
"""By how much it must be ahead there."""

SEEN: Final = 0.04
"""Added to topics that were answered before in this talk."""

ROLE: Final = 0.12
"""Added to the guidance for the role that the message tells."""

STRONG: Final = 0.50
"""From here a short message that also names a place is answered for what it asks."""

UNCLEAR: Final = 0.28
"""Below this first score a disclosure counts towards the topic for "this happened to me"."""

OFFERED: Final = 0.15
"""Added to the topics that were just offered, where the person answers in words."""

DISCLOSED: Final = 0.15
"""Added to the topic for "this happened to me" where a first message tells of it."""

SHORT: Final = 9
"""Words up to which a message leans on what was said before."""
