"""What the commands have in common that change a file: which layers, what is refused and how."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Collection, Iterable
from pathlib import Path, PurePath

from bot import format as fmt
from bot.cli.knowledge.writing import put, text_of
from bot.loader import with_base
from bot.problem import KnowledgeError
from bot.tree_reader import read_tree
from bot.upkeep.layers import Layers
from bot.upkeep.refusal import RefusedError, WrongCallError

Run = Callable[[argparse.Namespace], int]


def told(run: Run) -> Run:
    """A command whose refusals are told: exit code 2 where it was called wrongly, else 1."""

    def told_run(options: argparse.Namespace) -> int:
        try:
            return run(options)
        except RefusedError as refused:
            tell((*refused.lines, "Nothing was changed."), sys.stderr)
            return 2 if isinstance(refused, WrongCallError) else 1

    return told_run


def tell(lines: Iterable[str], stream: object = None) -> None:
    """Write lines that a terminal can show."""
    out = sys.stdout if stream is None else sys.stderr
    text = "".join(f"{line}\n" for line in lines)
    out.write(text.encode("utf-8", "replace").decode("utf-8"))


def layers_of(
    folders: list[Path], languages: Iterable[str] | None = (), only: Collection[str] = ()
) -> Layers:
    """The layers that were named, over the base. Raises KnowledgeError where a file cannot be read:
    nothing is changed on ground that is not known."""
    below = with_base(folders)
    tree = read_tree(below, languages, only=only)
    broken = [problem for problem in tree.problems if problem.severity == "stop"]
    if broken:
        raise KnowledgeError(broken)
    first = len(below) - len(folders)
    return Layers(tree, tuple(range(first, len(below))))


def layers_to_change(
    folders: list[Path], languages: Iterable[str] | None = (), only: Collection[str] = ()
) -> Layers:
    """As `layers_of`, for a command that changes the last of them. Raises WrongCallError where that is
    neither an office's folder nor a base, as when one below it was named."""
    layers = layers_of(folders, languages, only)
    if not any(layers.tree.files_of(kind) for kind in (fmt.OVERLAY, fmt.TOPICS)):
        what = (
            f'"{layers.tree.folders[-1]}" has no overlay.yaml: it is not the folder of an office.'
        )
        raise WrongCallError(
            what, "Name the folder that has it, or make one: whereto knowledge new"
        )
    return layers


def change(path: PurePath, edit: Callable[[str], str | None], by_hand: str, head: str = "") -> int:
    """Change a file by an edit; `head` is the text that a new one begins with. The number of the line
    that changed first. Raises RefusedError where the edit cannot be made there."""
    file = Path(path)
    before = text_of(file) or head
    after = edit(before)
    if after is None:
        what = f"{path} is written in a way that this command does not change."
        raise RefusedError(what, f"Write it there yourself:\n{by_hand}")
    put(file, after)
    return _first_changed(before.splitlines(), after.splitlines()) + 1


def _first_changed(before: list[str], after: list[str]) -> int:
    """The first line that says something else than before; the last one where only lines are gone."""
    for number, line in enumerate(after):
        if line.strip() and line not in before[number : number + 1]:
            return number
    return max(0, len(after) - 1)
