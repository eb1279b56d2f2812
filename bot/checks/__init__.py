"""What can be wrong in the knowledge, one file each; a check's docstring is its manual page.

A check is a function `find(tree) -> problems` in a module of this package, named like the id of
its problems. Those in `STOPPING` keep the knowledge from being served; the others are shown by
`whereto knowledge check` and served all the same.
"""

from __future__ import annotations

import datetime as dt
import importlib
import pkgutil
from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Final

from bot.problem import Problem
from bot.tree import Tree

STOPPING: Final = (
    "duplicate_key",
    "unknown_field",
    "wrong_type",
    "unknown_topic",
    "unknown_channel",
    "unknown_step",
    "cue_syntax",
)
"""Checks that run before anything is served: what they find would make a reply wrong."""


def modules() -> list[ModuleType]:
    """All checks, in the order of their names."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return [importlib.import_module(f"bot.checks.{name}") for name in names]


def stopping_problems(tree: Tree) -> list[Problem]:
    """What keeps a tree from being served."""
    found = [problem for problem in tree.problems if problem.severity == "stop"]
    for name in STOPPING:
        find: Callable[[Tree], Iterable[Problem]] = importlib.import_module(
            f"bot.checks.{name}"
        ).find
        found.extend(problem for problem in find(tree) if problem.severity == "stop")
    return found


def all_problems(tree: Tree, today: dt.date) -> list[Problem]:
    """Everything that is wrong in a tree on a day, sorted by file and place."""
    found = list(tree.problems)
    for module in modules():
        if getattr(module, "NEEDS_TODAY", False):
            found.extend(module.find(tree, today))
        else:
            found.extend(module.find(tree))
    return sorted(set(found), key=Problem.sort_key)
