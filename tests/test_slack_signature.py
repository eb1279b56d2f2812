"""Whether a call is Slack's: the table. Every refusal is ours, a 4xx without a word, and no turn."""

from __future__ import annotations

import json

import pytest
from slack_desk import SECRET, Desk, direct, sealed, signed
from slack_sdk.signature import Clock

from adapters.connection import Call
from bot.bot import Bot

NOW = 1_795_181_293


class At(Clock):
    """A clock that stands."""

    def now(self) -> float:
        return NOW


@pytest.fixture
def desk(knowledge) -> Desk:
    return Desk(Bot(knowledge), clock=At())


def _without(call: Call, *names: str) -> Call:
    return Call(call.body, {k: v for k, v in call.headers.items() if k not in names})


def _with(call: Call, **headers: str) -> Call:
    named = {f"x-slack-{name.replace('_', '-')}": value for name, value in headers.items()}
    return Call(call.body, {**call.headers, **named})


FORM = "application/x-www-form-urlencoded"


def _sealed(body: str, kind: str = "application/json") -> Call:
    return sealed(body, kind, moment=NOW)


GOOD = signed(direct("can I stay anonymous"), moment=NOW)
ELSEWHERE = json.dumps(direct("menu"))

REFUSED = {
    "unsigned": (_without(GOOD, "x-slack-signature"), 401),
    "without a time": (_without(GOOD, "x-slack-request-timestamp"), 401),
    "without any header": (Call(GOOD.body, {}), 401),
    "an empty signature": (_with(GOOD, signature=""), 401),
    "an empty time": (_with(GOOD, request_timestamp=""), 401),
    "301 seconds old": (signed(direct("menu"), moment=NOW - 301), 401),
    "301 seconds ahead": (signed(direct("menu"), moment=NOW + 301), 401),
    "a time that is no number": (_with(GOOD, request_timestamp="abc"), 401),
    "a time with a sign": (_with(GOOD, request_timestamp=f"+{NOW}"), 401),
    "a time with a fraction": (_with(GOOD, request_timestamp=f"{NOW}.5"), 401),
    "a time in other digits": (_with(GOOD, request_timestamp="١٧٩٥١٨١٢٩٣"), 401),
    "a time of 5,000 digits": (_with(GOOD, request_timestamp="9" * 5000), 401),
    "another time than was signed": (_with(GOOD, request_timestamp=str(NOW - 1)), 401),
    "tampered": (Call(GOOD.body + b" ", GOOD.headers), 401),
    "another body": (Call(ELSEWHERE.encode(), GOOD.headers), 401),
    "an empty body": (Call(b"", GOOD.headers), 401),
    "another secret": (signed(direct("menu"), SECRET[::-1], NOW), 401),
    "another version": (
        _with(GOOD, signature=GOOD.headers["x-slack-signature"].replace("v0=", "v1=")),
        401,
    ),
    "the signature in capitals": (
        _with(GOOD, signature=GOOD.headers["x-slack-signature"].upper()),
        401,
    ),
    "a signature beyond ASCII": (_with(GOOD, signature="v0=é"), 401),
    "bytes that are no text": (Call(b"\xff\xfe{", GOOD.headers), 401),
    "unsigned, and no JSON": (Call(b"{{{", {"content-type": "application/json"}), 401),
    "unsigned ssl_check": (
        Call(b"ssl_check=1", {"content-type": FORM}),
        401,
    ),
    "signed, and no JSON": (_sealed("{{{"), 400),
    "signed, and a list": (_sealed("[1, 2]"), 400),
    "signed, and a word": (_sealed('"menu"'), 400),
    "signed, and null": (_sealed("null"), 400),
    "signed, and nothing": (_sealed(""), 400),
    "signed, and too deep": (_sealed("[" * 100_000), 400),
    "signed, a form without a payload": (
        _sealed("payload=", FORM),
        400,
    ),
    "signed, a form whose payload is no JSON": (
        _sealed("payload={{{", FORM),
        400,
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_call_that_is_not_slacks_is_refused_without_a_word_and_without_a_turn(
    desk, name, monkeypatch
):
    call, status = REFUSED[name]

    def reached(*_: object) -> None:
        raise AssertionError("a turn was reached")

    monkeypatch.setattr(desk.bot, "reply_to", reached)
    response = desk.take(call)
    assert (response.status, response.body, desk.api.calls) == (status, b"", [])


@pytest.mark.parametrize("moment", [NOW - 300, NOW, NOW + 300])
def test_a_call_that_slack_signed_within_five_minutes_is_answered(desk, moment):
    response = desk.take(signed(direct("menu"), moment=moment))
    assert response.status == 200
    assert [method for method, _ in desk.api.calls] == ["chat.postMessage"]


def test_until_slack_was_reached_it_is_asked_to_come_again(desk):
    desk.wiring.identity = None
    assert desk.take(signed(direct("menu"), moment=NOW)).status == 503
    asked = _sealed(json.dumps({"type": "url_verification", "challenge": "x"}))
    assert desk.take(asked).status == 200


def test_neither_the_secret_nor_a_body_stands_in_a_repr(desk):
    for shown in (repr(GOOD), repr(desk.link), repr(desk.wiring.identity)):
        assert SECRET not in shown
        assert "anonymous" not in shown
        assert "T0OURS" not in shown
