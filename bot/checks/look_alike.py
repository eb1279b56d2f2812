"""look-alike: a letter or a space that looks right and is another one.

A Latin "a" in a Russian word, a Persian letter in an Arabic one: nobody sees it, no search and no
phrase finds the word, and a screen reader stumbles. Mend: type the word anew with the keyboard of
its language.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import permutations
from typing import Final

from bot.language import SCRIPTS, script_of
from bot.problem import Problem
from bot.tree import Tree
from bot.yaml_reader import Mapping, Node, Scalar, Sequence

FOREIGN: Final = {
    "ar": dict(zip("یېکڪہھە", "ييككههه", strict=True)),
    "fa": dict(zip("يك", "یک", strict=True)),
}
"""Language -> letters that only its neighbours write, and the own letter that looks the same."""

USUAL: Final = {"fr": "\u00a0\u202f", "fa": "\u200c", "ur": "\u200c"}
"""Language -> spaces and joiners that its typing has besides the usual space."""

_MIXED: Final = re.compile(
    "|".join(
        SCRIPTS[one].pattern + SCRIPTS[other].pattern
        for one, other in permutations(("arabic", "cyrillic", "latin"), 2)
    )
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_ARABIC_PREFIX: Final = re.compile(r"\b(?:[وفبلك]|[وفبك]?ال|لل)(?=[A-Za-z]{2})")
"""What Arabic writes onto the next word, a foreign abbreviation too: "and OIOS"."""

_LONE: Final = {
    script: re.compile(rf"(?:^|(?<={own} )|(?<={own}, ))[{letters}]+(?![\w'’])")
    for script, letters in (("cyrillic", "aceopxy"), ("latin", "асеорхуАВЕКМНОРСТХ"))
    for own in (SCRIPTS[script].pattern,)
}
"""Script of most letters -> a word that could be of that script and is typed in another one."""

_OTHER_FORM: Final = re.compile(
    r"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\ufb00-\ufdff\ufe70-\ufefc]"
)
_OWN_ACCENT: Final = re.compile(r"\w[\u0300-\u036f]+")
_SPACE: Final = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\u3164\u200c\u200d]")

_ANEW: Final = "Type the word anew with the keyboard of its language."


def find(tree: Tree) -> Iterator[Problem]:
    """Every sign that is not what it looks like, in every text, phrase and cue."""
    for file in tree.files:
        for scalar in _scalars(file.root):
            if not scalar.text.isascii():
                yield from _in(scalar, file.language)


Seen = Iterable[tuple[int, int, str, str]]
"""Start, length, what is wrong, how to mend it."""


def _scalars(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _scalars(item)
    elif isinstance(node, Mapping):
        for _, value in node.pairs:
            yield from _scalars(value)


def _in(scalar: Scalar, language: str | None) -> Iterator[Problem]:
    """What is seen in a text, each at its place in the file."""
    for line in scalar.lines():
        text = line.source[line.column : line.column + line.length]
        for look in (_mixed, _lone, _form, _accent, _space):
            for start, length, what, mend in look(text, language):
                place = replace(line, column=line.column + start, length=length)
                yield Problem("look-alike", place, what, mend, "warn")


def _mixed(text: str, _language: str | None) -> Seen:
    if not _MIXED.search(text):
        return
    masked = _ARABIC_PREFIX.sub(lambda prefix: " " * len(prefix[0]), text)
    for word in _WORD.finditer(masked):
        if not _MIXED.search(word[0]):
            continue
        scripts = [script_of(letter) for letter in word[0]]
        rare = min(dict.fromkeys(scripts), key=scripts.count)
        at = scripts.index(rare)
        what = f'"{word[0][at]}" in "{word[0]}" is {_named(word[0][at])}.'
        yield word.start() + at, 1, what, _ANEW


def _lone(text: str, _language: str | None) -> Seen:
    """Words of look-alikes only. Russian writes "Interview с OIOS" too: where a line has other
    Cyrillic words, a short one among Latin words is one of them."""
    lone = _LONE.get(script_of(text) or "")
    if lone is None or (lone is _LONE["latin"] and SCRIPTS["cyrillic"].search(lone.sub("", text))):
        return
    for word in lone.finditer(text):
        what = f'"{word[0][0]}" in "{word[0]}" is {_named(word[0][0])}.'
        yield word.start(), len(word[0]), what, _ANEW


def _form(text: str, language: str | None) -> Seen:
    for letter in _OTHER_FORM.finditer(text):
        plain = unicodedata.normalize("NFKC", letter[0])
        yield letter.start(), 1, f'"{letter[0]}" is {_named(letter[0])}.', f'Write "{plain}".'
    for foreign, own in FOREIGN.get(language or "", {}).items():
        for letter in re.finditer(foreign, text):
            yield letter.start(), 1, f'"{foreign}" is {_named(foreign)}.', f'Write "{own}".'


def _accent(text: str, _language: str | None) -> Seen:
    for letter in _OWN_ACCENT.finditer(text):
        what = f'"{letter[0]}" is a letter and an accent of its own.'
        mend = f'Write "{unicodedata.normalize("NFC", letter[0])}" as one letter.'
        yield letter.start(), len(letter[0]), what, mend


def _space(text: str, language: str | None) -> Seen:
    for space in _SPACE.finditer(text):
        if space[0] not in USUAL.get(language or "", ""):
            what = f"This space or joiner is not the usual one: {_named(space[0])}."
            yield space.start(), 1, what, "Type a usual space, or nothing."


def _named(sign: str) -> str:
    """A sign by its Unicode name, as it can be looked up."""
    return unicodedata.name(sign, f"U+{ord(sign):04X}")
