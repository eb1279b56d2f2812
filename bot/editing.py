"""Changes to a knowledge file that a command makes: one line, in place; comments and order stay."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import Final

LAST: Final = "reviewed"
"""A new line stands before the signature, which closes a file."""

MODELINE: Final = "# yaml-language-server:"
"""What an editor's remark begins with."""


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


def with_modeline(text: str, line: str) -> str:
    """The text of a file with the comment that tells editors its schema: instead of the one it has,
    else below the comment on top, which is for people."""
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines(keepends=True)
    for number, own in enumerate(lines):
        if own.startswith(MODELINE):
            return "".join([*lines[:number], line + end, *lines[number + 1 :]])
    head = list(takewhile(lambda own: own.lstrip("\ufeff").startswith("#"), lines))
    if head and not head[-1].endswith(end):
        head[-1] += end
    return "".join([*head, line + end, *lines[len(head) :]])
