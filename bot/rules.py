"""Everything that decides. Order is the policy: the first rule of `RULES` that answers wins.

A rule's docstring is its sentence in the manual, its name what the trace shows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from bot import choices, commands, composing
from bot.aside_rules import (
    asked_plainly,
    frustrated,
    insulted,
    led_on,
    number_failed,
    office_meant,
    vague,
)
from bot.composing import OUT_OF_SCOPE, URGENT_NUMBERS, answer
from bot.decision import Decision, line
from bot.guide_rules import guide_answered, guide_asked, with_way_back
from bot.hearing import Hearing
from bot.language import identify
from bot.matching import thresholds as at
from bot.ranking import answered_in_words, is_ahead, is_rather_outside, is_sure, offered, ranked
from bot.shared_rules import shared_place
from bot.told_rules import asked_for, place_first, place_lines, told_only
from bot.urgent_rules import (
    safe_word,
    still_urgent,
    unsure_of_danger,
    urgent_cue,
    urgent_match,
)

Rule = Callable[[Hearing], Decision | None]

ONLY_ASKED: Final = frozenset({"where-to-report", "report-formally", "report-anonymously"})
"""Topics that nobody tells of without asking for them, with a question mark or not."""

NOT_DISCLOSED: Final = frozenset({OUT_OF_SCOPE, "witness-bystander", "relationships-at-work"})
"""Topics that do not answer somebody who says that it was done to them."""

NOT_OFFERED: Final = frozenset({OUT_OF_SCOPE, "small-talk"})


def decide(hearing: Hearing) -> Decision:
    """The decision of the first rule that has one. Total: the last rule always has one."""
    for rule in RULES:
        decision = rule(hearing)
        if decision is not None:
            return with_way_back(hearing, decision)
    return nothing(hearing)


def choice_made(hearing: Hearing) -> Decision | None:
    """A number, a button or the words of a quick reply do what was offered under it."""
    choice = choices.chosen(hearing)
    return None if choice is None else choices.act_on(hearing, choice)


def choice_in_words(hearing: Hearing) -> Decision | None:
    """One of the offered topics, said in the person's own words, is answered."""
    topic = answered_in_words(hearing)
    return None if topic is None else answer(hearing, topic, "choice-in-words")


def not_meant(hearing: Hearing) -> Decision | None:
    """After urgent steps, "I am safe" silences that kind; any other still speaks."""
    if hearing.before.urgent is None or "not-meant" not in hearing.whole_cues:
        return None
    return commands.run(hearing, "not-meant")


def command_given(hearing: Hearing) -> Decision | None:
    """A whole message that is a command is done."""
    for name in commands.COMMANDS:
        if name not in commands.IN_A_GUIDE and f"command-{name}" in hearing.whole_cues:
            return commands.run(hearing, name)
    return None


def language_asked(hearing: Hearing) -> Decision | None:
    """A language asked for by name ("In French?") is taken up; a language that is not served is said so."""
    if hearing.told.language is None or _is_about_a_text(hearing):
        return None
    return commands.change_language(hearing, hearing.told.language)


def _is_about_a_text(hearing: Hearing) -> bool:
    """Whether the message asks for something in the language that it is written in."""
    best = hearing.scored.candidates[:1]
    if not best or best[0].score < at.STRONG or best[0].topic in composing.ABOUT_THE_BOT:
        return False
    return identify(hearing.message.text, hearing.knowledge.signs) == hearing.told.language


def language_not_served(hearing: Hearing) -> Decision | None:
    """A message in a language that is not served gets human routes, not a guess."""
    if hearing.unserved is None:
        return None
    return commands.unserved_language(hearing)


def empty(hearing: Hearing) -> Decision | None:
    """A message without a word gets a kind line and the menu."""
    if hearing.words:
        return None
    return composing.say(hearing, "interface/empty", "empty")


def refused(hearing: Hearing) -> Decision | None:
    """Choices that are turned down are not offered again: other words, or a person."""
    if "refusal" not in hearing.whole_cues or not hearing.before.offered:
        return None
    return commands.run(hearing, "something-else")


def sure_match(hearing: Hearing) -> Decision | None:
    """One topic that is clearly ahead is answered."""
    if not is_sure(hearing):
        return None
    best, score = ranked(hearing)[0].topic, ranked(hearing)[0].score
    if best in NOT_DISCLOSED and score < at.STRONG and _is_disclosure(hearing):
        return None
    if best == OUT_OF_SCOPE:
        return composing.out_of_scope(hearing, "out-of-scope")
    if best in URGENT_NUMBERS:
        return unsure_of_danger(hearing)
    openings = (*composing.disclosure_lines(hearing), *place_lines(hearing, best))
    if best == "bot-privacy" and hearing.before.was_shared:
        openings = (*openings, line("interface/was-shared"))
    decision = answer(hearing, best, "sure", openings=openings)
    return replace(decision, choices=(*_close_second(hearing), *decision.choices))


def _close_second(hearing: Hearing) -> tuple[str, ...]:
    """The second candidate, to be chosen in one step, where it was close."""
    found = ranked(hearing)[:2]
    if len(found) < 2 or found[0].score - found[1].score >= at.SURE_LEAD:
        return ()
    second = found[1].topic
    return () if second in NOT_OFFERED or second in URGENT_NUMBERS else (second,)


def role_guidance(hearing: Hearing) -> Decision | None:
    """Who says what their part in it is gets the guidance for it, where nothing is clearly ahead."""
    topic = composing.ROLE_TOPICS.get(hearing.told.role or "")
    first = [c for c in ranked(hearing)[:2] if c.score >= at.TALK_SCORE]
    return answer(hearing, topic, "role-guidance") if topic in [c.topic for c in first] else None


def disclosed(hearing: Hearing) -> Decision | None:
    """A disclosure is met with an answer, not with a list: that to the first topic where it is
    ahead, else what the policies say. What else it may be about stands among the quick replies."""
    topic = "is-this-harassment"
    if not _is_disclosure(hearing) or topic not in hearing.knowledge.topics:
        return None
    first = ranked(hearing)[:1]
    is_meant = first and first[0].score >= at.SURE_SCORE and is_ahead(hearing)
    is_question = hearing.is_question or (first and first[0].topic in ONLY_ASKED)
    is_asked = first and first[0].score >= at.TALK_SCORE and is_question
    if is_meant or is_asked:
        topic = topic if first[0].topic in (*NOT_DISCLOSED, *URGENT_NUMBERS) else first[0].topic
    decision = answer(hearing, topic, "disclosed", openings=composing.disclosure_lines(hearing))
    others = [other for other in offered(hearing) if other not in (topic, *NOT_OFFERED)][:2]
    return replace(decision, choices=(*others, *decision.choices))


def _is_disclosure(hearing: Hearing) -> bool:
    """Whether somebody who named no other part in it begins with what was done to them."""
    is_first = hearing.before.topic is None
    return is_first and "disclosure" in hearing.cues and hearing.session.role in (None, "affected")


def ask_which(hearing: Hearing) -> Decision | None:
    """Close candidates: which is meant is asked, three at most."""
    topics = [topic for topic in offered(hearing) if topic not in NOT_OFFERED][:3]
    return composing.ask_which(hearing, topics, "ask-which") if topics else None


def chatter(hearing: Hearing) -> Decision | None:
    """What is most like a greeting, thanks or teasing gets one warm line, not a list."""
    first = ranked(hearing)[:1]
    is_chatter = first and first[0].topic == "small-talk" and first[0].score >= at.CHATTER
    return answer(hearing, "small-talk", "chatter") if is_chatter else None


def outside(hearing: Hearing) -> Decision | None:
    """What is none of this guide's is said to be so, with where to turn instead. Where that is only
    nearly the first thing that a message is like, what came first stands among the quick replies."""
    first = ranked(hearing)[:1]
    if not first or first[0].score < at.ASK_SCORE:
        return None
    if first[0].topic == OUT_OF_SCOPE:
        return composing.out_of_scope(hearing, "out-of-scope")
    if not is_rather_outside(hearing) or first[0].topic in (*NOT_OFFERED, *URGENT_NUMBERS):
        return None
    decision = composing.out_of_scope(hearing, "out-of-scope")
    return replace(decision, choices=(first[0].topic, *decision.choices))


def nothing(hearing: Hearing) -> Decision:
    """Nothing fits: help to say it otherwise; the second time human routes and the menu."""
    return composing.nothing_found(hearing, "nothing-found")


RULES: Final[tuple[Rule, ...]] = (
    shared_place,
    safe_word,
    urgent_cue,
    choice_made,
    not_meant,
    command_given,
    guide_answered,
    guide_asked,
    asked_for,
    language_asked,
    empty,
    asked_plainly,
    refused,
    number_failed,
    urgent_match,
    insulted,
    choice_in_words,
    led_on,
    vague,
    told_only,
    place_first,
    office_meant,
    frustrated,
    language_not_served,
    sure_match,
    still_urgent,
    role_guidance,
    disclosed,
    chatter,
    outside,
    ask_which,
    nothing,
)
