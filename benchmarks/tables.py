"""Tables on the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

WIDEST = 34


def heading(name: str, columns: Sequence[str]) -> None:
    """The first line of a table."""
    print(f"\n{name:<{WIDEST}}" + "".join(f"{column:>{_width(column)}}" for column in columns))


def line(name: str, columns: Sequence[str], values: Mapping[str, object]) -> None:
    """One row of a table; a value that is missing is left open."""
    cells = (f"{values.get(column, '-')!s:>{_width(column)}}" for column in columns)
    print(f"{name:<{WIDEST}}" + "".join(cells))


def _width(column: str) -> int:
    return max(len(column) + 2, 9)
