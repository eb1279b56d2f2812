"""Rules about what is no question: an office only pointed at, anger, weariness, a dead number,
a matter only named; and about the few questions that have their own words in cues.yaml.
"""

from __future__ import annotations

from bot import commands, composing
from bot.composing import OFFICE_TOPICS, URGENT_NUMBERS, answer
from bot.decision import Decision, line
from bot.format import ROLES
from bot.hearing import Hearing
from bot.matching import thresholds as at
from bot.ranking import is_sure


def number_failed(hearing: Hearing) -> Decision | None:
    """Where nobody answers: the next route, by day or night, and whom to tell."""
    if "command-number-failed" not in hearing.cues or hearing.before.topic is None:
        return None
    return commands.run(hearing, "number-failed") if hearing.length <= 12 else None


def office_meant(hearing: Hearing) -> Decision | None:
    """An office that is only pointed at ("that office") is the first office of the last answer."""
    topic = hearing.before.topic
    if topic is None or "that-office" not in hearing.cues or hearing.length > at.SHORT:
        return None
    channels = hearing.topic(topic).channels
    office = OFFICE_TOPICS.get(channels[0], "") if channels else ""
    return answer(hearing, office, "office-meant") if office in hearing.knowledge.topics else None


def insulted(hearing: Hearing) -> Decision | None:
    """An insult is met calmly, with people who can help."""
    if "insult" not in hearing.cues or hearing.length > 2 * at.SHORT:
        return None
    opening = (line("interface/insult"),)
    topic = "talk-to-human" if hearing.before.topic else "small-talk"
    return answer(hearing, topic, "insult", openings=opening)


def frustrated(hearing: Hearing) -> Decision | None:
    """Who has done it all already is told so, and gets the places not shown yet."""
    topic = hearing.before.topic
    if topic is None or "frustration" not in hearing.cues or is_sure(hearing):
        return None
    if topic in URGENT_NUMBERS or topic not in hearing.knowledge.topics:
        return None
    return answer(hearing, topic, "frustrated", openings=(line("interface/frustration"),))


def asked_plainly(hearing: Hearing) -> Decision | None:
    """A question whose whole wording cues.yaml gives to one topic ("did I just report?", "she is
    15") gets it, whatever else it is like; also where it is the last sentence of a story."""
    for name, topics in hearing.wording.offers.items():
        is_asked = name in hearing.whole_cues or name in hearing.last_cues
        if is_asked and len(topics) == 1 and topics[0] in hearing.knowledge.topics:
            child = (line("urgent/child/steps"),) if hearing.need.is_about_a_child else ()
            openings = (*composing.disclosure_lines(hearing), *child)
            return answer(hearing, topics[0], "asked-plainly", openings=openings)
    return None


def led_on(hearing: Hearing) -> Decision | None:
    """A short question that means something only after the last answer ("and if it is my boss?",
    "what if that fails?") leads to its topic, or to the one that comes next."""
    last = hearing.before.topic
    if last is None or last in URGENT_NUMBERS:
        return None
    for name in sorted(hearing.whole_cues):
        kind, _, rest = name.partition("-")
        role = rest.partition("-")[0]
        if kind != "then" or (role in ROLES and role != hearing.session.role):
            continue
        following = hearing.wording.offers.get(name) or hearing.wording.next_topics.get(last, ())
        topic = next((one for one in following if one in hearing.knowledge.topics), None)
        if topic is not None:
            return answer(hearing, topic, "led-on")
    return None


def vague(hearing: Hearing) -> Decision | None:
    """A message that only names a matter ("it's about my case") is asked which."""
    for name, topics in hearing.wording.offers.items():
        known = [topic for topic in topics if topic in hearing.knowledge.topics]
        if name in hearing.whole_cues and len(known) > 1:
            return composing.ask_which(hearing, known, "vague")
    return None
