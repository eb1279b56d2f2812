"""`whereto init` as the one who sets up an office meets it: what is asked, what is written, what is
never touched."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from conftest import NOW
from test_cli import run, whereto

from bot.checks import all_problems
from bot.config import read_config, read_key, read_secret
from bot.facts import Contact
from bot.loader import load, with_base
from bot.office.asking import QUESTIONS, office_of
from bot.office.instance_files import FROM_WHERE, TO_FILL, Location, instance_files
from bot.office.office import NEEDED, SECRETS, Office, Platform
from bot.office.overlay import ASK, NAMES, cautions_of
from bot.problem import Place
from bot.readiness import ROUTES, problems_before_serving
from bot.tree_reader import read_tree
from bot.upkeep.refusal import WrongCallError

GIVEN = ("--country", "ke", "--office", "Test office", "--yes")
FILES = {
    "CONTACTS-TO-CONFIRM.md", "Containerfile", "compose.yaml", "config.yaml", "secrets.env",
    "whereto.service", "overlay/overlay.yaml", "overlay/contacts/ke.yaml",
}  # fmt: skip
OFFICE = Office("ke", "Test office")
BASE = read_tree(with_base([]), ())

posix_only = pytest.mark.skipif(os.name != "posix", reason="rights are those of POSIX")


def made_for(knowledge, office: Office) -> dict[str, str]:
    return instance_files(
        office, knowledge, BASE, Location("/etc/whereto", "/opt/whereto/whereto"), "KEY"
    )


def written(folder: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return folder


def below(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_an_office_gets_its_files_and_hears_what_is_next(tmp_path, capsys):
    folder = tmp_path / "deep" / "here"
    code, out, err = run(capsys, "init", str(folder), *GIVEN)
    assert (code, err) == (0, "")
    assert set(below(folder)) == FILES
    assert f"whereto doctor --config {folder}/config.yaml" in out


@pytest.mark.parametrize("there", sorted(FILES))
def test_nothing_is_written_over_and_what_is_in_the_way_is_named(there, tmp_path, capsys):
    (tmp_path / there).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / there).write_text("mine", "utf-8")
    code, out, err = run(capsys, "init", str(tmp_path), *GIVEN)
    assert (code, out) == (1, "")
    assert f"  {tmp_path / there}\n" in err
    assert below(tmp_path) == {there: b"mine"}


@posix_only
def test_a_link_that_leads_nowhere_is_in_the_way_too(tmp_path, capsys):
    (tmp_path / "secrets.env").symlink_to(tmp_path / "elsewhere")
    code, _, err = run(capsys, "init", str(tmp_path), *GIVEN)
    assert code == 1
    assert "secrets.env" in err
    assert not (tmp_path / "elsewhere").exists()


@posix_only
def test_only_its_owner_reads_the_secrets_and_the_service_reads_the_rest(tmp_path, capsys):
    before = tmp_path.stat().st_mode
    old = os.umask(0o077)
    try:
        run(capsys, "init", str(tmp_path / "new"), *GIVEN)
    finally:
        os.umask(old)
    modes = {p.relative_to(tmp_path / "new").as_posix(): p.stat().st_mode & 0o777
             for p in (tmp_path / "new").rglob("*")}  # fmt: skip
    assert modes.pop("secrets.env") == 0o600
    assert modes.pop("overlay") == modes.pop("overlay/contacts") == 0o755
    assert set(modes.values()) == {0o644}
    assert tmp_path.stat().st_mode == before


def test_each_instance_has_a_key_of_its_own_that_only_the_secrets_hold(tmp_path, capsys):
    keys = set()
    for name in ("a", "b"):
        run(capsys, "init", str(tmp_path / name), *GIVEN)
        files = below(tmp_path / name)
        secrets = dict(
            line.split("=", 1)
            for line in files.pop("secrets.env").decode().splitlines()
            if not line.startswith("#")
        )
        key = read_key(read_config(tmp_path / name / "config.yaml"), secrets)
        assert len(key) == 32
        assert not [path for path, text in files.items() if secrets["WHERETO_KEY"].encode() in text]
        keys.add(key)
    assert len(keys) == 2


def test_a_folder_that_cannot_be_made_is_said_so(tmp_path, capsys):
    (tmp_path / "file").write_text("", "utf-8")
    code, _, err = run(capsys, "init", str(tmp_path / "file" / "below"), *GIVEN)
    assert code == 1
    assert "cannot be written" in err


# ---- what is said, and mistyped


@pytest.mark.parametrize(
    ("option", "said", "meant"),
    [
        ("--country", "Kenia", '"Kenia" is not a country.\nDid you mean "Kenya"?'),
        ("--country", "kx", "They are listed in en/places.yaml."),
        ("--organisation", "UNICFE", 'Did you mean "UNICEF"?'),
        ("--city", "Nairobbi", 'Did you mean "Nairobi"?'),
        ("--city", "Geneva", '"geneva" lies in the country "ch", not in "ke".'),
        ("--languages", "en,frr", 'Did you mean "fr"?'),
        ("--platforms", "slak", 'Did you mean "slack"?'),
        ("--platforms", "slack:htp", 'Did you mean "http"?'),
        ("--audience", "everybody", "One of: internal, public."),
    ],
)
def test_a_slip_is_met_with_what_was_meant_and_nothing_is_written(
    option, said, meant, tmp_path, capsys
):
    code, out, err = run(capsys, "init", str(tmp_path), *GIVEN, option, said)
    assert (code, out) == (2, "")
    assert meant in err
    assert below(tmp_path) == {}


@pytest.mark.parametrize("missing", ["country", "office"])
def test_what_nobody_can_guess_has_to_be_said(missing, tmp_path, capsys):
    given = {"country": "ke", "office": "Test office"} | {missing: None}
    options = [f"--{name}={value}" for name, value in given.items() if value]
    code, _, err = run(capsys, "init", str(tmp_path), *options, "--yes")
    assert code == 2
    assert f"Add: --{missing}" in err


def test_without_a_keyboard_nothing_waits_for_an_answer(tmp_path):
    done = whereto("init", str(tmp_path), "--country", "ke")
    assert done.returncode == 2
    assert b"--office" in done.stderr


def test_names_and_codes_are_taken_as_people_write_them(knowledge):
    given = {
        "country": "KENYA", "office": " The  office ", "organisation": "onu femmes",
        "city": "Nairobi", "languages": "Français en", "platforms": "telegram, slack:http",
    }  # fmt: skip
    assert office_of(knowledge, given, None, pytest.fail) == Office(
        country="ke",
        name="The office",
        organisation="un-women",
        city="nairobi",
        languages=("fr", "en"),
        platforms=(Platform("telegram", "polling"), Platform("slack", "http")),
    )


def test_at_the_keyboard_a_slip_is_asked_again_and_what_is_usual_needs_no_typing(knowledge):
    typed = {"country": ["Kenia", "", "kenya"], "office": ["Test office"]}
    slips = []
    office = office_of(
        knowledge,
        {},
        lambda question: typed.get(question.name, [""]).pop(0),
        slips.append,
    )
    assert office == OFFICE
    assert [slip.lines[0] for slip in slips] == [
        '"Kenia" is not a country.',
        "This has to be said.",
    ]


def test_who_leaves_in_the_middle_leaves_nothing_behind(knowledge):
    def gone(_):
        raise EOFError

    with pytest.raises(EOFError):
        office_of(knowledge, {"country": "ke"}, gone, pytest.fail)


def test_an_option_that_was_given_is_not_asked_for(knowledge):
    given = {question.name: "" for question in QUESTIONS} | {"country": "ke", "office": "x"}
    office = office_of(knowledge, given | {"audience": "public"}, pytest.fail, pytest.fail)
    assert office.audience == "public"


# ---- what is written


EVERY = [
    OFFICE,
    Office("ke", "Nairobi: \"the\" #1 'office'", "un-women", "nairobi", ("en", "fr")),
    Office("vu", "Port Vila", city="port-vila", audience="public"),
    *(Office("ke", "Test office", platforms=(platform,)) for platform in SECRETS),
]


@pytest.mark.parametrize("office", EVERY, ids=lambda o: f"{o.slug} {o.platforms}")
def test_the_files_are_read_without_a_problem(office, knowledge, tmp_path):
    folder = written(tmp_path, made_for(knowledge, office))
    config = read_config(folder / "config.yaml")
    tree = read_tree(with_base(config.folders()), languages=("en",))
    own = [p for p in all_problems(tree, NOW.date()) if str(tmp_path) in p.place.path]
    assert own == []
    assert config.scope() == load(config.folders()).scope
    assert config.text("instance.office") == office.name
    switched_on = {
        n for n in ("telegram", "slack", "teams") if config.values[f"platforms.{n}.enabled"]
    }
    assert switched_on == {platform.name for platform in office.platforms}


def test_what_is_offered_as_a_comment_are_settings_and_the_unit_makes_the_folders(
    knowledge, tmp_path
):
    files = made_for(knowledge, OFFICE)
    offered = re.compile(
        r"^( *)# ((?:statistics|metrics_port|  release|  folder|  ask):)", re.MULTILINE
    )
    files["config.yaml"] = offered.sub(r"\1\2", files["config.yaml"])
    config = read_config(written(tmp_path, files) / "config.yaml")
    assert config.number("server.metrics_port") == 9464
    assert config.text("statistics.release") == "monthly"
    unit = files["whereto.service"]
    assert "SocketBindAllow=tcp:9464" in unit
    assert f"/{re.search(r'^StateDirectory=(.*)$', unit, re.MULTILINE)[1]}" in str(
        config.state_folder()
    )
    assert config.texts("knowledge.trusted_keys") == ()


def test_nobody_is_served_before_the_numbers_were_called(knowledge, tmp_path):
    folder = written(tmp_path, made_for(knowledge, OFFICE))
    loaded = load([folder / "overlay"])
    problems = problems_before_serving(loaded, ["telegram"], Place("c"), NOW.date())
    assert [problem.id for problem in problems] == ["unconfirmed-route"] * len(ROUTES)


def test_every_local_number_of_the_base_waits_for_its_call_with_the_number_to_call(knowledge):
    text = made_for(knowledge, OFFICE)["overlay/contacts/ke.yaml"]
    page = made_for(knowledge, OFFICE)["CONTACTS-TO-CONFIRM.md"]
    entries = yaml.safe_load(text)
    local = [c for c in knowledge.contacts if c.country == "ke" and c.confirm_by == "office"]
    assert len(local) > 3
    for contact in local:
        assert entries[contact.id]["confirmed"] is None
        for number in contact.phone:
            assert number in text
            assert number in page
    assert {entry["channel"] for entry in entries.values() if "channel" in entry} >= {
        "medical-service",
        "security",
    }


COUNTRIES = ("af", "at", "ch", "ke", "th", "us", "vu")


@pytest.mark.parametrize("country", COUNTRIES)
def test_no_contact_of_the_base_is_emptied_or_taken_back(country, knowledge):
    base = {contact.id: contact for contact in knowledge.contacts}
    cautions = {caution.id for caution in cautions_of(BASE, country)}
    office = Office(country, "x")
    entries = yaml.safe_load(made_for(knowledge, office)[f"overlay/contacts/{country}.yaml"])
    for name, entry in entries.items():
        if name in base:
            assert entry == {"confirmed": None}
            assert base[name].confirmed_on is None
        elif name in cautions:
            assert entry == {"confirmed": None}
        else:
            assert set(entry) > {"channel", "phone", "confirmed"}


def test_an_empty_place_never_takes_the_name_of_a_contact_of_the_base(knowledge):
    there = Contact("vu-security", "police", "x", "vu", phone=("000",))
    with_it = replace(knowledge, contacts=(*knowledge.contacts, there))
    entries = yaml.safe_load(made_for(with_it, Office("vu", "x"))["overlay/contacts/vu.yaml"])
    assert entries["vu-security"] == {"confirmed": None}
    assert entries["vu-security-own"]["channel"] == "security"


def test_a_country_that_the_base_does_not_know_gets_a_place_for_each_urgent_number(knowledge):
    entries = yaml.safe_load(made_for(knowledge, Office("vu", "x"))["overlay/contacts/vu.yaml"])
    assert set(ROUTES) <= {entry["channel"] for entry in entries.values()}


@pytest.mark.parametrize("platform", SECRETS, ids=str)
def test_a_platform_is_given_each_secret_by_its_variable(platform, knowledge, tmp_path):
    files = made_for(knowledge, Office("ke", "x", platforms=(platform,)))
    config = read_config(written(tmp_path, files) / "config.yaml")
    names = re.findall(r"^(WHERETO_\w+)=", files["secrets.env"], re.MULTILINE)
    environment = dict.fromkeys(names, "word")
    for secret in SECRETS[platform]:
        assert read_secret(config, f"platforms.{platform.name}.{secret}", environment) == "word"
    assert len(names) == 1 + len(SECRETS[platform])


def test_every_secret_and_every_empty_place_says_where_it_comes_from():
    assert set(FROM_WHERE) == {f"{p.name}.{s}" for p, names in SECRETS.items() for s in names}
    assert set(TO_FILL) == {f"{p.name}.{s}" for p, names in NEEDED.items() for s in names}
    assert set(NAMES) == set(ASK)


# ---- the service and the container


UNITS = {
    "calls out": Office("ke", "x", platforms=(Platform("telegram", "polling"),)),
    "is called": Office("ke", "x", platforms=(Platform("teams", "webhook"),)),
}
MOST_EXPOSED = 1.1
"""Of 10, as systemd weighs a unit. What is left: it talks with the network, and sees the disk."""


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not on this machine")
@pytest.mark.parametrize("office", UNITS.values(), ids=UNITS)
def test_systemd_takes_the_unit_and_finds_it_closed(office, knowledge, tmp_path):
    files = instance_files(office, knowledge, BASE, Location("/etc/whereto", "/bin/true"), "KEY")
    unit = tmp_path / "whereto.service"
    unit.write_text(files["whereto.service"], "utf-8")
    for command in (("verify",), ("security", "--offline=true", "--no-pager")):
        done = subprocess.run(
            ["systemd-analyze", *command, str(unit)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
    exposure = float(re.search(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)[1])
    assert exposure <= MOST_EXPOSED


def test_an_instance_that_nobody_calls_from_may_call_nobody(knowledge):
    units = {name: made_for(knowledge, office)["whereto.service"] for name, office in UNITS.items()}
    assert "IPAddressDeny=any\nIPAddressAllow=localhost\n" in units["is called"]
    assert "IPAddressDeny=any" not in units["calls out"]


def test_the_unit_and_the_container_keep_memory_off_the_disk(knowledge):
    files = made_for(knowledge, OFFICE)
    for line in ("LimitCORE=0", "MemorySwapMax=0", "DynamicUser=yes", "ProtectSystem=strict"):
        assert f"\n{line}\n" in files["whereto.service"]
    (service,) = yaml.safe_load(files["compose.yaml"])["services"].values()
    assert service["memswap_limit"] == service["mem_limit"]
    assert service["ulimits"] == {"core": 0}
    assert service["read_only"] is True
    assert "--require-hashes" in files["Containerfile"]
    assert re.search(r"^USER [1-9]\d*:", files["Containerfile"], re.MULTILINE)


def test_an_unknown_word_is_a_slip_and_no_crash(knowledge):
    with pytest.raises(WrongCallError):
        office_of(knowledge, {"country": "\ud800", "office": "x"}, None, pytest.fail)
