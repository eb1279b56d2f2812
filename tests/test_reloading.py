"""An instance that runs takes what is edited, and keeps the last good where an edit is broken."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import NOW, Talk

from bot.bot import Bot, system_clock
from bot.cli import chat
from bot.cli.running import Running, reloading_of, setting_on
from bot.config import Config, read_config
from bot.config_values import DEFAULTS
from bot.knowledge import Knowledge
from bot.loader import load
from bot.message import Message
from bot.plain import draw
from bot.reloading import ATTEMPTS, Fresh, Reloading, after_a_restart
from bot.session import Session
from bot.turn import respond

ROOT = Path(__file__).parent.parent
PARKING = """\
# What a person reads who asks where to park.
title: Parking
phrases: [where do I park, car park]
answer: |
  {answer}
"""
LUNCH = """\
# What a person reads who asks for lunch.
title: Lunch
phrases: [where is lunch, something to eat]
answer: |
  Upstairs.
"""
BROKEN = PARKING.format(answer="Behind.") + "title: Again\n"


@pytest.fixture
def folder(tmp_path) -> Path:
    """A small knowledge of two topics."""
    topics = tmp_path / "small" / "en" / "topics"
    topics.mkdir(parents=True)
    (topics / "parking.yaml").write_text(PARKING.format(answer="Behind the house."), "utf-8")
    (topics / "lunch.yaml").write_text(LUNCH, "utf-8")
    return tmp_path / "small"


@pytest.fixture
def parking(folder) -> Path:
    return folder / "en" / "topics" / "parking.yaml"


def options(folder: Path, config: Path | None = None) -> argparse.Namespace:
    return argparse.Namespace(
        knowledge=[] if config else [folder], config=config, clock=system_clock
    )


def settled(reloading: Reloading | Running):
    """What comes of the second of two looks that see the same; the first never reads."""
    assert reloading.step() is None
    return reloading.step()


def said(bot: Bot, text: str = "where do I park") -> str:
    return draw(bot.reply_to(Message(text)))


# ---- what is edited


def test_an_edited_answer_is_what_the_next_turn_says(folder, parking):
    reloading = reloading_of(options(folder))
    bot = Bot(reloading.at_once().fresh.knowledge)
    assert "Behind the house." in said(bot)
    parking.write_text(PARKING.format(answer="Under the house."), "utf-8")
    outcome = settled(reloading)
    bot.knowledge = outcome.fresh.knowledge
    assert "Under the house." in said(bot)
    assert [Path(name).name for name in outcome.changed] == ["parking.yaml"]
    assert (reloading.step(), reloading.step()) == (None, None)


def test_a_broken_edit_says_where_it_is_broken_as_the_check_does(folder, parking):
    reloading = reloading_of(options(folder))
    reloading.at_once()
    parking.write_text(BROKEN, "utf-8")
    outcome = settled(reloading)
    (problem,) = outcome.problems
    assert (outcome.fresh, problem.id, problem.place.line) == (None, "duplicate-key", 5)
    checked = subprocess.run(
        [sys.executable, "-m", "bot.cli", "knowledge", "check", str(folder)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert f"{problem.place.shown()}  ({problem.id})" in checked.stdout


def test_what_was_mended_is_taken(folder, parking):
    reloading = reloading_of(options(folder))
    reloading.at_once()
    parking.write_text(BROKEN, "utf-8")
    assert settled(reloading).fresh is None
    parking.write_text(PARKING.format(answer="In front."), "utf-8")
    assert "In front." in said(Bot(settled(reloading).fresh.knowledge))


def test_every_language_is_read_before_anything_is_taken(folder):
    reloading = reloading_of(options(folder))
    reloading.at_once()
    (folder / "fr" / "topics").mkdir(parents=True)
    (folder / "fr" / "topics" / "parking.yaml").write_text("# x\ntitle: [\n", "utf-8")
    (folder / "languages.yaml").write_text(
        (ROOT / "knowledge" / "languages.yaml").read_text("utf-8"), "utf-8"
    )
    outcome = settled(reloading)
    assert (outcome.fresh, {p.place.path.rpartition("small/")[2] for p in outcome.problems}) == (
        None,
        {"fr/topics/parking.yaml"},
    )


def test_a_folder_that_is_away_for_a_while_is_refused_and_taken_when_it_is_back(folder, tmp_path):
    reloading = reloading_of(options(folder))
    reloading.at_once()
    folder.rename(tmp_path / "away")
    assert [p.id for p in settled(reloading).problems] == ["missing-folder"]
    (tmp_path / "away").rename(folder)
    assert settled(reloading).fresh is not None


# ---- what changes while it is read


def reading(folder: Path, meanwhile: list) -> Reloading:
    """Reads the folder; each time something happens first, of which the folder is only then so."""

    def read() -> Fresh:
        knowledge = load([folder])
        if meanwhile:
            meanwhile.pop(0)()
        Bot(knowledge).preload()
        return Fresh(Config(), knowledge)

    return Reloading(read, lambda: [folder])


def test_what_changed_while_it_was_read_is_read_again(folder, parking):
    def edit() -> None:
        parking.write_text(PARKING.format(answer="Under the house."), "utf-8")

    outcome = reading(folder, [edit]).at_once()
    assert "Under the house." in said(Bot(outcome.fresh.knowledge))


def test_a_file_that_was_deleted_while_it_was_read_ends_nothing(folder, parking):
    outcome = reading(folder, [parking.unlink]).at_once()
    assert set(outcome.fresh.knowledge.topics) == {"lunch"}


def test_files_that_never_come_to_rest_are_not_taken_until_they_do(folder, parking):
    def edit() -> None:
        parking.write_text(parking.read_text("utf-8") + "# more\n", "utf-8")

    reloading = reading(folder, [edit] * ATTEMPTS)
    outcome = reloading.at_once()
    assert (outcome.fresh, [p.id for p in outcome.problems]) == (None, ["files-moving"])
    assert settled(reloading).fresh is not None


def test_whatever_breaks_in_reading_is_named_by_its_class_alone(folder):
    def read() -> Fresh:
        raise ZeroDivisionError("my boss")

    (problem,) = Reloading(read, lambda: [folder]).at_once().problems
    assert "ZeroDivisionError" in problem.what
    assert "boss" not in problem.what + problem.mend


# ---- an instance of several platforms


@pytest.fixture
def config(folder, tmp_path) -> Path:
    path = tmp_path / "config.yaml"
    write(path, knowledge={"folders": [str(folder)]})
    return path


def write(path: Path, **values: object) -> None:
    path.write_text(yaml.safe_dump(values), "utf-8")


def running_of(config: Path) -> Running:
    return Running(
        argparse.Namespace(knowledge=[], config=config, clock=system_clock), read_config(config)
    )


def test_all_platforms_get_the_new_knowledge_and_keep_their_own_audience(config, parking):
    running = running_of(config)
    bots = running.serve(["telegram", "slack"])
    parking.write_text(PARKING.format(answer="Under the house."), "utf-8")
    running.take(settled(running))
    assert all("Under the house." in said(bot) for bot in bots.values())
    audiences = [bot.setting.audience for bot in bots.values()]
    assert audiences == ["public", "internal"]
    assert len({id(bot.knowledge) for bot in bots.values()}) == 1


def test_a_refused_edit_leaves_every_platform_as_it_was_and_is_logged_with_its_place(
    config, parking, caplog
):
    running = running_of(config)
    bot = running.serve(["telegram"])["telegram"]
    parking.write_text(BROKEN, "utf-8")
    running.take(settled(running))
    assert "Behind the house." in said(bot)
    assert running.is_last_good
    assert "line 6  (duplicate-key)" in caplog.text


def test_a_setting_that_a_turn_reads_is_taken_and_another_is_said_to_wait(config, folder, caplog):
    running = running_of(config)
    bot = running.serve(["telegram"])["telegram"]
    write(
        config,
        knowledge={"folders": [str(folder)]},
        shared_place="public-topics",
        platforms={"telegram": {"mode": "webhook"}},
        server={"port": "9999"},
    )
    running.take(settled(running))
    assert bot.setting.shared_place == "public-topics"
    assert "after a restart only: platforms.telegram.mode, server.port" in caplog.text


def test_a_configuration_that_is_broken_is_refused_and_another_is_taken(config, folder):
    running = running_of(config)
    running.serve(["telegram"])
    config.write_text("knowlege:\n", "utf-8")
    assert [p.id for p in settled(running).problems] == ["unknown-setting"]
    write(config, knowledge={"folders": [str(folder)]}, grace_days="7")
    assert settled(running).fresh.config.number("grace_days") == 7


def test_knowledge_that_could_not_be_begun_with_is_served_and_said(config, parking, caplog):
    running = running_of(config)
    running.serve(["telegram"])
    parking.write_text(PARKING.format(answer="Under the house."), "utf-8")
    running.take(settled(running))
    assert "no-country" in caplog.text


def test_nothing_that_is_taken_live_is_a_secret_a_connection_or_memory():
    other = Config(dict.fromkeys(DEFAULTS, "other"))
    later = after_a_restart(Config(), other)
    taken = sorted({name.partition(".")[0] for name in DEFAULTS if name not in later})
    assert taken == [
        "audience", "grace_days", "instance", "knowledge", "log_level", "platforms",
        "safe_words", "shared_place",
    ]  # fmt: skip
    assert all(name.endswith(".audience") or not name.startswith("platforms") or name in later
               for name in DEFAULTS)  # fmt: skip


def test_a_platform_has_the_audience_that_its_own_setting_names():
    values = {**DEFAULTS, "audience": "internal", "platforms.slack.audience": "public"}
    assert setting_on("slack", Config(values)).audience == "public"


def test_knowledge_that_was_replaced_is_not_held_by_anything(config, parking):
    import gc
    import weakref

    running = running_of(config)
    running.serve(["telegram", "slack"])
    old = weakref.ref(running.fresh.knowledge)
    parking.write_text(PARKING.format(answer="Under the house."), "utf-8")
    running.take(settled(running))
    gc.collect()
    assert old() is None


# ---- in the middle of a talk


def test_a_choice_that_was_offered_and_is_gone_leads_to_the_menu_and_the_others_keep_their_number(
    knowledge,
):
    before = Session(offered=("ombudsman", "gone", "retaliation-protection"), asked="clarify")
    talk = Talk(knowledge)
    assert chosen(knowledge, before, "2") == "bot-help"
    assert chosen(knowledge, before, "3") == "retaliation-protection"
    talk.session = before
    assert talk.say("2").rule == talk.say("menu").rule


def chosen(knowledge: Knowledge, before: Session, text: str) -> str | None:
    return respond(knowledge, before, Message(text), NOW).reply.topic


GONE = [
    Session(topic="gone", seen=("gone", "ombudsman"), turns=3),
    Session(language="xx", organisation="gone", country="zz", city="gone", role="gone"),
    Session(guide=("gone/step", "step=answer"), asked="guide", offered=("guide:gone/step/answer",)),
    Session(guide=("choose/gone", "safe=gone"), asked="guide", offered=("guide:choose/gone/x",)),
    Session(offered=("command:gone", "group:gone@7", "language:xx", "role:gone", "kind:gone")),
    Session(urgent="gone", muted=("gone",), asked="gone"),
]
ON = [
    "1",
    "2",
    "3",
    "4",
    "5",
    "more",
    "back",
    "and if that fails?",
    "hello",
    "menu",
    "go on",
    "office",
]


@pytest.mark.parametrize("before", GONE)
def test_a_session_of_what_is_gone_is_answered_with_entries_that_are_there(knowledge, before):
    texts = knowledge.wording("en").texts
    for text in ON:
        reply = respond(knowledge, before, Message(text), NOW).reply
        made = [entry for entry in reply.entries if entry.startswith(("topic/", "guide/"))]
        assert [entry for entry in made if entry not in texts] == [], text
        assert reply.body, text


def test_a_topic_that_was_taken_away_between_two_turns_breaks_no_talk(folder):
    (folder / "en" / "topics" / "lunch.yaml").unlink()
    now = load([folder])
    reply = respond(now, Session(offered=("lunch", "parking"), topic="lunch"), Message("1"), NOW)
    assert reply.reply.topic == "bot-help"


# ---- in the terminal


def test_a_talk_that_is_watched_takes_edits_and_tells_of_them(folder, parking):
    reloading = reloading_of(options(folder))
    bot = Bot(reloading.at_once().fresh.knowledge)
    told: list[str] = []
    edits = [PARKING.format(answer="Under the house."), BROKEN]

    def ended(_: float) -> bool:
        """Each edit is followed by two looks."""
        looks.append(1)
        if len(looks) % 2:
            if not edits:
                return True
            parking.write_text(edits.pop(0), "utf-8")
        return False

    looks: list[int] = []
    chat.keep_fresh(bot, reloading, ended, told.append)
    assert "Under the house." in said(bot)
    assert told[0].startswith("Taken: ")
    assert told[0].endswith("parking.yaml")
    assert "line 6  (duplicate-key)" in told[1]
    assert told[1].endswith("The bot keeps the last good knowledge.\n")


def test_chat_has_it_as_an_option(folder):
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli", "chat", "--watch", "--knowledge", str(folder)],
        cwd=ROOT, input="where do I park\n", capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert "Behind the house." in done.stdout
