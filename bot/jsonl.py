"""The machine-readable contract: a JSON object a line in, one out, in order (docs/jsonl.md).

Rows with the same `session` are turns of one conversation, others stand alone. A row that cannot
be read gives `{"id": …, "error": "…"}` and the run goes on.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from bot.knowledge import Knowledge
from bot.message import Message
from bot.plain import WIDTH, draw
from bot.session import Session
from bot.setting import Setting
from bot.turn import Turn, respond

TEXT_FIELDS: Final = (
    "lang",
    "session",
    "place",
    "organisation",
    "office",
    "country",
    "role",
    "now",
)

_JSON: Final = json.JSONEncoder(ensure_ascii=False)


class RowError(Exception):
    """A row that cannot be read; the text says why, without quoting it."""


def answer_lines(
    lines: Iterable[str],
    knowledge: Knowledge,
    setting: Setting,
    clock: Callable[[], dt.datetime],
) -> Iterator[str]:
    """The output line of each input line; empty lines are passed over."""
    sessions: dict[str, Session] = {}
    for text in lines:
        if not text.strip():
            continue
        row_id: object = None
        try:
            row = _row(text)
            row_id = row.get("id")
            yield _line(_answer(row, sessions, knowledge, setting, clock))
        except RowError as error:
            yield _line({"id": row_id, "error": str(error)})


def _line(values: Mapping[str, Any]) -> str:
    return _JSON.encode(values).encode("utf-8", "replace").decode("utf-8")


def _row(text: str) -> dict[str, Any]:
    try:
        row = json.loads(text)
    except (ValueError, RecursionError):
        raise RowError("this line is not JSON") from None
    if not isinstance(row, dict):
        raise RowError("this line is not a JSON object")
    return row


def _answer(
    row: Mapping[str, Any],
    sessions: dict[str, Session],
    knowledge: Knowledge,
    setting: Setting,
    clock: Callable[[], dt.datetime],
) -> dict[str, Any]:
    values = _checked(row)
    name = values["session"]
    session = sessions.get(name, Session()) if name is not None else Session()
    message = Message(
        text=row["text"],
        place="shared" if values["place"] == "shared" else "private",
        language=_served(values["lang"], knowledge),
        choose=None if row.get("choose") is None else str(row["choose"]),
        organisation=values["organisation"],
        office=values["office"],
        country=values["country"].lower() if values["country"] else None,
        role=values["role"],
    )
    turn = respond(knowledge, session, message, _moment(values["now"], clock), setting)
    if name is not None:
        sessions[name] = Session.from_dict(turn.session.to_dict())
    return {"id": row.get("id"), **_output(turn)}


def _checked(row: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a row. Raises RowError for a field of the wrong type."""
    if not isinstance(row.get("text"), str):
        raise RowError('"text" is missing, or is not a text')
    values = {name: row.get(name) for name in TEXT_FIELDS}
    for name, value in values.items():
        if value is not None and not isinstance(value, str):
            if name == "session" and isinstance(value, int):
                values[name] = str(value)
                continue
            raise RowError(f'"{name}" is not a text')
    if values["place"] not in (None, "private", "shared"):
        raise RowError('"place" is neither "private" nor "shared"')
    if row.get("choose") is not None and not isinstance(row["choose"], (str, int)):
        raise RowError('"choose" is neither a number nor an id')
    return values


def _served(tag: str | None, knowledge: Knowledge) -> str | None:
    return tag if tag in knowledge.languages else None


def _moment(text: str | None, clock: Callable[[], dt.datetime]) -> dt.datetime:
    if text is None:
        return clock()
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise RowError('"now" is not an ISO time, such as 2026-11-20T10:00:00Z') from None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _output(turn: Turn) -> dict[str, Any]:
    reply = turn.reply
    return {
        "language": reply.language,
        "kind": reply.kind,
        "topic": reply.topic,
        "alternatives": [{"topic": c.topic, "score": c.score} for c in reply.alternatives],
        "choices": [{"n": choice.number, "id": choice.id} for choice in reply.choices],
        "urgent": reply.urgent,
        "check": reply.check,
        "reply": draw(reply, WIDTH),
        "entries": list(reply.entries),
    }
