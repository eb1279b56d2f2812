"""The settings: config.example.yaml and the program agree, a slip is named with its line, and a key
is shown nowhere."""

from __future__ import annotations

import base64
import datetime as dt
import os
import re
import traceback
from pathlib import Path

import pytest
import yaml

from bot.config import Config, plain, read_config, read_key, read_secret
from bot.config_values import CHOICES, DEFAULTS, LARGEST, LARGEST_ELSE, Value
from bot.facts import Scope
from bot.problem import KnowledgeError, report
from bot.setting import Setting
from bot.vault import KEY_BYTES
from bot.yaml_reader import Mapping, Node, read_file

EXAMPLE = Path(__file__).parent.parent / "config.example.yaml"
SECRET = bytes(range(KEY_BYTES))
KEY = base64.b64encode(SECRET).decode()

posix_only = pytest.mark.skipif(os.name != "posix", reason="rights are those of POSIX")


def told(text: str) -> str:
    """The report on a configuration with that text; paths as seen from its folder."""
    Path("config.yaml").write_text(text, "utf-8")
    with pytest.raises(KnowledgeError) as caught:
        read_config(Path("config.yaml"))
    return report(caught.value.problems)


def read(text: str) -> dict[str, Value]:
    """What a configuration with that text sets."""
    Path("config.yaml").write_text(text, "utf-8")
    values = read_config(Path("config.yaml")).values
    return {name: value for name, value in values.items() if value != DEFAULTS[name]}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


# ---- the example


def flat(settings: dict, prefix: str = "") -> dict[str, object]:
    found = {}
    for name, value in settings.items():
        if isinstance(value, dict):
            found |= flat(value, f"{prefix}{name}.")
        else:
            found[f"{prefix}{name}"] = tuple(value) if isinstance(value, list) else value
    return found


def lines_of(node: Mapping, prefix: str = "") -> dict[str, str]:
    """The line of each setting."""
    found = {}
    for key, value in node.pairs:
        if isinstance(value, Mapping):
            found |= lines_of(value, f"{prefix}{key.text}.")
        else:
            found[f"{prefix}{key.text}"] = key.place.source
    return found


def test_the_example_names_exactly_the_settings_with_their_defaults():
    example = flat(yaml.safe_load(EXAMPLE.read_text("utf-8")))
    assert dict(DEFAULTS) == example


def test_the_example_read_as_a_configuration_changes_nothing():
    assert read_config(EXAMPLE).values == DEFAULTS


def test_the_example_names_all_words_that_a_setting_may_be():
    root: Node | None = read_file(EXAMPLE, "config.example.yaml")
    assert isinstance(root, Mapping)
    comments = {name: line.partition("#")[2] for name, line in lines_of(root).items()}
    named = {
        name: tuple(part.split()[0] for part in comment.split(" | "))
        for name, comment in comments.items()
        if " | " in comment
    }
    at_the_line = {name: words for name, words in CHOICES.items() if name in named}
    assert at_the_line == named
    text = EXAMPLE.read_text("utf-8")
    unnamed = [word for name in CHOICES for word in CHOICES[name] if word not in text]
    assert unnamed == []


def test_every_default_of_a_choice_is_one_of_its_words():
    assert [name for name, words in CHOICES.items() if DEFAULTS[name] not in words] == []


# ---- what is read


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing yet\n", "session:\n", "safe_words: []\n"])
def test_where_nothing_is_set_the_defaults_hold(text):
    assert read(text) == {}


def test_what_is_set_is_read_by_its_type():
    text = (
        "instance:\n  country: ke\n  languages: [fr, en]\n"
        "audience: public\n"
        "session:\n  idle_minutes: 5\n"
        "platforms:\n  telegram:\n    enabled: yes\n"
        'safe_words: ["Blue Umbrella"]\n'
        "server:\n  metrics_port: 9090\n"
    )
    assert read(text) == {
        "instance.country": "ke",
        "instance.languages": ("fr", "en"),
        "audience": "public",
        "session.idle_minutes": 5,
        "platforms.telegram.enabled": True,
        "safe_words": ("Blue Umbrella",),
        "server.metrics_port": 9090,
    }


@pytest.mark.parametrize("country", ["no", "on"])
def test_a_country_that_looks_like_yes_or_no_stays_a_country(country):
    assert read(f"instance:\n  country: {country}\n") == {"instance.country": country}


@pytest.mark.parametrize(
    ("word", "expected"), [("true", True), ("yes", True), ("false", False), ("no", False)]
)
def test_yes_and_no_may_be_written_in_both_ways(word, expected):
    Path("config.yaml").write_text(f"platforms:\n  slack:\n    enabled: {word}\n", "utf-8")
    assert expected is read_config(Path("config.yaml")).values["platforms.slack.enabled"]


def test_folders_of_knowledge_start_from_the_folder_of_the_configuration(folder):
    path = folder / "etc" / "config.yaml"
    path.parent.mkdir()
    path.write_text("knowledge:\n  folders: [base, /srv/overlay]\n", "utf-8")
    assert read_config(path).folders() == [folder / "etc" / "base", Path("/srv/overlay")]


def test_the_defaults_of_a_configuration_are_those_of_a_turn():
    assert Setting() == Config().setting()


def test_without_an_instance_the_overlays_say_whom_it_serves():
    assert Config().scope() is None


def test_an_instance_says_whom_it_serves():
    text = "instance:\n  organisation: un-women\n  country: ke\n  languages: [en]\n"
    Path("config.yaml").write_text(text, "utf-8")
    expected = Scope(
        organisation="un-women", country="ke", city=None, office=None, languages=("en",)
    )
    assert expected == read_config(Path("config.yaml")).scope()


# ---- what is wrong


def test_a_setting_that_does_not_exist_is_named_with_its_line_and_the_near_one():
    text = "audience: internal\nsession:\n  idle_minuts: 5\nplatforms:\n  telegramm:\n    mode: x\n"
    assert told(text) == (
        "config.yaml, line 3  (unknown-setting)\n"
        "\n"
        "    idle_minuts:\n"
        "    ^^^^^^^^^^^\n"
        "\n"
        '  "idle_minuts" is not a setting here.\n'
        '  Did you mean "idle_minutes"?\n'
        "\n"
        "config.yaml, line 5  (unknown-setting)\n"
        "\n"
        "    telegramm:\n"
        "    ^^^^^^^^^\n"
        "\n"
        '  "telegramm" is not a setting here.\n'
        '  Did you mean "telegram"?\n'
        "\n"
        "2 problems in 1 file.\n"
    )


def test_where_no_setting_is_near_the_example_is_named():
    assert told("colour: blue\n") == (
        "config.yaml, line 1  (unknown-setting)\n"
        "\n"
        "    colour:\n"
        "    ^^^^^^\n"
        "\n"
        '  "colour" is not a setting here.\n'
        "  config.example.yaml shows them all.\n"
        "\n"
        "1 problem in 1 file.\n"
    )


WRONG = [
    ("audience: internl", "wrong-setting", '"internl" is not known here.'),
    ("log_level: loud", "wrong-setting", "This word is not known here."),
    ("log_level: [info]", "wrong-setting", "Here belongs one value."),
    ("grace_days: a month", "wrong-setting", "Here belongs a number."),
    ("grace_days: -1", "wrong-setting", "Here belongs a number."),
    ("grace_days: 1.5", "wrong-setting", "Here belongs a number."),
    ("grace_days: 12345678", "wrong-setting", "This number is too large."),
    ("server: {port: 65536}", "wrong-setting", "This number is too large."),
    (
        "instance: {country: Kenya}",
        "wrong-setting",
        'Here belongs a country in two small letters, such as "ke".',
    ),
    ("safe_words: umbrella", "wrong-setting", "Here belongs a list, such as [en, fr]."),
    ("safe_words: [[umbrella]]", "wrong-setting", "Here belongs a list, such as [en, fr]."),
    ("platforms: {slack: {enabled: maybe}}", "wrong-setting", "Here belongs yes or no."),
    ("server: 8080", "config-shape", 'Below "server" belong lines with names.'),
    ("platforms: [slack]", "config-shape", 'Below "platforms" belong lines with names.'),
]


@pytest.mark.parametrize(("text", "problem_id", "what"), WRONG, ids=[row[0] for row in WRONG])
def test_a_wrong_value_is_named_for_what_belongs_there(text, problem_id, what):
    Path("config.yaml").write_text(f"# mine\n{text}\n", "utf-8")
    with pytest.raises(KnowledgeError) as caught:
        read_config(Path("config.yaml"))
    (problem,) = caught.value.problems
    assert (problem_id, 1, what) == (problem.id, problem.place.line, problem.what)


def test_a_wrong_word_gets_the_near_one_or_all_of_them():
    assert 'Did you mean "internal"?' in told("audience: internl\n")
    assert "One of: info, warning, error." in told("log_level: loud\n")


def test_a_file_that_holds_no_settings_says_what_belongs_there():
    assert told("- audience: internal\n") == (
        "config.yaml, line 1  (config-shape)\n"
        "\n"
        "    - audience:\n"
        "    ^\n"
        "\n"
        "  This file has to hold settings, one a line, such as audience: internal.\n"
        "  config.example.yaml shows them all.\n"
        "\n"
        "1 problem in 1 file.\n"
    )


def test_all_problems_of_a_file_are_told_at_once():
    text = "audiance: public\ngrace_days: soon\nlog_level: loud\n"
    assert told(text).endswith("\n3 problems in 1 file.\n")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"\xff\xfe", "not-text"),
        (b"a: *b", "anchor"),
        (b"a: 'b", "yaml-syntax"),
        (b"x" * 2_000_000, "file-too-large"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_problem(content, expected):
    Path("config.yaml").write_bytes(content)
    with pytest.raises(KnowledgeError) as caught:
        read_config(Path("config.yaml"))
    assert [problem.id for problem in caught.value.problems] == [expected]


@pytest.mark.parametrize("path", ["missing.yaml", "."])
def test_a_file_that_is_not_there_is_one_problem(path):
    with pytest.raises(KnowledgeError) as caught:
        read_config(Path(path))
    (problem,) = caught.value.problems
    assert (problem.id, problem.place.path) == ("unreadable-file", path)


def test_a_setting_that_stands_twice_is_a_problem():
    assert told("audience: public\naudience: internal\n") == (
        "config.yaml, line 2  (duplicate-key)\n"
        "\n"
        "    audience:\n"
        "    ^^^^^^^^\n"
        "\n"
        '  "audience" stands here a second time; the first is in line 1.\n'
        "  Delete one of the two.\n"
        "\n"
        "1 problem in 1 file.\n"
    )


@pytest.mark.parametrize(
    ("text", "usual"),
    [
        ("session: {idle_minutes: null}", "15"),
        ("server: {port: ~}", "8080"),
        ("audience:", "internal"),
        ("platforms: {slack: {enabled: null}}", "no"),
    ],
)
def test_a_setting_that_cannot_be_empty_says_what_it_is_else(text, usual):
    assert f"  Here belongs one value.\n  Leave the line out, or write: {usual}\n" in told(text)


@pytest.mark.parametrize("name", sorted(name for name in DEFAULTS if DEFAULTS[name] is None))
def test_a_setting_that_is_not_set_may_say_so(name):
    section, dot, key = name.rpartition(".")
    assert read(f"{section}: {{{key}: null}}\n" if dot else f"{key}: null\n") == {}


def test_the_largest_numbers_are_read_and_a_grace_of_that_many_days_is_a_day():
    assert read("server: {port: 65535}\n") == {"server.port": LARGEST["server.port"]}
    assert read(f"grace_days: {LARGEST_ELSE}\n") == {"grace_days": LARGEST_ELSE}
    grace = read_config(Path("config.yaml")).setting().grace
    assert dt.date(2026, 11, 20) + dt.timedelta(days=LARGEST_ELSE) + grace < dt.date.max


# ---- the key


def key_of(environment: dict[str, str], file: str | None = None) -> bytes | None:
    return read_key(Config({**DEFAULTS, "key.file": file}, Path.cwd()), environment)


def key_file(text: str = KEY, mode: int = 0o600) -> str:
    path = Path("key")
    path.write_text(text, "utf-8")
    path.chmod(mode)
    return path.name


def refusal(environment: dict[str, str], file: str | None = None) -> tuple[str, str]:
    """The id of the problem, and everything that it shows anywhere."""
    with pytest.raises(KnowledgeError) as caught:
        key_of(environment, file)
    error = caught.value
    shown = [repr(error), str(error), *map(repr, error.problems), report(error.problems)]
    shown += [report(error.problems, "json"), report(error.problems, "github")]
    shown += traceback.format_exception(error)
    (problem,) = error.problems
    return problem.id, "\n".join(shown)


def test_without_a_key_there_is_none():
    assert key_of({}) is None
    assert key_of({"WHERETO_KEY": ""}) is None


def test_the_key_is_read_from_the_environment():
    assert key_of({"WHERETO_KEY": f" {KEY}\n"}) == SECRET


def test_the_name_in_the_environment_is_a_setting():
    config = Config({**DEFAULTS, "key.env": "OTHER"})
    assert read_key(config, {"OTHER": KEY, "WHERETO_KEY": "short"}) == SECRET


@posix_only
@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_the_key_is_read_from_a_file_that_only_this_user_can_read(mode):
    assert key_of({}, key_file(mode=mode)) == SECRET


@posix_only
def test_the_file_wins_over_the_environment():
    other = base64.b64encode(bytes(KEY_BYTES)).decode()
    assert key_of({"WHERETO_KEY": other}, key_file()) == SECRET


@posix_only
def test_the_file_of_the_key_is_looked_for_beside_the_configuration(folder):
    (folder / "etc").mkdir()
    Path(key_file()).rename(folder / "etc" / "key")
    (folder / "etc" / "config.yaml").write_text("key:\n  file: key\n", "utf-8")
    assert read_key(read_config(folder / "etc" / "config.yaml"), {}) == SECRET


@posix_only
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620, 0o610, 0o666])
def test_a_file_of_the_key_that_others_may_open_is_refused(mode, folder):
    path = key_file(mode=mode)
    problem_id, shown = refusal({}, path)
    assert problem_id == "key-readable"
    assert f"Run: chmod 600 {folder / path}" in shown


@posix_only
def test_a_file_of_the_key_that_is_not_there_is_a_problem():
    assert refusal({}, "missing")[0] == "key-missing"


BAD_KEYS = {
    "too short": base64.b64encode(bytes(range(100, 131))).decode(),
    "no base64": "correct-horse-battery-staple-correct-horse!",
    "cut": KEY[:-3],
    "two lines": f"{KEY}\n{KEY}",
}


@pytest.mark.parametrize("text", BAD_KEYS.values(), ids=BAD_KEYS)
def test_a_key_of_the_wrong_form_is_refused_and_never_shown(text):
    problem_id, shown = refusal({"WHERETO_KEY": text})
    assert problem_id == "key-shape"
    assert "WHERETO_KEY" in shown
    assert pieces_of(text, shown) == []


@posix_only
@pytest.mark.parametrize("mode", [0o600, 0o644])
@pytest.mark.parametrize("text", BAD_KEYS.values(), ids=BAD_KEYS)
def test_no_message_shows_what_is_in_the_file_of_the_key(text, mode):
    assert pieces_of(text, refusal({}, key_file(text, mode))[1]) == []


@posix_only
@pytest.mark.parametrize("text", ["", "clé" * 40])
def test_a_file_without_a_key_is_refused(text):
    assert refusal({}, key_file(text))[0] in ("key-shape", "key-missing")


def pieces_of(secret: str, shown: str) -> list[str]:
    """The runs of eight signs of a secret that stand in what is shown."""
    return [secret[at : at + 8] for at in range(len(secret) - 7) if secret[at : at + 8] in shown]


@posix_only
def test_neither_the_configuration_nor_its_listing_holds_the_key():
    key_file()
    Path("config.yaml").write_text("key:\n  file: key\n", "utf-8")
    config = read_config(Path("config.yaml"))
    assert read_key(config, {"WHERETO_KEY": KEY}) == SECRET
    assert pieces_of(KEY, repr(config) + repr(plain(config))) == []


PASTED = {
    "a key below no name": f"key: {KEY}\n",
    "a key under a misspelt name": f"key:\n  fil: {KEY}\n",
    "a token instead of its variable": f"platforms:\n  telegram:\n    token: {KEY}\n",
    "a list of tokens": f"platforms:\n  slack:\n    bot_token_env: [{KEY}]\n",
    "a list below its name": f"platforms:\n  slack:\n    bot_token_env:\n      - {KEY}\n",
    "a quote that is not closed": f'key: "{KEY}\n',
    "a sign first": f"key: @{KEY}\n",
    "a second colon": f"key: redis://x:{KEY}: y\n",
    "a word of a closed list": f"log_level: {KEY}\n",
    "nothing else": f"{KEY}\n",
    "twice": f"key: {{env: {KEY}, env: {KEY}}}\n",
    "a letter of another encoding": f"key: {KEY}\x07\n",
}


@pytest.mark.parametrize("text", PASTED.values(), ids=PASTED)
def test_a_secret_that_was_pasted_into_the_configuration_is_not_shown(text):
    assert pieces_of(KEY, told(text)) == []


def test_every_secret_is_named_by_its_variable_and_none_stands_in_the_example():
    secrets = [name for name in DEFAULTS if re.search(r"token|secret|key\.|redis_url", name)]
    not_named = [name for name in secrets if not re.search(r"(\.|_)(env|file)$", name)]
    assert not_named == []


def test_no_value_of_the_example_is_long_enough_for_a_key():
    values = flat(yaml.safe_load(EXAMPLE.read_text("utf-8"))).values()
    assert [value for value in values if len(str(value)) >= KEY_BYTES] == []


# ---- the secrets of a platform

NAME = "platforms.telegram.token"
WORD = "12345:correct-horse_battery"


def secret_refusal(environment: dict[str, str], **settings: str) -> tuple[str, str]:
    """The id of the problem, and everything that it shows anywhere."""
    changed = {f"{NAME}_{name}": value for name, value in settings.items()}
    with pytest.raises(KnowledgeError) as caught:
        read_secret(Config({**DEFAULTS, **changed}, Path.cwd()), NAME, environment)
    shown = "".join(traceback.format_exception(caught.value)) + report(caught.value.problems)
    return caught.value.problems[0].id, shown


def test_a_secret_is_read_from_the_variable_that_the_setting_names():
    assert read_secret(Config(), NAME, {"WHERETO_TELEGRAM_TOKEN": f" {WORD}\n"}) == WORD


@posix_only
def test_a_secret_is_read_from_a_file_that_only_this_user_can_read():
    config = Config({**DEFAULTS, f"{NAME}_file": key_file(f"{WORD}\n")}, Path.cwd())
    assert read_secret(config, NAME, {"WHERETO_TELEGRAM_TOKEN": "another"}) == WORD


def test_a_secret_that_is_not_there_is_named_with_its_variable_and_its_setting():
    problem_id, shown = secret_refusal({})
    assert problem_id == "secret-missing"
    assert "environment variable WHERETO_TELEGRAM_TOKEN" in shown
    assert "platforms.telegram.token_env" in shown
    assert '"token_file:"' in shown


def test_a_secret_that_was_pasted_in_place_of_the_variable_is_not_shown():
    problem_id, shown = secret_refusal({}, env=WORD)
    assert problem_id == "secret-missing"
    assert pieces_of(WORD, shown) == []


@pytest.mark.parametrize("text", ["correct horse battery", "correct\nhorse", "corréct-horse"])
def test_a_secret_of_the_wrong_form_is_refused_and_never_shown(text):
    problem_id, shown = secret_refusal({"WHERETO_TELEGRAM_TOKEN": text})
    assert problem_id == "secret-shape"
    assert "horse" not in shown


@posix_only
def test_a_file_of_a_secret_that_others_may_open_is_refused():
    problem_id, shown = secret_refusal({}, file=key_file(WORD, 0o640))
    assert problem_id == "secret-readable"
    assert pieces_of(WORD, shown) == []


@posix_only
def test_a_file_of_a_secret_that_is_not_there_is_a_problem():
    problem_id, shown = secret_refusal({}, file="missing")
    assert problem_id == "secret-missing"
    assert '"token_file:"' in shown
