"""A JSON Schema for each kind of file, from the format's own tables: editors complete and check by it.

Draft 7, which is what language servers for YAML take. What it cannot say (a topic that does not
exist, a number without a source) stays with `whereto knowledge check`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from bot import format as fmt

Schema = dict[str, Any]

DRAFT: Final = "http://json-schema.org/draft-07/schema#"
FOLDER: Final = "schema"
"""Where the shipped schemas stand, in the folder of the knowledge."""

_TEXT: Final[Schema] = {"type": ["string", "number", "boolean"]}
"""A text; an editor takes some of them, written without quotes, for something else."""

_LIST: Final[Schema] = {"type": "array", "items": _TEXT}
_DAY: Final[Schema] = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}

_OF: Final[dict[fmt.FieldType, Callable[[fmt.Field], Schema]]] = {
    "text": lambda _: _TEXT,
    "lines": lambda _: _TEXT,
    "list": lambda _: _LIST,
    "pairs": lambda field: _below(field, _TEXT),
    "lists": lambda field: _below(field, _LIST),
    "choice": lambda field: {"enum": list(field.choices)},
    "choices": lambda field: {"type": "array", "items": {"enum": list(field.choices)}},
    "fact": lambda field: {
        "type": "array",
        "minItems": 1,
        "items": [{"enum": list(field.choices)}],
        "additionalItems": _TEXT,
    },
    "verbs": lambda field: {
        "type": "array",
        "items": {"anyOf": [{"enum": list(field.choices)}, _TEXT]},
    },
    "date": lambda _: _DAY,
    "span": lambda _: {"type": "string", "pattern": r"^\d{1,3} (day|week|month|year)s?$"},
    "country": lambda _: {"type": "string", "pattern": "^(global|[a-z]{2})$"},
    "signature": lambda _: {
        "type": "object",
        "properties": {"by": _or_null(_TEXT), "on": _or_null(_DAY)},
        "additionalProperties": False,
    },
}

_NAMES: Final = {kind.name: fmt.CHANNEL_KINDS for kind in (fmt.CHANNELS, fmt.CHANNEL_TEXTS)}
"""Kinds of files whose entries are named by closed words."""


def schemas() -> dict[str, Schema]:
    """Every schema by the name of its file."""
    return {file_name(kind): schema_of(kind) for kind in fmt.FILE_KINDS}


def file_name(kind: fmt.FileKind) -> str:
    """The file of a kind's schema."""
    return f"{kind.name}.json"


def schema_of(kind: fmt.FileKind) -> Schema:
    """The schema of one kind of file; one that is empty, or all comments, is right too. An overlay
    holds only what differs, so no field has to be there but those of `overlay.yaml`."""
    head = {"$schema": DRAFT, "title": kind.pattern, "description": kind.holds}
    if kind.shape == "entry":
        required = list(kind.required()) if kind is fmt.OVERLAY else []
        return {**head, **_or_null({**_entry(kind), "required": required})}
    below = {"entries": _entry(kind), "texts": _TEXT, "lists": _LIST}[kind.shape]
    body: Schema = {"type": "object", "additionalProperties": below}
    if kind.name in _NAMES:
        body["propertyNames"] = {"enum": list(_NAMES[kind.name])}
    return {**head, **_or_null(body)}


def _entry(kind: fmt.FileKind) -> Schema:
    return {
        "type": "object",
        "properties": {field.name: _field(field) for field in kind.fields},
        "additionalProperties": False,
    }


def _field(field: fmt.Field) -> Schema:
    schema = _OF[field.type](field)
    own = _or_null(schema) if field.may_be_null else schema
    return {"description": field.meaning, "examples": [field.example], **own}


def _below(field: fmt.Field, value: Schema) -> Schema:
    schema: Schema = {"type": "object", "additionalProperties": value}
    return {**schema, "propertyNames": {"enum": list(field.choices)}} if field.choices else schema


def _or_null(schema: Schema) -> Schema:
    """The same, or nothing."""
    if "enum" in schema:
        return {**schema, "enum": [*schema["enum"], None]}
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return {**schema, "type": [*types, "null"]}


def as_text(schema: Schema) -> str:
    """A schema as its file holds it."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def modeline(kind: fmt.FileKind, file: Path, folder: Path) -> str:
    """The comment in a file that tells an editor where the schema is, in a folder of schemas."""
    path = Path(os.path.relpath(folder / file_name(kind), file.parent)).as_posix()
    return f"# yaml-language-server: $schema={path}"
