"""Why a change is not made, in words that the person at the keyboard can act on."""

from __future__ import annotations


class RefusedError(Exception):
    """The knowledge itself stands against it. Nothing was changed."""

    def __init__(self, what: str, mend: str = "") -> None:
        super().__init__(what)
        self.lines = tuple(line for line in (what, mend) if line)


class WrongCallError(RefusedError):
    """The command was called wrongly: a word that is not known, a day to come, a person's name."""
