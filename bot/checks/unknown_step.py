"""unknown-step: a guided question leads to a step, or has words for an answer, that is not there.

The person would be shown the same question again, or the words would be shown nowhere. Mend: take
the name that is suggested; a target outside the guide is written topic/<topic>.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from bot import format as fmt
from bot.fact_reader import read_guides
from bot.facts import Guide, Step
from bot.guides import OUT
from bot.problem import Place, Problem, did_you_mean
from bot.tree import Entry, Tree, scalars_of, text_of
from bot.yaml_reader import Mapping, Scalar


def find(tree: Tree) -> Iterator[Problem]:
    """Every target, urgent need, row, side and answer of a guide that does not exist."""
    guides, topics = read_guides(tree, ()), tree.topic_ids()
    for entry in tree.entries_of(fmt.GUIDES):
        name, _, step = entry.id.partition("/")
        if not step:
            what = f'"{entry.id}" names no step.'
            yield Problem("unknown-step", entry.place, what, f"Write it as {name}/<step>.")
        else:
            yield from _routes(entry, guides[name].steps, topics)
            yield from _rows(entry, guides[name].steps[step])
    for entry in tree.entries_of(fmt.GUIDE_TEXTS):
        yield from _words(entry, guides)


def _routes(entry: Entry, steps: Collection[str], topics: Collection[str]) -> Iterator[Problem]:
    for target in (*_values(entry, "answers"), entry.field("next")):
        name = text_of(target)
        if not isinstance(target, Scalar) or name in steps:
            continue
        if name.startswith(OUT):
            known, reads = [OUT + topic for topic in topics], "a topic"
        else:
            known, reads = [step for step in steps if step], "a step of this guide"
        if name not in known:
            yield _problem(target.place, name, known, reads)
    for need in _values(entry, "checks"):
        if text_of(need) not in fmt.URGENT_KINDS:
            yield _problem(need.place, text_of(need), fmt.URGENT_KINDS, "an urgent need")


def _rows(entry: Entry, step: Step) -> Iterator[Problem]:
    if step.shows == "comparison":
        known = ("does", *fmt.CARD_ROWS)
        for row in scalars_of(entry.field("rows")):
            if row.text.strip() not in known:
                yield _problem(row.place, row.text.strip(), known, "a row of the fact cards")


def _words(entry: Entry, guides: dict[str, Guide]) -> Iterator[Problem]:
    name, _, step = entry.id.partition("/")
    guide = guides.get(name)
    if guide is None:
        known = [f"{one.id}/{at}" for one in guides.values() for at in one.steps if at]
        yield _problem(entry.place, entry.id, known, "a step of guides.yaml")
        return
    sides = {side for one in guide.steps.values() for side in one.sides}
    if step not in guide.steps:
        if step not in sides:
            known = [f"{name}/{one}" for one in (*guide.steps, *sides)]
            yield _problem(entry.place, entry.id, known, "a step of guides.yaml")
        return
    answers = guide.steps[step].answers
    for field in ("answers", "cues"):
        pairs = entry.field(field)
        for key, _ in pairs.pairs if isinstance(pairs, Mapping) else ():
            if key.text not in answers:
                yield _problem(key.place, key.text, answers, "an answer of this step")


def _values(entry: Entry, name: str) -> list[Scalar]:
    pairs = entry.field(name)
    found = pairs.pairs if isinstance(pairs, Mapping) else ()
    return [value for _, value in found if isinstance(value, Scalar)]


def _problem(place: Place, name: str, known: Collection[str], reads: str) -> Problem:
    mend = did_you_mean(name, known) or f"Known here: {', '.join(sorted(known))}."
    return Problem("unknown-step", place, f'"{name}" is not {reads}.', mend)
