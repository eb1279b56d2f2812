"""HSDS services as a tabular data package: a CSV table for each kind of record, and datapackage.json.

A record that stands inside another one becomes a row of its own table with the other's id.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

TABLES: Final = {
    "services": "services",
    "organization": "organizations",
    "phones": "phones",
    "schedules": "schedules",
    "service_areas": "service_areas",
    "service_at_locations": "service_at_location",
    "location": "locations",
    "addresses": "addresses",
    "languages": "languages",
    "contacts": "contacts",
    "attributes": "attributes",
    "taxonomy_term": "taxonomy_terms",
}
"""Field that holds records -> the table of HSDS that they are rows of."""

ABOVE: Final = {
    "phones": "service_id",
    "schedules": "service_id",
    "service_areas": "service_id",
    "service_at_location": "service_id",
    "languages": "service_id",
    "contacts": "service_id",
    "addresses": "location_id",
}
"""Table -> its column with the id of the record that a row stood in."""

BELOW: Final = {"organization": "organization_id", "location": "location_id"}
"""Field that holds one record -> the column with that one's id."""

Rows = dict[str, dict[str, dict[str, Any]]]


def package_of(services: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """File name -> content of the tables that have a row, and of datapackage.json."""
    tables: Rows = {}
    for one in services:
        _add(tables, "services", one, None)
    files = {f"{name}.csv": _csv(list(rows.values())) for name, rows in tables.items()}
    files["datapackage.json"] = _descriptor(tables)
    return files


def _add(tables: Rows, table: str, record: Mapping[str, Any], above: str | None) -> None:
    """A record and all that stand in it, each once."""
    row = {name: value for name, value in record.items() if name not in TABLES}
    if above is not None and table in ABOVE:
        row[ABOVE[table]] = above
    tables.setdefault(table, {})[record["id"]] = row
    for name, inner in _inside(record):
        if name in BELOW:
            row[BELOW[name]] = inner["id"]
        _add(tables, TABLES[name], inner, record["id"])


def _inside(record: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name in (name for name in TABLES if name in record):
        held = record[name]
        yield from ((name, inner) for inner in (held if isinstance(held, list) else [held]))


def _columns(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """All columns that a row has, `id` first."""
    names = sorted({name for row in rows for name in row} - {"id"})
    return ["id", *names]


def _csv(rows: Sequence[Mapping[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, _columns(rows), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: _harmless(value) for name, value in row.items()} for row in rows)
    return text.getvalue()


def _harmless(value: Any) -> Any:
    """A cell that no table program takes for a formula. A number that is dialled keeps its plus."""
    if isinstance(value, str) and value[:1] in ("=", "@", "-", "\t", "\r"):
        return f"'{value}"
    return value


def _descriptor(tables: Rows) -> str:
    """datapackage.json: every column of every table, all of them text."""
    resources = [
        {
            "name": name,
            "path": f"{name}.csv",
            "profile": "tabular-data-resource",
            "schema": {
                "fields": [
                    {"name": column, "type": "string"} for column in _columns(list(rows.values()))
                ]
            },
        }
        for name, rows in tables.items()
    ]
    package = {
        "name": "whereto-contacts",
        "profile": "tabular-data-package",
        "resources": resources,
    }
    return json.dumps(package, indent=2) + "\n"
