"""needless-waiver: a word is waived that the text does not use, or that nobody forbids.

A waiver that nothing needs would let the word in unseen later. Mend: take the line under "waived:"
out.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot import format as fmt
from bot.normalise import words_of
from bot.patterns import haystack
from bot.problem import Problem, did_you_mean
from bot.shown import shown_texts
from bot.tree import Tree, texts_of
from bot.yaml_reader import Mapping


def find(tree: Tree) -> Iterator[Problem]:
    """Every waiver that is not needed."""
    for language in tree.languages:
        terms = [
            text
            for entry in tree.entries_of(fmt.GLOSSARY, language)
            for text in texts_of(entry.field("not"))
        ]
        forbidden = {haystack(words_of(text)) for text in terms}
        said: dict[str, str] = {}
        for entry, scalar in shown_texts(tree, language):
            if entry.file.kind is fmt.TOPIC:
                own = haystack(words_of(scalar.text))
                said[entry.file.path] = f"{said.get(entry.file.path, '')} {own}"
        for entry in tree.entries_of(fmt.TOPIC, language):
            waived = entry.field("waived")
            for key, _ in waived.pairs if isinstance(waived, Mapping) else ():
                words = haystack(words_of(key.text))
                if words not in forbidden:
                    what = f'"{key.text}" is no word that glossary.yaml keeps out.'
                    mend = did_you_mean(key.text, terms) or "Take this line out."
                elif f" {words}" not in said.get(entry.file.path, ""):
                    what = f'"{key.text}" does not stand in this text.'
                    mend = "Take this line out."
                else:
                    continue
                yield Problem("needless-waiver", key.place, what, mend, "warn")
