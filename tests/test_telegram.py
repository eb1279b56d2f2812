"""Telegram's two converters, on payloads as Telegram sends and takes them.

`python -m pytest tests/test_telegram.py --update` writes the replies (`out-….json`) anew.
"""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest
from conftest import NOW, Talk
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("telegram", reason='the SDK is not installed: pip install "whereto[telegram]"')

from adapters.telegram import connect, read_message, render_reply
from adapters.telegram.drawing import LONGEST, size
from adapters.telegram.reading import chat_to_leave, sent_at, update_id
from bot.bot import Bot
from bot.config import Config
from bot.config_values import DEFAULTS
from bot.message import Block, Card, Choice, Message, Piece, Reply, Row
from bot.problem import KnowledgeError
from bot.session import Session
from bot.vault import TOKEN_BYTES

PAYLOADS = Path(__file__).parent / "payloads" / "telegram"
IN = sorted(path.stem for path in PAYLOADS.glob("in-*.json"))
OUT = {
    "out-answer": ("en", "where do I go if a colleague harasses me"),
    "out-danger": ("en", "he is outside my door"),
    "out-which": ("en", "how long"),
    "out-menu": ("fr", "menu"),
    "out-right-to-left": ("ar", "أين أبلّغ"),
    "out-erase": ("ru", "стереть"),
}
MARKS = "\u200f\u2066\u2069"


def payload(name: str) -> dict:
    return json.loads((PAYLOADS / f"{name}.json").read_text("utf-8"))


def plain_token(choice: str) -> str:
    return f"<{choice}>"


def said(text: str, language: str = "en", knowledge=None, **session) -> Reply:
    talk = Talk(knowledge)
    talk.session = Session(**session)
    return talk.say(text, platform="telegram", conversation="4242", language=language).reply


def read_back(drawn: dict) -> str:
    """The text of a message as the person reads it."""
    bare = re.sub(r'</?b>|<a href="(https://[^"<>]+)">(?=\1</a>)|</a>', "", drawn["text"])
    assert "<" not in bare, "no mark of HTML but bold and addresses"
    return html.unescape(bare)


# ---- what comes in


@pytest.mark.parametrize("name", IN)
def test_an_update_is_read_as_it_was_looked_at(name):
    case = payload(name)
    read = read_message(case["update"])
    got = None if read is None else {field: getattr(read, field) for field in case["read"] or ()}
    assert (got, chat_to_leave(case["update"])) == (case["read"], case["leave"])
    if read is not None:
        assert (read.platform, read.place) == ("telegram", "private")


def test_nothing_of_a_person_but_the_id_of_the_chat_is_taken():
    read = read_message(payload("in-photo-with-words-below")["update"])
    assert read == Message(
        "", platform="telegram", conversation="4242", hint="fr", choose="command:attachment"
    )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=8), below),
    max_leaves=12,
)
NAMED = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(
        ("update_id", "message", "callback_query", "my_chat_member", "edited_message"), JSON
    ),
)
SENT = st.fixed_dictionaries(
    {},
    optional={
        "chat": st.fixed_dictionaries({}, optional={"id": JSON, "type": JSON}) | JSON,
        "from": JSON,
        "text": JSON,
        "date": JSON,
        "message_id": JSON,
        "voice": JSON,
    },
)


@settings(max_examples=300, deadline=None)
@given(NAMED | st.fixed_dictionaries({"update_id": JSON, "message": SENT}))
def test_whatever_a_stranger_sends_is_read_or_passed_over(update):
    read = read_message(update)
    assert read is None or (
        read.platform == "telegram" and re.fullmatch(r"-?\d+", read.conversation)
    )
    for found in (chat_to_leave(update), sent_at(update)):
        assert found is None or isinstance(found, int)
    assert update_id(update) is None or isinstance(update_id(update), str)


# ---- what goes out


@pytest.mark.parametrize("name", OUT)
def test_a_reply_is_drawn_as_it_was_looked_at(knowledge, name, request):
    language, text = OUT[name]
    drawn = render_reply(said(text, language, knowledge), plain_token)
    if request.config.getoption("--update"):
        shown = json.dumps(drawn, ensure_ascii=False, indent=2) + "\n"
        (PAYLOADS / f"{name}.json").write_text(shown, "utf-8")
    assert payload(name) == drawn


def test_the_neutral_line_stands_first_whatever_is_answered(knowledge):
    for language in knowledge.languages:
        heading = knowledge.wording(language).texts["interface/heading"]
        for text in ("menu", "danger", "xyzzy"):
            drawn = render_reply(said(text, language, knowledge), plain_token)
            assert read_back(drawn[0]).strip(MARKS).startswith(heading)


def test_previews_are_off_and_nothing_can_be_forwarded(knowledge):
    for drawn in render_reply(said("where can I report", knowledge=knowledge), plain_token):
        assert drawn["link_preview_options"] == {"is_disabled": True}
        assert drawn["protect_content"] is True


def test_what_looks_like_html_is_shown_as_it_was_written():
    body = (Block("text", (Piece("x", 'a <b>c</b> & "d" <script>'),)),)
    card = Card("ombudsman", Piece("x", "<i>"), (Row(Piece("x", "A&B?"), (Piece("x", "<1>"),)),))
    (drawn,) = render_reply(Reply("en", "answer", None, (*body, card)), plain_token)
    assert drawn["text"] == (
        'a &lt;b&gt;c&lt;/b&gt; &amp; "d" &lt;script&gt;\n\n<b>&lt;i&gt;</b>\nA&amp;B?  &lt;1&gt;'
    )


def test_an_address_is_marked_without_what_stands_behind_it():
    body = (
        Block(
            "text",
            (Piece("x", "\u2066https://un.org/a?b=1&c=2\u2069, or (https://un.org/x).", ()),),
        ),
    )
    (drawn,) = render_reply(Reply("ar", "answer", None, body), plain_token)
    assert drawn["text"] == (
        '\u2066<a href="https://un.org/a?b=1&amp;c=2">https://un.org/a?b=1&amp;c=2</a>\u2069,'
        ' or (<a href="https://un.org/x">https://un.org/x</a>).'
    )


def card_of(length: int, name: str = "card") -> Card:
    return Card(name, Piece("x", name), (Row(None, (Piece("x", "w" * length),)),))


def test_a_long_reply_is_parted_between_paragraphs_and_never_inside_a_card():
    body = (
        Block("text", (Piece("x", "p" * 3000 + "\n\n" + "q" * 1500),)),
        card_of(2000, "first"),
        card_of(2000, "second"),
    )
    choices = (Choice(1, "ombudsman", Piece("x", "Ombudsman")),)
    drawn = render_reply(Reply("en", "answer", None, body, choices), plain_token)
    texts = [read_back(message) for message in drawn]
    assert texts == [
        "p" * 3000,
        "q" * 1500 + "\n\nfirst\n" + "w" * 2000,
        "second\n" + "w" * 2000,
    ]
    assert ["reply_markup" in message for message in drawn] == [False, False, True]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("ab &<\n\U0001f600", max_size=9000), min_size=1, max_size=4))
def test_no_message_is_longer_than_telegram_takes_and_no_letter_is_lost(texts):
    reply = Reply("en", "answer", None, tuple(Block("text", (Piece("x", t),)) for t in texts))
    drawn = render_reply(reply, plain_token)
    assert all(size(read_back(message)) <= LONGEST for message in drawn)
    got = "".join(read_back(message) for message in drawn)
    assert re.sub(r"\s", "", got) == re.sub(r"\s", "", "".join(texts))


def test_a_button_holds_an_opaque_token_of_this_chat_alone(knowledge):
    bot = Bot(knowledge, clock=lambda: NOW)
    mine = Message("menu", platform="telegram", conversation="4242")
    reply = bot.reply_to(mine)
    (drawn,) = render_reply(reply, lambda choice: bot.token_for(choice, mine))
    rows = drawn["reply_markup"]["inline_keyboard"]
    assert [len(row) for row in rows] == [1] * len(reply.choices)
    for (button,), choice in zip(rows, reply.choices, strict=True):
        token = button["callback_data"]
        assert len(token.encode()) <= TOKEN_BYTES
        assert choice.id.rpartition(":")[2] not in token
        assert bot.choice_of(token, mine) == choice.id
        other = Message("", platform="telegram", conversation="9191")
        assert bot.choice_of(token, other) is None


def test_a_number_that_is_typed_does_what_its_button_does(knowledge):
    for number in range(1, 4):
        talk = Talk(knowledge)
        offered = talk.say("menu", platform="telegram").reply.choices[number - 1]
        by_number = talk.say(str(number), platform="telegram").reply
        talk = Talk(knowledge)
        talk.say("menu", platform="telegram")
        by_button = talk.say("", platform="telegram", choose=offered.id).reply
        assert render_reply(by_number, plain_token) == render_reply(by_button, plain_token)


# ---- the first turn, and leaving


def test_the_first_reply_says_what_telegram_keeps_in_every_language(knowledge):
    for language in knowledge.languages:
        reply = said("menu", language, knowledge)
        assert {
            "interface/notice-program",
            "interface/notice-telegram",
            "interface/notice-telegram-2",
        } <= set(reply.entries)
        assert "interface/notice-terminal" not in reply.entries


def test_opening_the_chat_is_answered_in_the_language_that_telegram_names(knowledge):
    talk = Talk(knowledge)
    opened = talk.say("", platform="telegram", choose="command:start", hint="pt-br").reply
    assert opened.language == knowledge.default_language
    talk = Talk(knowledge)
    opened = talk.say("", platform="telegram", choose="command:start", hint="zh-hans").reply
    assert (opened.language, "interface/start" in opened.entries) == ("zh", True)


def test_what_a_person_wrote_in_counts_for_more_than_what_telegram_believes(knowledge):
    talk = Talk(knowledge)
    talk.say("où puis-je signaler un harcèlement sexuel au travail", platform="telegram")
    reply = talk.say("", platform="telegram", choose="command:attachment", hint="ru").reply
    assert (reply.language, "interface/attachment" in reply.entries) == ("fr", True)


def test_on_telegram_only_forgetting_is_offered_first(knowledge):
    talk = Talk(knowledge)
    offer = talk.say("erase", platform="telegram").reply
    assert [choice.id for choice in offer.choices] == [
        "command:stop",
        "command:erase-all",
        "command:leave",
    ]
    assert not offer.erase
    assert not talk.say("1", platform="telegram").reply.erase
    talk.say("erase", platform="telegram")
    erased = talk.say("2", platform="telegram").reply
    assert erased.erase
    assert "interface/erased-telegram" in erased.entries


def test_erasing_names_the_messages_of_this_chat_and_no_other(knowledge):
    bot = Bot(knowledge, clock=lambda: NOW)
    mine, other = (Message("hello", platform="telegram", conversation=c) for c in ("1", "2"))
    for message in (mine, other):
        bot.reply_to(message)
        bot.remember_message(message, f"{message.conversation}01", f"{message.conversation}02")
    asked = Message("", platform="telegram", conversation="1", choose="command:erase-all")
    assert bot.reply_to(asked).message_ids == ("101", "102")
    assert bot.reply_to(asked).message_ids == ()


def test_the_neutral_line_stands_even_before_the_last_words(knowledge):
    bot = Bot(knowledge, clock=lambda: NOW, last_resort={"en": "In danger: the local number."})
    bot.store = None  # type: ignore[assignment]
    reply = bot.reply_to(Message("menu", platform="telegram", conversation="4242"))
    (drawn,) = render_reply(reply, plain_token)
    assert drawn["text"] == "Reply from the guide\n\nIn danger: the local number."
    assert Bot(None, last_resort={}).reply_to(Message("x", platform="telegram")).heading is None  # type: ignore[arg-type]
    assert bot.reply_to(Message("menu")).heading is None


# ---- settings


def refused(monkeypatch, proof: str = "s" * 32, **settings: str) -> str:
    monkeypatch.setenv("WHERETO_TELEGRAM_TOKEN", "1:T")
    monkeypatch.setenv("WHERETO_TELEGRAM_SECRET", proof)
    values = {f"platforms.telegram.{name}": value for name, value in settings.items()}
    with pytest.raises(KnowledgeError) as caught:
        connect(None, Config({**DEFAULTS, **values}))  # type: ignore[arg-type]
    (problem,) = caught.value.problems
    return f"{problem.place.path}: {problem.what} {problem.mend}"


@pytest.mark.parametrize(
    "url", ["", "http://guide.example.org/telegram", "https://guide.example.org/", "guide"]
)
def test_an_address_that_telegram_cannot_call_is_told_before_anything_starts(monkeypatch, url):
    told = refused(monkeypatch, mode="webhook", webhook_url=url)
    assert "platforms.telegram.webhook_url" in told
    assert "https://guide.example.org/telegram" in told


def test_a_secret_that_telegram_does_not_take_is_told_and_not_shown(monkeypatch):
    url = "https://guide.example.org/telegram"
    told = refused(monkeypatch, mode="webhook", webhook_url=url, proof="horse!battery")
    assert "webhook_secret" in told
    assert "horse" not in told


def test_a_connection_shows_no_secret_and_offers_a_webhook_only_where_one_is_used(monkeypatch):
    monkeypatch.setenv("WHERETO_TELEGRAM_TOKEN", "1:correct-horse")
    monkeypatch.setenv("WHERETO_TELEGRAM_SECRET", "correct-horse")
    url = "https://guide.example.org/telegram"
    for mode, paths in (("polling", []), ("webhook", ["/telegram"])):
        values = {"platforms.telegram.mode": mode, "platforms.telegram.webhook_url": url}
        connection = connect(Bot(None), Config({**DEFAULTS, **values}))  # type: ignore[arg-type]
        assert [webhook.path for webhook in connection.webhooks] == paths
        assert "horse" not in repr(connection) + repr(connection.webhooks)
        assert not connection.is_connected
