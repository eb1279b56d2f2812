"""Changes to a knowledge file that a command makes: one line, in place; comments and order stay."""

from __future__ import annotations

import re
from typing import Final

LAST: Final = "reviewed"
"""A new line stands before the signature, which closes a file."""


def with_line(text: str, name: str, value: str) -> str:
    """The text of a file with that name and value at its top level: instead of the line that has
    the name, else before `reviewed`, else at the end. `value` is one line as YAML writes it."""
    end = "\r\n" if "\r\n" in text else "\n"
    new = f"{name}: {value}{end}"
    lines = text.splitlines(keepends=True)
    for number, line in enumerate(lines):
        if re.match(rf"{re.escape(name)}\s*:", line):
            return "".join([*lines[:number], new, *lines[number + 1 :]])
    if lines and not lines[-1].endswith(end):
        lines[-1] += end
    at = next((n for n, line in enumerate(lines) if line.startswith(f"{LAST}:")), len(lines))
    return "".join([*lines[:at], new, *lines[at:]])
