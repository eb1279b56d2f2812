"""Statistics that cannot hurt: what is counted, what is shown of it, and what nobody can work out."""

from __future__ import annotations

import datetime as dt
import json
import pickle
import stat
import threading
from collections import Counter
from dataclasses import replace

import pytest
from conftest import MANY, NOW, PREVIEW
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters import slack, teams, telegram
from bot.bot import Bot
from bot.cli import main
from bot.counted import QUESTION, counted
from bot.message import Message
from bot.plain import draw
from bot.releasing import monthly, plain, read_tables, release
from bot.session import Session
from bot.statistics import (
    DEFINITIONS,
    HELPED,
    NEUTRAL,
    ORDINARY,
    PLATFORMS,
    ROUNDED_TO,
    SMALLEST,
    TALK,
    TURN,
    Cell,
    Row,
    Table,
    Tally,
    month_of,
    rounded,
    table_of,
)
from bot.turn import respond

ASKING = replace(PREVIEW, asks_if_helped=True)
ORIGINS = st.tuples(st.sampled_from(["slack", "teams"]), st.sampled_from(["en", "fr", "ar"]))
RARE = [Cell("topic", name) for name in ("ombudsman", "training", "clearcheck", "time-limits")]
CELLS = [
    *RARE,
    *(Cell("helped", value) for value in HELPED),
    Cell("fallbacks"),
    Cell("asked-which"),
]
NUMBERS = st.one_of(st.integers(0, SMALLEST - 1), st.integers(SMALLEST, 60))
COUNTS = st.dictionaries(
    ORIGINS,
    st.fixed_dictionaries({TALK: NUMBERS, TURN: NUMBERS, **dict.fromkeys(CELLS, NUMBERS)}),
)
FEW = st.integers(0, SMALLEST - 1)
URGENT = "he is outside my door right now"
TELLING = "my boss touched me"
ORDINARY_QUESTION = "who is the ombudsman"


def say(bot: Bot, text: str, person: str = "p", **given: str):
    return bot.reply_to(Message(text, platform="slack", conversation=person, **given))


def over(tally: Tally) -> dict[tuple[str, str], int]:
    """What the month's table shows, once the month is over."""
    (table,) = tally.close("9999-12")
    return {(row.counter, row.value): row.count for row in table.rows}


def kept(counts):
    """The talks that are large enough to take part."""
    return {origin: cells for origin, cells in counts.items() if cells[TALK] >= SMALLEST}


# ---- what nobody can work out


@settings(max_examples=200 * MANY, deadline=None)
@given(COUNTS, ORIGINS, st.fixed_dictionaries(dict.fromkeys((TALK, TURN, *CELLS), FEW)))
def test_few_talks_leave_no_trace_in_any_number_total_or_difference(counts, origin, few):
    without = {other: cells for other, cells in counts.items() if other != origin}
    assert table_of("2026-11", {**without, origin: few}) == table_of("2026-11", without)


@settings(max_examples=200 * MANY, deadline=None)
@given(COUNTS, st.sampled_from(CELLS), FEW)
def test_a_number_below_ten_may_be_any_other_below_ten_and_the_table_is_the_same(counts, cell, few):
    total = sum(cells[cell] for cells in kept(counts).values())
    if total >= SMALLEST:
        return
    changed = {origin: {**cells, cell: 0} for origin, cells in counts.items()}
    for origin in list(kept(counts))[:1]:
        changed[origin][cell] = few
    assert table_of("2026-11", counts) == table_of("2026-11", changed)


@settings(max_examples=200 * MANY, deadline=None)
@given(COUNTS)
def test_every_number_is_at_least_ten_and_rounded(counts):
    for row in table_of("2026-11", counts).rows:
        assert row.count >= SMALLEST
        assert row.count % ROUNDED_TO == 0


@settings(max_examples=100 * MANY, deadline=None)
@given(
    st.lists(st.tuples(ORIGINS, st.sampled_from(RARE)), max_size=80),
    st.lists(st.sampled_from(RARE), max_size=SMALLEST - 1),
    st.randoms(use_true_random=False),
)
def test_whatever_rare_things_one_person_asks_is_not_to_be_seen(others, asked, chance):
    """The person's topics are asked by nobody else; any other rare topics in their place, and in any
    order among the turns of others, give the same table."""
    tables = set()
    for names in (asked, [Cell("topic", "peer-support") for _ in asked]):
        tally = Tally()
        turns = [(origin, (TURN, TALK)) for origin, _ in others]
        turns += [(("slack", "en"), (TURN, TALK, cell)) for cell in names]
        chance.shuffle(turns)
        for origin, cells in turns:
            tally.count("2026-11", origin, cells)
        tables.update(tally.close("2026-12"))
    assert len(tables) <= 1


def test_a_suppressed_language_is_not_the_total_less_the_others():
    full = {TALK: 52, TURN: 90}
    lone = {TALK: 9, TURN: 40, Cell("topic", "ombudsman"): 9}
    table = table_of("2026-11", {("slack", "en"): full, ("slack", "ru"): lone})
    shown = {(row.counter, row.value): row.count for row in table.rows}
    assert shown == {
        ("talks", ""): 50,
        ("turns", ""): 90,
        ("platform", "slack"): 50,
        ("language", "en"): 50,
    }


@pytest.mark.parametrize(("count", "shown"), [(10, 10), (14, 10), (15, 20), (24, 20), (25, 30)])
def test_a_number_is_rounded_to_the_nearest_ten(count, shown):
    assert rounded(count) == shown


# ---- what is counted at all


def test_every_topic_of_the_knowledge_is_counted_neutral_or_never(knowledge):
    never = set(knowledge.topics) - ORDINARY - NEUTRAL
    assert not ORDINARY & NEUTRAL
    assert set(knowledge.topics) >= ORDINARY | NEUTRAL
    assert never == {
        *(topic.id for topic in knowledge.topics.values() if topic.group in ("urgent", "my-role")),
        *("sh-and-sea", "report-sea", "victims-rights-advocate"),
        *("is-this-harassment", "online-harassment", "retaliation-happening", "senior-offender"),
        *("external-offender", "report-for-someone-else", "investigation-interview"),
        *("medical-care", "local-services"),
    }


def test_no_counted_topic_is_about_exploitation_or_abuse(knowledge):
    for name in ORDINARY:
        scope = knowledge.topics[name].scope.casefold()
        assert "exploitation" not in scope, name
        assert "assault" not in scope, name


@pytest.mark.parametrize(
    "text",
    [
        URGENT,
        TELLING,
        "i was raped",
        "i want to die",
        "i am afraid to meet him, he follows me",
        "how do i report sexual exploitation and abuse by aid workers",
        "i am a manager and someone told me",
        "i have been accused",
        "i was a witness",
        "they are punishing me because i complained",
        "is this harassment",
        "in danger",
    ],
)
def test_what_is_delicate_is_counted_nowhere_and_neither_is_what_follows(knowledge, text):
    tally = Tally()
    bot = Bot(knowledge, ASKING, clock=lambda: NOW, tally=tally)
    for number in range(2 * SMALLEST):
        say(bot, text, str(number))
        reply = say(bot, ORDINARY_QUESTION, str(number))
        assert not set(QUESTION) & {choice.id for choice in reply.choices}
    assert tally.close("9999-12") == []


def test_a_delicate_turn_leaves_only_what_came_before_it(knowledge):
    tally = Tally()
    bot = Bot(knowledge, ASKING, clock=lambda: NOW, tally=tally)
    for number in range(SMALLEST):
        say(bot, ORDINARY_QUESTION, str(number))
        say(bot, URGENT, str(number))
        say(bot, "where can I report", str(number))
    assert over(tally) == {
        ("talks", ""): 10,
        ("turns", ""): 10,
        ("platform", "slack"): 10,
        ("language", "en"): 10,
        ("topic", "ombudsman"): 10,
    }


def test_one_talk_counts_once_however_much_is_asked(knowledge):
    tally = Tally()
    bot = Bot(knowledge, PREVIEW, clock=lambda: NOW, tally=tally)
    for _ in range(5 * SMALLEST):
        say(bot, ORDINARY_QUESTION)
    (table,) = tally.close("9999-12")
    assert table.rows == ()


def test_a_topic_that_an_office_adds_is_not_counted(knowledge, now):
    turn = respond(knowledge, Session(), Message("what is sexual harassment"), now, PREVIEW)
    added = replace(turn.decision, topic="case-of-last-week")
    cells, session = counted(turn.hearing, added, turn.session)
    assert cells == ()
    assert session.uncounted


def test_where_others_read_along_nothing_is_counted(knowledge):
    tally = Tally()
    bot = Bot(knowledge, ASKING, clock=lambda: NOW, tally=tally)
    for number in range(2 * SMALLEST):
        say(bot, ORDINARY_QUESTION, str(number), place="shared")
    assert tally.close("9999-12") == []


def test_after_forgetting_not_even_the_count_is_remembered(knowledge):
    bot = Bot(knowledge, PREVIEW, clock=lambda: NOW, tally=Tally())
    say(bot, ORDINARY_QUESTION)
    say(bot, "stop")
    pseudonym = bot.vault.pseudonym("slack", "p")
    session = bot.vault.unseal(bot.store.get(pseudonym, NOW).sealed, pseudonym)
    assert session == Session(language="en", noticed=True, turns=1)


def test_an_instance_that_does_not_count_remembers_nothing_more(knowledge):
    bot = Bot(knowledge, PREVIEW, clock=lambda: NOW)
    say(bot, ORDINARY_QUESTION)
    pseudonym = bot.vault.pseudonym("slack", "p")
    session = bot.vault.unseal(bot.store.get(pseudonym, NOW).sealed, pseudonym)
    assert (session.counted, session.uncounted) == ((), False)


# ---- did this help?


def test_the_first_ordinary_answer_asks_last_and_takes_nothing_away(knowledge):
    asking = Bot(knowledge, ASKING, clock=lambda: NOW, tally=Tally())
    silent = Bot(knowledge, PREVIEW, clock=lambda: NOW)
    asked = [choice.id for choice in say(asking, ORDINARY_QUESTION).choices]
    assert asked == [c.id for c in say(silent, ORDINARY_QUESTION).choices] + list(QUESTION)
    assert len(asked) <= 9
    later = [choice.id for choice in say(asking, "where can I report").choices]
    assert not set(later) & set(QUESTION)


@pytest.mark.parametrize("platform", [slack, teams, telegram, None])
def test_every_platform_draws_the_question_behind_all_other_choices(knowledge, platform):
    bot = Bot(knowledge, ASKING, clock=lambda: NOW, tally=Tally())
    reply = say(bot, ORDINARY_QUESTION)
    labels = [choice.label.text for choice in reply.choices]
    drawn = platform.render_reply(reply, lambda choice: "token") if platform else draw(reply)
    shown = drawn if isinstance(drawn, str) else json.dumps(drawn, ensure_ascii=False)
    assert labels[-3:] == ["This helped", "Helped in part", "Did not help"]
    assert sorted(labels, key=shown.rindex) == labels


@pytest.mark.parametrize("language", ["ar", "en", "es", "fr", "ru", "zh"])
@pytest.mark.parametrize("value", HELPED)
def test_one_tap_is_counted_once_and_answered_in_every_language(knowledge, language, value):
    tally = Tally()
    bot = Bot(knowledge, ASKING, clock=lambda: NOW, tally=tally)
    for number in range(SMALLEST):
        say(bot, "", str(number), choose="ombudsman", language=language)
        for _ in range(3):
            noted = say(bot, "", str(number), choose=f"command:helped-{value}")
        assert f"interface/helped-{value}" in noted.entries
        assert noted.language == language
    shown = over(tally)
    assert shown["helped", value] == SMALLEST
    assert sum(counter == "helped" for counter, _ in shown) == 1


def test_a_tap_that_was_not_offered_is_not_counted(knowledge):
    tally = Tally()
    bot = Bot(knowledge, ASKING, clock=lambda: NOW, tally=tally)
    for number in range(2 * SMALLEST):
        say(bot, "", str(number), choose="command:helped-yes")
    assert not any(counter == "helped" for counter, _ in over(tally))


@pytest.mark.parametrize("text", [URGENT, TELLING, "talk to a person", "menu", "help me choose"])
def test_nobody_is_asked_in_danger_after_telling_or_in_place_of_a_person(knowledge, text):
    bot = Bot(knowledge, ASKING, clock=lambda: NOW, tally=Tally())
    assert not set(QUESTION) & {choice.id for choice in say(bot, text).choices}


@pytest.mark.parametrize("language", ["ar", "en", "es", "fr", "ru", "zh"])
def test_who_asks_what_is_kept_is_told_what_is_counted(knowledge, language):
    for setting, is_told in ((replace(PREVIEW, counts=True), True), (PREVIEW, False)):
        bot = Bot(knowledge, setting, clock=lambda: NOW)
        reply = say(bot, "", choose="command:privacy", language=language)
        assert ("interface/counted" in reply.entries) is is_told


# ---- while the month runs, and when it is over


def test_the_running_month_cannot_be_read():
    tally = Tally()
    for _ in range(5 * SMALLEST):
        tally.count("2026-11", ("slack", "en"), (TALK, TURN))
    assert tally.close("2026-11") == []
    assert repr(tally) == "Tally(not shown while a month runs)"
    assert [name for name in dir(tally) if not name.startswith("_")] == ["close", "count"]
    with pytest.raises(TypeError):
        pickle.dumps(tally)
    assert over(tally)["talks", ""] == 5 * SMALLEST


def test_a_month_comes_out_once():
    tally = Tally()
    tally.count("2026-11", ("slack", "en"), (TALK,))
    assert [table.month for table in tally.close("2026-12")] == ["2026-11"]
    assert tally.close("2026-12") == []


def test_many_threads_lose_no_count():
    tally = Tally()

    def add() -> None:
        for _ in range(500):
            tally.count("2026-11", ("slack", "en"), (TALK, TURN))

    threads = [threading.Thread(target=add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert over(tally)["talks", ""] == 4000


def test_nothing_finer_than_a_month_is_kept():
    assert month_of(dt.datetime(2026, 11, 20, 23, 59, 59, tzinfo=dt.UTC)) == "2026-11"


# ---- tables on the disk

TABLE = Table("2026-11", (Row("talks", "", 120), Row("topic", "ombudsman", 30)))


def test_a_table_is_written_whole_for_this_user_alone_and_read_back(tmp_path):
    assert release([TABLE], tmp_path) == []
    path = tmp_path / "2026-11.json"
    assert list(tmp_path.iterdir()) == [path]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_text())["definitions"] == DEFINITIONS
    assert read_tables(tmp_path) == ([TABLE], [])


def test_a_table_that_is_there_is_never_written_again(tmp_path):
    release([TABLE], tmp_path)
    assert release([replace(TABLE, rows=())], tmp_path) == []
    assert read_tables(tmp_path) == ([TABLE], [])


def test_what_could_not_be_written_is_tried_again(tmp_path):
    away = tmp_path / "away"
    assert release([TABLE], away) == [TABLE]
    away.mkdir()
    assert release([TABLE], away) == []


def test_a_running_instance_releases_the_month_by_itself_though_nobody_talks(tmp_path):
    tally = Tally()
    for _ in range(2 * SMALLEST):
        tally.count("2026-11", ("slack", "en"), (TALK, TURN))
    moments = iter([NOW, NOW, dt.datetime(2026, 12, 1, tzinfo=dt.UTC)])
    turned = threading.Event()

    def clock() -> dt.datetime:
        moment = next(moments, None)
        if moment is None:
            turned.set()
        return moment or dt.datetime(2026, 12, 1, tzinfo=dt.UTC)

    with monthly(tally, tmp_path, clock, every=0.001):
        assert turned.wait(10)
    (table,), _ = read_tables(tmp_path)
    assert table.rows[0] == Row("talks", "", 20)


def test_what_a_stop_interrupts_is_not_written_in_part(tmp_path):
    tally = Tally()
    for _ in range(2 * SMALLEST):
        tally.count("2026-11", ("slack", "en"), (TALK, TURN))
    with monthly(tally, tmp_path, lambda: NOW, every=0.001):
        pass
    assert list(tmp_path.iterdir()) == []


EDITED = {
    "a number below ten": {"rows": [{"counter": "talks", "value": "", "count": 9}]},
    "a number that is not rounded": {"rows": [{"counter": "talks", "value": "", "count": 13}]},
    "a number that is no number": {"rows": [{"counter": "talks", "value": "", "count": True}]},
    "danger": {"rows": [{"counter": "topic", "value": "emergency-now", "count": 20}]},
    "exploitation": {"rows": [{"counter": "topic", "value": "report-sea", "count": 20}]},
    "a role": {"rows": [{"counter": "topic", "value": "accused-guidance", "count": 20}]},
    "an own label": {"rows": [{"counter": "room 4", "value": "", "count": 20}]},
    "an own value": {"rows": [{"counter": "talks", "value": "room 4", "count": 20}]},
    "a finer time": {"month": "2026-11-20"},
    "another month": {"month": "2026-10"},
    "a row twice": {"rows": [{"counter": "talks", "value": "", "count": 20}] * 2},
    "a field more": {"rows": [{"counter": "talks", "value": "", "count": 20, "who": "x"}]},
    "no rows": {"rows": None},
}


@pytest.mark.parametrize("change", EDITED.values(), ids=EDITED)
def test_an_edited_table_is_refused_and_not_shown(tmp_path, change, capsys):
    (tmp_path / "2026-11.json").write_text(json.dumps({**plain(TABLE), **change}))
    assert main.main(["statistics", "--folder", str(tmp_path)]) == 1
    shown = capsys.readouterr()
    assert "No table was released." in shown.out
    assert "statistics-edited" in shown.err


def test_the_command_shows_tables_with_their_definitions(tmp_path, capsys):
    release([TABLE], tmp_path)
    for form in ("text", "json", "csv"):
        assert main.main(["statistics", "--folder", str(tmp_path), "--format", form]) == 0
        shown = capsys.readouterr().out
        for piece in ("2026-11", "ombudsman", "120", DEFINITIONS["talks"][:40]):
            assert piece in shown


def test_every_counter_has_a_definition_and_every_value_is_closed(knowledge):
    made = {row.counter for row in table_of("2026-11", {("slack", "en"): _full()}).rows}
    assert made == set(DEFINITIONS)
    assert set(PLATFORMS) >= {"slack", "teams", "telegram"}


def _full() -> Counter[Cell]:
    return Counter(dict.fromkeys((TALK, TURN, *CELLS), SMALLEST))
