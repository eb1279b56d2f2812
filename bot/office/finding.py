"""What `whereto doctor` found, one line each: green is well, yellow can wait, red keeps people from
being served safely. Nothing of a secret stands in a finding.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final, Literal

from bot.problem import Problem, counted
from bot.version import VERSION

Light = Literal["green", "yellow", "red"]
_WIDTH: Final = 6
"""The longest name of a light."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `id` is stable; `mend` is empty where there is nothing to do."""

    id: str
    light: Light
    what: str
    mend: str = ""
    where: str = ""
    """A file with its line, a variable, a setting; empty for the machine as a whole."""


def finding_of(problem: Problem, light: Light) -> Finding:
    """A problem of a file as a finding; none of the line itself is shown."""
    what, mend = (" ".join(text.split()) for text in (problem.what, problem.mend))
    return Finding(problem.id, light, what, mend, problem.place.shown())


def is_ready(findings: Sequence[Finding]) -> bool:
    """Whether people can be served: nothing is red."""
    return all(finding.light != "red" for finding in findings)


def as_text(findings: Sequence[Finding]) -> str:
    """For people: a line each, what mends it below, and a verdict at the end."""
    lines = []
    for finding in findings:
        where = f"{finding.where}: " if finding.where else ""
        lines.append(f"{finding.light:<{_WIDTH}}  {where}{finding.what}  ({finding.id})")
        if finding.mend:
            lines.append(f"{'':<{_WIDTH}}  {finding.mend}")
    return "\n".join([*lines, "", _verdict(findings)]) + "\n"


def as_json(findings: Sequence[Finding]) -> str:
    """For programs: one object, with these names for good."""
    found = [asdict(finding) for finding in findings]
    whole = {"version": VERSION, "ready": is_ready(findings), "findings": found}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _verdict(findings: Sequence[Finding]) -> str:
    count = Counter(finding.light for finding in findings)
    later = f" {counted(count['yellow'], 'line')} yellow." if count["yellow"] else ""
    if is_ready(findings):
        return f"Ready.{later}"
    return f"Not ready: {counted(count['red'], 'line')} red.{later}"
