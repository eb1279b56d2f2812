"""What an instance keeps and whose word it takes: the last good knowledge, signatures, statistics."""

from __future__ import annotations

from collections.abc import Iterator

from bot.knowledge import Knowledge
from bot.last_good import identity_of, kept_in
from bot.office.finding import Finding, finding_of
from bot.office.instance import Instance
from bot.problem import KnowledgeError, Place, counted
from bot.releasing import folder_of


def look(instance: Instance, knowledge: Knowledge | None) -> Iterator[Finding]:
    """Everything that is kept. `knowledge`: the present one; None where it is broken."""
    yield _last_good(instance, knowledge)
    if knowledge is not None:
        yield _signatures(instance)
    yield _statistics(instance)


def _last_good(instance: Instance, knowledge: Knowledge | None) -> Finding:
    state, config = instance.config.state_folder(), instance.config
    if state is None:
        what = "Nothing is kept for a start with broken knowledge: it would be refused then."
        mend = "Write in the settings: state_folder: /var/lib/whereto"
        return Finding("no-state-folder", "yellow", what, mend)
    kept = kept_in(state).find(identity_of(config.folders()))
    if kept is None:
        what = "No last good knowledge is kept yet; the service does that while it runs."
        return Finding("last-good", "green", what)
    if knowledge is None:
        what = f"The present knowledge is broken: a start takes the last good, of {kept.day}."
        mend = "Mend what is red; the present one is taken by itself then."
        return Finding("last-good-used", "yellow", what, mend)
    return Finding("last-good", "green", f"The last good knowledge is kept, of {kept.day}.")


def _signatures(instance: Instance) -> Finding:
    """Of knowledge that was loaded, and so is as it was signed where that is asked for."""
    if not instance.config.texts("knowledge.trusted_keys"):
        what = "No layer has to be signed (knowledge.trusted_keys is empty)."
        return Finding("signatures", "green", what)
    layers = counted(len(instance.config.folders()), "layer")
    return Finding("signatures", "green", f"{layers}, each as a trusted key signed it.")


def _statistics(instance: Instance) -> Finding:
    try:
        folder = folder_of(instance.config, Place(instance.where))
    except KnowledgeError as error:
        return finding_of(error.problems[0], "yellow")
    said = "released monthly" if folder else "off"
    return Finding("statistics", "green", f"Statistics are {said}.")
