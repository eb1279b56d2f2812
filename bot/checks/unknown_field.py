"""unknown-field: a name that no file of this kind has.

A misspelt name would be passed over without a word, and what stands under it would never be shown.
Mend: take the name that is suggested, or look it up in docs/format.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot import format as fmt
from bot.problem import Problem, did_you_mean
from bot.tree import Tree
from bot.yaml_reader import Mapping

_TOP_LEVEL = frozenset({"entry"})


def find(tree: Tree) -> Iterator[Problem]:
    """Every field that the format does not know."""
    for file in tree.files:
        if file.kind.shape in _TOP_LEVEL:
            yield from _in(file.root, file.kind)
        elif file.kind.shape == "entries":
            for _, value in file.root.pairs:
                if isinstance(value, Mapping):
                    yield from _in(value, file.kind)


def _in(node: Mapping, kind: fmt.FileKind) -> Iterator[Problem]:
    names = [field.name for field in kind.fields]
    for key, _ in node.pairs:
        if key.text not in names:
            mend = did_you_mean(key.text, names) or f"Names known here: {', '.join(names)}."
            yield Problem("unknown-field", key.place, f'"{key.text}" is not read here.', mend)
