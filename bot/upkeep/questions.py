"""Questions that try the knowledge: which topic each has to reach, which it must not.

A layer's own stand in `questions/<language>/<topic>.yaml` of its folder; those of the base beside it,
in `tests/questions/`. `known-misses.yaml` and `known-near-misses.yaml` hold what is not right yet.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from bot.problem import Place, Problem, did_you_mean
from bot.tree import scalars_of, text_of
from bot.tree_reader import shown_path
from bot.yaml_reader import Mapping as YamlMapping
from bot.yaml_reader import Node, Scalar, UnreadableError, read_file
from bot.yaml_reader import Sequence as NodeList

FOLDER: Final = "questions"
"""Where a layer keeps its questions."""

BESIDE: Final = Path("tests") / FOLDER
"""Where those of a base stand that has none inside: beside it."""

Must = Literal["reach", "not"]

KNOWN: Final[dict[Must, str]] = {"reach": "known-misses.yaml", "not": "known-near-misses.yaml"}

_MUST: Final[dict[str, Must]] = {must: must for must in KNOWN}
_COMPARE: Final = "Compare it with a file that works."
_EXAMPLE: Final = "until when can I report"


@dataclass(frozen=True, slots=True)
class Question:
    """One question: what it must do with the topic of its file. `is_known`: that it does not do so
    yet is written down."""

    text: str
    language: str
    topic: str
    must: Must
    place: Place = field(repr=False)
    is_known: bool = False


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """The questions of some layers, and what is wrong in their files."""

    questions: tuple[Question, ...]
    problems: tuple[Problem, ...]


def read_questions(
    layers: Iterable[Path], topics: Collection[str], languages: Collection[str]
) -> QuestionSet:
    """The questions of layers, base first, in these languages. Never raises for what lies there."""
    questions: list[Question] = []
    problems: list[Problem] = []
    for folder in filter(Path.is_dir, map(_folder_of, layers)):
        known = {must: _known(folder / name, problems) for must, name in KNOWN.items()}
        for path in sorted(folder.glob("*/*.y*ml")):
            language = path.parent.name
            if language not in languages:
                continue
            if path.stem not in topics:
                problems.append(_unknown_topic(path, topics))
                continue
            for must, asked in _asked(_root(path, problems), problems):
                text = text_of(asked)
                is_known = text in known[must].get(language, ())
                questions.append(Question(text, language, path.stem, must, asked.place, is_known))
    return QuestionSet(tuple(questions), tuple(problems))


def _folder_of(layer: Path) -> Path:
    own = layer / FOLDER
    is_overlay = (layer / "overlay.yaml").is_file()
    return own if own.is_dir() or is_overlay else layer.parent / BESIDE


def _known(path: Path, problems: list[Problem]) -> Mapping[str, Sequence[str]]:
    """Language -> questions of which it is written down that they do not do yet what they must."""
    root = _root(path, problems) if path.is_file() else YamlMapping((), Place(""))
    return {key.text: [text_of(one) for one in scalars_of(value)] for key, value in root.pairs}


def _root(path: Path, problems: list[Problem]) -> YamlMapping:
    """What a file holds; nothing where it cannot be read, which becomes a problem."""
    shown = shown_path(path).as_posix()
    try:
        root = read_file(path, shown)
    except UnreadableError as error:
        problems.append(error.problem)
        root = None
    if isinstance(root, YamlMapping):
        return root
    if root is not None:
        what = 'This file has to start with "reach:" or "not:", and it does not.'
        problems.append(Problem("yaml-shape", root.place, what, _COMPARE))
    return YamlMapping((), Place(shown))


def _asked(root: YamlMapping, problems: list[Problem]) -> Iterator[tuple[Must, Scalar]]:
    """What a file asks; anything else in it becomes a problem."""
    for key, value in root.pairs:
        must = _MUST.get(key.text)
        if must is None:
            mend = did_you_mean(key.text, _MUST) or 'Names known here: "reach", "not".'
            what = f'"{key.text}" is not read here.'
            problems.append(Problem("unknown-field", key.place, what, mend))
            continue
        for node in value.items if isinstance(value, NodeList) else (value,):
            asked = _utterance(node)
            if isinstance(asked, Scalar):
                yield must, asked
            else:
                what = "Here belongs a question."
                mend = f"For example, in a line of its own: - {_EXAMPLE}"
                problems.append(Problem("wrong-type", node.place, what, mend))


def _utterance(node: Node) -> Node | None:
    """A question as it stands, or below `utterance:` beside the topic that it belongs to."""
    return node.get("utterance") if isinstance(node, YamlMapping) else node


def _unknown_topic(path: Path, topics: Collection[str]) -> Problem:
    mend = did_you_mean(path.stem, topics) or "Give the file the name of a topic of topics.yaml."
    what = f'"{path.stem}" is not a topic.'
    return Problem("unknown-topic", Place(shown_path(path).as_posix()), what, mend)
