"""The knowledge of an instance: can it be served, who has not read or called what, are the numbers of
danger confirmed, are the languages there. Counts are by the role that answers for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from bot import format as fmt
from bot.checks import all_problems
from bot.knowledge import Knowledge
from bot.loader import load, with_base
from bot.office.finding import Finding, Light, finding_of
from bot.office.instance import Instance
from bot.problem import KnowledgeError, Place, counted, did_you_mean
from bot.readiness import problems_before_serving
from bot.sealing import trusted_by
from bot.translations import SOURCE
from bot.tree import Tree, is_null, text_of
from bot.tree_reader import read_tree
from bot.upkeep.overdue import Due, answers, contacts

OVERDUE: Final = "review-overdue"
"""The check of what is told here by role."""

LISTS: Final = "Each, by role: whereto knowledge overdue, with your folder."


def loaded(instance: Instance) -> tuple[Knowledge | None, list[Finding]]:
    """The knowledge as `whereto serve` would load it, or why it would not."""
    try:
        config = instance.config
        knowledge = load(config.folders(), config.scope(), None, trusted_by(config))
        for tag in _offered(knowledge):
            knowledge.wording(tag)
    except KnowledgeError as error:
        return None, [finding_of(problem, "red") for problem in error.problems]
    return knowledge, [Finding("knowledge", "green", f"{len(knowledge.topics)} topics are loaded.")]


def look(instance: Instance, knowledge: Knowledge) -> Iterator[Finding]:
    """Everything that can be said of knowledge that can be served."""
    tree = _offered_tree(instance, knowledge)
    for problem in all_problems(tree, instance.today):
        if problem.id != OVERDUE:
            yield finding_of(problem, "yellow")
    yield from _languages(instance, knowledge)
    yield from _scope(instance, tree)
    yield from _routes(instance, knowledge)
    yield from _tried(instance, tree, knowledge)
    yield from _read(instance, tree, knowledge)


def _offered_tree(instance: Instance, knowledge: Knowledge) -> Tree:
    """The files of the languages that are offered, and of the one that they are translated from; what
    the others lack keeps nobody here from an answer."""
    tags = {*_offered(knowledge), SOURCE}
    read = read_tree(with_base(instance.config.folders()), tags)
    here = tuple(tag for tag in read.languages if tag in tags)
    return Tree(read.files, read.problems, here, read.folders)


def _offered(knowledge: Knowledge) -> list[str]:
    return [tag for tag in knowledge.scope.languages if tag in knowledge.languages] or list(
        knowledge.languages
    )


def _languages(instance: Instance, knowledge: Knowledge) -> Iterator[Finding]:
    missing = [tag for tag in knowledge.scope.languages if tag not in knowledge.languages]
    for tag in missing:
        mend = did_you_mean(tag, knowledge.languages) or "Add a folder of it, or take it out."
        what = f'"{tag}" is offered, and the knowledge does not speak it.'
        yield Finding("language-missing", "red", what, mend, f"{instance.where}: languages")
    for tag in _offered(knowledge):
        if not knowledge.wording(tag).urgent_cues:
            what = f'In "{tag}" nobody who tells of danger is heard.'
            mend = f"Write {tag}/urgent.yaml first of all, or do not offer it."
            yield Finding("language-deaf", "red", what, mend)
    if not missing:
        yield Finding("languages", "green", f"Spoken: {', '.join(_offered(knowledge))}.")


def _scope(instance: Instance, tree: Tree) -> Iterator[Finding]:
    """Settings and overlay say whom it serves; the settings win, so a difference is a slip."""
    for name in ("organisation", "country", "city"):
        told = instance.config.text(f"instance.{name}")
        for entry in tree.entries_of(fmt.OVERLAY):
            value = entry.field(name)
            if told and not is_null(value) and text_of(value) != told:
                what = f'The settings say {name} "{told}", this overlay says "{text_of(value)}".'
                mend = "The settings win. Let both say the same."
                yield Finding("two-scopes", "yellow", what, mend, entry.file.path)


def _routes(instance: Instance, knowledge: Knowledge) -> Iterator[Finding]:
    names = [platform.name for platform in instance.platforms]
    found = problems_before_serving(knowledge, names, Place(instance.where), instance.today)
    yield from (finding_of(problem, "red") for problem in found)
    if not found:
        yield Finding("routes", "green", "Emergency, medical and security numbers were called.")


def _tried(instance: Instance, tree: Tree, knowledge: Knowledge) -> Iterator[Finding]:
    """Contacts and cautions whose signature is overdue, and those that nobody signed yet."""
    found = list(contacts(tree, knowledge.scope))
    for due in found:
        if due.signed is not None and due.signed.is_overdue(instance.today):
            late = (instance.today - due.signed.due).days
            what = f"{due.entry} was due to be called again {counted(late, 'day')} ago."
            light: Light = "red" if due.is_urgent else "yellow"
            yield Finding("contact-overdue", light, what, LISTS, due.place.shown())
    waiting = [due for due in found if due.signed is None]
    if waiting:
        what = f"{counted(len(waiting), 'contact')} signed by nobody here: {_by(waiting)}."
        yield Finding("contacts-unconfirmed", "yellow", what, LISTS)


def _read(instance: Instance, tree: Tree, knowledge: Knowledge) -> Iterator[Finding]:
    """Answers that nobody signed, and those whose signature is old."""
    found = list(answers(tree, _offered(knowledge)))
    unread = [due for due in found if due.signed is None]
    if unread:
        what = f"{counted(len(unread), 'answer')} signed by nobody here: {_by(unread)}."
        yield Finding("unreviewed", "yellow", what, f"They are served, and say so. {LISTS}")
    late = [due for due in found if due.signed and due.signed.is_overdue(instance.today)]
    if late:
        what = f"{counted(len(late), 'answer')} due to be read again: {_by(late)}."
        yield Finding("reviews-overdue", "yellow", what, LISTS)


def _by(found: Iterable[Due]) -> str:
    """How many each role has."""
    count = Counter(due.owner for due in found)
    return ", ".join(f"{owner} {number}" for owner, number in count.most_common())
