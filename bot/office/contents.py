"""The knowledge of an instance: can it be served, who has not read or called what, are the numbers of
danger confirmed, are the languages there. Counts are by the role that answers for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import PurePath

from bot import format as fmt
from bot.checks import all_problems
from bot.contacts import URGENT_CHANNELS
from bot.knowledge import Knowledge
from bot.loader import load, with_base
from bot.office.finding import Finding, Light, finding_of
from bot.office.instance import Instance
from bot.problem import KnowledgeError, Place, Problem, counted, did_you_mean
from bot.readiness import problems_before_serving
from bot.translations import SOURCE
from bot.tree import Tree, is_null, read_tree, text_of
from bot.yaml_reader import Mapping

NOBODY = "nobody"
OVERDUE = "review-overdue"


def loaded(instance: Instance) -> tuple[Knowledge | None, list[Finding]]:
    """The knowledge as `whereto serve` would load it, or why it would not."""
    try:
        knowledge = load(instance.config.folders(), instance.config.scope())
        for tag in _offered(knowledge):
            knowledge.wording(tag)
    except KnowledgeError as error:
        return None, [finding_of(problem, "red") for problem in error.problems]
    return knowledge, [Finding("knowledge", "green", f"{len(knowledge.topics)} topics are loaded.")]


def look(instance: Instance, knowledge: Knowledge) -> Iterator[Finding]:
    """Everything that can be said of knowledge that can be served."""
    tree = _offered_tree(instance, knowledge)
    problems = all_problems(tree, instance.today)
    for problem in problems:
        if problem.id != OVERDUE:
            yield finding_of(problem, "yellow")
    yield from _languages(instance, knowledge)
    yield from _scope(instance, tree)
    yield from _routes(instance, knowledge)
    yield from _tried(instance, knowledge)
    yield from _read(tree, knowledge, [p for p in problems if p.id == OVERDUE])


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


def _tried(instance: Instance, knowledge: Knowledge) -> Iterator[Finding]:
    """Contacts whose trial call is overdue, and local ones that nobody has called yet."""
    here = [
        contact
        for contact in knowledge.contacts
        if contact.country in ("global", knowledge.scope.country)
        and f"contact/{contact.id}" not in knowledge.withdrawn
    ]
    for contact in here:
        if contact.confirmed_on is None:
            continue
        late = (instance.today - contact.confirmed_on - contact.review_every).days
        if late > 0:
            is_urgent = contact.channel in URGENT_CHANNELS
            what = f"{contact.id} was due to be called again {counted(late, 'day')} ago."
            mend = "Call it, and write the new day under its id in your overlay."
            light: Light = "red" if is_urgent else "yellow"
            yield Finding("contact-overdue", light, what, mend, f"contacts/{contact.country}.yaml")
    waiting = [c for c in here if c.country != "global" and c.confirmed_on is None]
    if waiting:
        ids = ", ".join(contact.id for contact in waiting)
        what = f"{counted(len(waiting), 'local contact')} shown to nobody: {ids}."
        mend = "Call each, then sign it in your overlay; CONTACTS-TO-CONFIRM.md lists who calls."
        yield Finding("contacts-unconfirmed", "yellow", what, mend)


def _read(tree: Tree, knowledge: Knowledge, overdue: Iterable[Problem]) -> Iterator[Finding]:
    """Answers that nobody signed, and those whose signature is old."""
    owners = {item.id: text_of(item.field("owner")) for item in tree.entries_of(fmt.TOPICS)}
    signed: dict[tuple[str | None, str], bool] = {}
    for item in tree.entries_of(fmt.TOPIC):
        by = item.field("reviewed")
        is_signed = isinstance(by, Mapping) and not is_null(by.get("by"))
        if item.file.language in _offered(knowledge) and not is_null(item.field("answer")):
            signed[item.file.language, item.id] = is_signed
    unread = [topic for (_, topic), is_signed in signed.items() if not is_signed]
    if unread:
        what = f"{counted(len(unread), 'answer')} signed by nobody here: {_by(owners, unread)}."
        mend = "They are served, and say so. Read them, then sign: knowledge/README.md."
        yield Finding("unreviewed", "yellow", what, mend)
    late = [
        PurePath(p.place.path).stem for p in overdue if "topics" in PurePath(p.place.path).parts
    ]
    if late:
        what = f"{counted(len(late), 'answer')} due to be read again: {_by(owners, late)}."
        yield Finding("reviews-overdue", "yellow", what, "whereto knowledge check lists them.")


def _by(owners: dict[str, str], topics: Iterable[str]) -> str:
    count = Counter(owners.get(topic) or NOBODY for topic in topics)
    return ", ".join(f"{owner} {number}" for owner, number in count.most_common())
