"""The labels that are a wording: labels/<language>.yaml, one pattern a label and language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import yaml

from labelling.facts import Facts, same_letters, sentences_of

Section = Literal["must_mention", "must_not"]

FOLDER: Final = Path(__file__).parent.parent / "labels"


class UnmappedLabelError(LookupError):
    """A label without a pattern in the language of the reply, and without a rule."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A label of labels/<language>.yaml: any of the patterns finds it, `unless` excuses it."""

    patterns: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str] | None
    example: str
    """A sentence that the pattern has to find: `example` or `violation`."""
    fine: str | None

    def matches(self, sentence: str) -> bool:
        """Whether the folded sentence says it."""
        if self.unless is not None and self.unless.search(sentence):
            return False
        return any(pattern.search(sentence) for pattern in self.patterns)

    def found_in(self, facts: Facts, section: Section) -> bool:
        """What has to be mentioned may go over sentences; what must not be is one sentence's."""
        if section == "must_not":
            return any(map(self.matches, sentences_of(facts.text)))
        unless = self.unless
        kept = [s for s in sentences_of(facts.said) if unless is None or not unless.search(s)]
        return any(pattern.search(" ".join(kept)) for pattern in self.patterns)


@cache
def patterns_of(language: str) -> dict[str, Any]:
    """labels/<language>.yaml with its patterns compiled; empty for a language without labels."""
    path = FOLDER / f"{language}.yaml"
    read = yaml.safe_load(path.read_text("utf-8")) if path.is_file() else {}
    sections = ("must_mention", "must_not")
    return {
        "names": tuple(read.get("names", ())),
        "details": tuple(read.get("details", ())),
        **{name: {k: _pattern(v) for k, v in read.get(name, {}).items()} for name in sections},
    }


def _pattern(entry: Mapping[str, Any]) -> Pattern:
    sources = entry["pattern"] if isinstance(entry["pattern"], list) else [entry["pattern"]]
    return Pattern(
        tuple(map(_compiled, sources)),
        _compiled(entry["unless"]) if "unless" in entry else None,
        entry.get("example") or entry["violation"],
        entry.get("fine"),
    )


def _compiled(source: str) -> re.Pattern[str]:
    return re.compile(same_letters(source), re.IGNORECASE)


def label_pattern(section: Section, label: str, language: str) -> Pattern:
    """The pattern of a label. Raises UnmappedLabelError."""
    try:
        return patterns_of(language)[section][label]
    except KeyError:
        raise UnmappedLabelError(f"{section}: {label!r} has no pattern in {language!r}") from None
