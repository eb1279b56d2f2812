"""What `whereto init` and `whereto knowledge new office` ask: each question once, with what is taken
where nothing is answered.

The answers come from options or from somebody at the keyboard; a slip at the keyboard is asked again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.knowledge import Knowledge
from bot.office import naming
from bot.office.office import OWNER, Office
from bot.upkeep.refusal import WrongCallError


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to know of an office. `usual`: the answer where none is given; None: it is needed."""

    name: str
    asks: str
    usual: str | None
    read: Callable[[Knowledge, str], Any]


QUESTIONS: Final = (
    Question("country", "In which country? (name or two letters)", None, naming.country_of),
    Question("office", "What is the office called, as people there say it?", None, naming.name_of),
    Question("organisation", "Which organisation? (empty: several)", "", naming.organisation_of),
    Question("city", "Which duty station? (empty: the whole country)", "", lambda _, said: said),
    Question(
        "languages", "Which languages, first one first? (empty: all)", "", naming.languages_of
    ),
    Question(
        "platforms",
        "Where will it answer? telegram, slack, teams (slack:http names another mode; empty: later)",
        "",
        naming.platforms_of,
    ),
    Question("audience", "Who can write to it? internal or public", "internal", naming.audience_of),
    Question("owner", "Which role answers for it? (never a name)", OWNER, naming.role_of),
)
"""In the order in which they are asked; country before the place that lies in it."""

OF_INSTANCE: Final = ("platforms", "audience")
"""Questions on where it runs, which an office that only keeps a folder is not asked."""

OF_FOLDER: Final = tuple(question for question in QUESTIONS if question.name not in OF_INSTANCE)

Ask = Callable[[Question], str]
"""Asks somebody at the keyboard. Raises EOFError where nobody is there any more."""

Tell = Callable[[WrongCallError], None]


def office_of(
    knowledge: Knowledge,
    given: Mapping[str, str | None],
    ask: Ask | None,
    tell: Tell,
    questions: Iterable[Question] = QUESTIONS,
) -> Office:
    """The office that options and answers describe. `ask` None: nobody is there, what is usual is
    taken. Raises WrongCallError for an option that is not known or missing, EOFError as `ask`."""
    answers: dict[str, Any] = {}
    for question in questions:
        said = given.get(question.name)
        if said is None and ask is not None:
            answers[question.name] = _asked(knowledge, question, answers, ask, tell)
        else:
            answers[question.name] = _answer(knowledge, question, answers, said)
    name = answers.pop("office")
    return Office(name=name, **{key: value for key, value in answers.items() if value})


def _asked(
    knowledge: Knowledge, question: Question, answers: Mapping[str, Any], ask: Ask, tell: Tell
) -> Any:
    while True:
        try:
            return _answer(knowledge, question, answers, ask(question).strip() or None)
        except WrongCallError as slip:
            tell(slip)


def _answer(
    knowledge: Knowledge, question: Question, answers: Mapping[str, Any], said: str | None
) -> Any:
    text = said if said is not None else question.usual
    if text is None:
        raise WrongCallError("This has to be said.", f"Add: --{question.name} …")
    if not text:
        return None
    if question.name == "city":
        return naming.city_of(knowledge, text, answers["country"])
    return question.read(knowledge, text)
