"""HSDS services from a file that a stranger wrote: bounded, and refused with a clear problem where it
is no such file. What is in a record is for bot/publishing/hsds_drafts.py."""

from __future__ import annotations

import json
from typing import Any, Final, NoReturn

from bot.problem import KnowledgeError, Place, Problem

LARGEST_IMPORT: Final = 20_000_000
"""Bytes of a file; the export of the whole shipped knowledge is a twentieth of that."""

MOST_SERVICES: Final = 2_000
"""Services of one file: more than a focal point could ever call."""

LISTS: Final = ("contents", "services")
"""Where the services stand in an object: a page of the HSDS API, a file of other programs."""

MEND: Final = "Ask for the services of HSDS 3.0 as JSON: a list, one object a service."


class _OddError(Exception):
    """A value that JSON of services never holds."""


def read_services(text: str, path: str) -> list[Any]:
    """The records of a file, unlooked at. Raises KnowledgeError where it is not JSON, names something
    twice, or holds no list of services."""
    try:
        found = json.loads(text, object_pairs_hook=_object, parse_constant=_odd)
    except json.JSONDecodeError as error:
        _refuse_at(path, text, error)
    except RecursionError:
        _refuse(path, "This is nested deeper than any list of services.")
    except (_OddError, ValueError):
        _refuse(path, "This names something twice, or holds a number that is none.")
    services = _listed(found)
    if services is None:
        _refuse(path, "No list of services stands in this file.")
    if len(services) > MOST_SERVICES:
        _refuse(path, f"This file has {len(services)} services; at most {MOST_SERVICES} are read.")
    return services


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _OddError
    return found


def _odd(constant: str) -> NoReturn:
    raise _OddError(constant)


def _listed(found: Any) -> list[Any] | None:
    """The services: a list, a list inside an object, or one service alone."""
    if isinstance(found, list):
        return found
    if not isinstance(found, dict):
        return None
    for name in LISTS:
        if isinstance(found.get(name), list):
            return list(found[name])
    return [found] if "id" in found and "name" in found else None


def _refuse(path: str, what: str) -> NoReturn:
    raise KnowledgeError([Problem("not-hsds", Place(path), what, MEND)])


def _refuse_at(path: str, text: str, error: json.JSONDecodeError) -> NoReturn:
    lines = text.splitlines() or [""]
    line = min(error.lineno - 1, len(lines) - 1)
    place = Place(path, line, error.colno - 1, 1, lines[line])
    raise KnowledgeError([Problem("not-hsds", place, "Here this file stops being JSON.", MEND)])
