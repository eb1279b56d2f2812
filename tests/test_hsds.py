"""The contacts for other directories (HSDS 3.0): what leaves fits the specification and is allowed to
leave; what comes in is a draft that nobody sees."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
import zlib
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from confidential import MARKED, record, traces
from conftest import NOW
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cli.main import main
from bot.contacts import NEVER_SHOWN
from bot.fact_reader import read_contacts
from bot.facts import Contact, Scope
from bot.format import CHANNEL_KINDS, QUALITIES
from bot.knowledge import Knowledge
from bot.loader import load
from bot.problem import KnowledgeError
from bot.publishing.draft_file import addition
from bot.publishing.hsds import id_of, services_of
from bot.publishing.hsds_drafts import Surroundings, drafts_of
from bot.publishing.hsds_hours import hours_of, schedule_of
from bot.publishing.hsds_reading import MOST_SERVICES, read_services
from bot.publishing.hsds_record import LONGEST
from bot.publishing.hsds_tables import package_of
from bot.publishing.publishable import published
from bot.tree_reader import read_tree

TODAY = NOW.date()
ROOT = Path(__file__).parent.parent
SCHEMA = json.loads((ROOT / "tests/data/hsds-3.0/services.schema.json").read_text())
FITS = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
LINE = Contact(
    "ke-line",
    "gbv-service",
    "Line",
    "ke",
    phone=("1195",),
    quality="un",
    visibility="public",
    confirmed_on=TODAY,
)
OVERLAY = "# Ours.\nextends: base\norganisation: null\ncountry: ke\nowner: conduct focal point\n"


def holding(*contacts: Contact, **other: object) -> Knowledge:
    return Knowledge(topics={}, languages={}, contacts=contacts, **other)  # type: ignore[arg-type]


def leaving(*contacts: Contact, readers: str = "public", **asked: bool) -> list[str]:
    found = published(holding(*contacts), readers, TODAY, **asked)  # type: ignore[arg-type]
    return [shown.contact.id for shown in found.shown]


def overlay(folder: Path, **files: str) -> Path:
    (folder / "contacts").mkdir(parents=True)
    (folder / "overlay.yaml").write_text(OVERLAY, "utf-8")
    for country, text in files.items():
        (folder / "contacts" / f"{country}.yaml").write_text(text, "utf-8")
    return folder


def local(name: str = "zz-line", **fields: str) -> str:
    """A contacts file with one contact that an office called."""
    lines = {
        "channel": "gbv-service",
        "name": "Line of the east",
        "country": "ke",
        "city": "nairobi",
        "phone": '["+254 20 555 0100"]',
        "email": '["help@line.example"]',
        "web": "https://line.example/",
        "address": '"Long Road 5, Nairobi"',
        "hours": '"Mon-Fri 08:30-17:00"',
        "languages": "[en, sw]",
        "quality": "ngo",
        "confirm_by": "office",
        "confirmed": f'{{by: gender focal point, on: "{TODAY}"}}',
        "visibility": "public",
        "read": "null",
        "sources": '["https://line.example/"]',
        **fields,
    }
    return f"# Ours.\n{name}:\n" + "".join(f"  {key}: {text}\n" for key, text in lines.items())


@pytest.fixture
def whereto(capsys):
    def run(*arguments: object) -> tuple[int, str, str]:
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as end:
            code = int(end.code or 0)
        return code, *capsys.readouterr()

    return run


# ---- what leaves fits


@pytest.mark.parametrize("language", ["en", "ar", "fr", "zh"])
@pytest.mark.parametrize("unconfirmed", [False, True])
def test_the_shipped_contacts_fit_the_specification_in_every_language(
    knowledge, language, unconfirmed
):
    found = published(knowledge, "public", TODAY, unconfirmed=unconfirmed)
    services = services_of(knowledge, found.shown, language)
    assert len(services) > 30
    FITS.validate(services)


def test_no_id_stands_for_two_things_and_none_changes_between_exports(knowledge):
    found = published(knowledge, "public", TODAY, unconfirmed=True)
    services = services_of(knowledge, found.shown, "en")
    ids = [one["id"] for one in services]
    assert len(set(ids)) == len(ids)
    assert ids == [one["id"] for one in services_of(knowledge, found.shown, "fr")]
    assert id_of("service", "ke-gbv-1195") == "bce96a60-da5a-5eae-af1f-a9a4c19a6d18"


def test_the_tables_have_every_record_and_only_rows_that_lead_somewhere(knowledge):
    found = published(knowledge, "public", TODAY, unconfirmed=True)
    services = services_of(knowledge, found.shown, "en")
    files = package_of(services)
    tables = {
        name.removesuffix(".csv"): list(csv.DictReader(text.splitlines()))
        for name, text in files.items()
        if name.endswith(".csv")
    }
    assert len(tables["services"]) == len(services)
    assert len(tables["phones"]) == sum(len(one.get("phones", ())) for one in services)
    ids = {row["id"] for rows in tables.values() for row in rows}
    for rows in tables.values():
        for row in rows:
            for column, value in row.items():
                if column.endswith("_id") and value:
                    assert value in ids, column
    described = json.loads(files["datapackage.json"])["resources"]
    assert {one["path"] for one in described} == {f"{name}.csv" for name in tables}
    for one in described:
        columns = [field["name"] for field in one["schema"]["fields"]]
        assert columns == files[one["path"]].splitlines()[0].split(",")


def test_what_nobody_tried_is_marked_so_that_no_directory_takes_it_for_true(knowledge):
    found = published(knowledge, "public", TODAY, unconfirmed=True)
    for one in services_of(knowledge, found.shown, "en"):
        standing = attribute(one, "standing")
        assert (one["status"] == "inactive") == (standing == "preview")
        assert (one.get("alert") is None) == (standing == "confirmed")
        assert standing != "preview" or "assured_date" not in one


def attribute(service: dict, code: str) -> str:
    (value,) = [
        one["value"] for one in service["attributes"] if one["taxonomy_term"]["code"] == code
    ]
    return value


# ---- what may leave


def test_what_nobody_tried_stays_inside_unless_it_is_asked_for():
    untried = replace(LINE, confirmed_on=None)
    assert leaving(untried) == []
    assert leaving(untried, unconfirmed=True) == ["ke-line"]
    assert leaving(LINE) == ["ke-line"]


@pytest.mark.parametrize("unconfirmed", [False, True])
def test_an_internal_contact_is_in_no_public_file(unconfirmed):
    internal = replace(LINE, visibility="internal")
    assert leaving(internal, unconfirmed=unconfirmed) == []
    assert leaving(internal, readers="internal", unconfirmed=unconfirmed) == ["ke-line"]


@pytest.mark.parametrize("quality", sorted(NEVER_SHOWN))
def test_what_is_no_ground_to_show_a_number_is_no_ground_to_publish_it(quality):
    assert leaving(replace(LINE, quality=quality), unconfirmed=True) == []


def test_a_visibility_that_nobody_thought_of_stays_inside():
    assert leaving(replace(LINE, visibility="secret"), readers="internal") == []


@pytest.mark.parametrize(
    "person",
    [
        {"name": "Office of Dr Alpha"},
        {"address": "c/o Mrs Alpha, Long Road"},
        {"email": ("alpha.beta@example.org",)},
    ],
)
def test_a_contact_that_names_a_person_is_left_out_and_said_so(person):
    found = published(holding(replace(LINE, **person)), "internal", TODAY)
    assert found.shown == ()
    assert found.left_out == (("ke-line", "names a person"),)


def test_an_office_publishes_its_own_country_place_and_organisation_alone():
    here = Scope(country="ke", city="nairobi", organisation="undp")
    others = [
        replace(LINE, id="other-country", country="ug"),
        replace(LINE, id="other-city", city="kisumu"),
        replace(LINE, id="other-organisation", organisations=("fao",)),
    ]
    own = replace(LINE, id="own", city="nairobi", organisations=("undp",))
    found = published(holding(LINE, own, *others, scope=here), "public", TODAY)
    assert [shown.contact.id for shown in found.shown] == ["ke-line", "own"]


def test_what_was_withdrawn_is_not_published():
    knowledge = holding(LINE, withdrawn=frozenset({"contact/ke-line"}))
    assert published(knowledge, "public", TODAY).shown == ()


def test_a_table_of_an_earlier_export_does_not_stay(tmp_path, whereto):
    folder, made = overlay(tmp_path / "ours", ke=local()), tmp_path / "out"
    export = ("knowledge", "export", "hsds", folder, "--to", made)
    assert whereto(*export)[0] == 0
    assert "Long Road" in (made / "addresses.csv").read_text("utf-8")
    (folder / "contacts" / "ke.yaml").write_text("# None.\n", "utf-8")
    assert whereto(*export)[0] == 0
    assert "Long Road" not in "".join(p.read_text("utf-8") for p in made.iterdir())


def test_a_folder_that_holds_anything_else_is_not_touched(tmp_path, whereto):
    (tmp_path / "letter.txt").write_text("Dear all")
    assert whereto("knowledge", "export", "hsds", "--to", tmp_path)[0] == 2
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_file_that_cannot_be_written_is_named(tmp_path, whereto):
    code, _, err = whereto("knowledge", "export", "hsds", "--to", tmp_path / "none" / "out.json")
    assert code == 2
    assert "out.json  (unreadable-file)" in err


def test_a_language_that_is_not_served_is_answered_with_the_near_one(tmp_path, whereto):
    made = tmp_path / "out.json"
    code, _, err = whereto("knowledge", "export", "hsds", "--to", made, "--language", "xx")
    assert (code, made.exists()) == (2, False)
    assert '"xx" is not a language here.\nOne of: ' in err


# ---- a confidential place


def test_a_public_export_stops_at_a_confidential_place_and_writes_nothing(tmp_path, whereto):
    folder = overlay(tmp_path / "ours", ke=record(str(dt.date.today())))
    for target in ("out.json", "out"):
        for more in ([], ["--with-unconfirmed"]):
            made = tmp_path / target
            code, out, err = whereto("knowledge", "export", "hsds", folder, "--to", made, *more)
            assert (code, out, made.exists()) == (1, "", False)
            assert err.startswith("contacts/ke.yaml  (confidential-place)\n")
            assert "withdraw: [contact/zq7-shelter]" in err
            assert traces(err.encode()) == []


def test_a_confidential_place_is_in_no_file_of_any_audience(tmp_path, whereto):
    folder = overlay(tmp_path / "ours", ke=record(str(dt.date.today())), ug=local())
    made = tmp_path / "out"
    asked = ("--audience", "internal", "--with-unconfirmed")
    code, out, err = whereto("knowledge", "export", "hsds", folder, "--to", made, *asked)
    assert (code, err) == (0, "")
    assert "zz-line" in (made / "services.json").read_text("utf-8")
    assert traces(made) == traces(out.encode()) == []
    assert b"zq7" not in b"".join(path.read_bytes() for path in made.iterdir())


def test_a_withdrawn_confidential_place_stops_nothing_and_shows_nowhere(tmp_path, whereto):
    folder = overlay(tmp_path / "ours", ke=record(str(dt.date.today())), ug=local())
    with (folder / "overlay.yaml").open("a") as file:
        file.write("withdraw: [contact/zq7-shelter]\n")
    made = tmp_path / "out"
    assert whereto("knowledge", "export", "hsds", folder, "--to", made)[0] == 0
    assert traces(made) == []


@pytest.mark.parametrize("audience", ["public", "internal"])
def test_its_address_is_found_in_another_contact_and_nothing_is_written(
    tmp_path, whereto, audience
):
    address = f'"{MARKED["address"].upper()}"'
    folder = overlay(tmp_path / "ours", ke=record(str(dt.date.today())), ug=local(address=address))
    with (folder / "overlay.yaml").open("a") as file:
        file.write("withdraw: [contact/zq7-shelter]\n")
    made = tmp_path / "out"
    code, _, err = whereto(
        "knowledge", "export", "hsds", folder, "--to", made, "--audience", audience
    )
    assert (code, made.exists()) == (1, False)
    assert "(confidential-address)" in err
    assert 'stands in "Line of the east" as well' in err
    assert traces(err.encode()) == []


@pytest.mark.parametrize("field", sorted(MARKED))
def test_the_search_for_traces_finds_every_field_in_every_form(field, tmp_path):
    text = MARKED[field]
    (tmp_path / "page.html").write_text(f"<p>{text}</p>", "utf-8")
    (tmp_path / "page.txt").write_text(text, "utf-16-le")
    packed = zlib.compress(b"BT (" + text.encode() + b") Tj")
    (tmp_path / "page.pdf").write_bytes(b"1 0 obj\nstream\n" + packed + b"\nendstream")
    expected = [f"{field} in {name}" for name in ("page.html", "page.pdf", "page.txt")]
    assert traces(tmp_path) == expected
    assert traces(tmp_path / "page.html") == [f"{field} in page.html"]
    assert traces(text.encode()) == [f"{field} in bytes"]
    assert traces(b"nothing of it") == []


# ---- any contact there can be

TEXTS = st.text(min_size=1, max_size=30)
CONTACTS = st.builds(
    Contact,
    id=st.from_regex(r"[a-z]{2}-[a-z0-9]{1,8}", fullmatch=True),
    channel=st.sampled_from(CHANNEL_KINDS),
    name=TEXTS,
    country=st.sampled_from(["global", "ke", "ug"]),
    city=st.sampled_from([None, "nairobi"]),
    organisations=st.sampled_from([("any",), ("undp", "fao")]),
    phone=st.lists(TEXTS, max_size=2).map(tuple),
    web=st.sampled_from([None, "https://line.example/"]),
    address=st.none() | TEXTS,
    hours=st.sampled_from(["always", "unknown", "Mon-Fri 08:00-24:00", "at noon"]),
    languages=st.sampled_from([(), ("en", "sw")]),
    quality=st.sampled_from(QUALITIES),
    confirm_by=st.sampled_from(["central", "office"]),
    confirmed_on=st.sampled_from([None, TODAY, TODAY - dt.timedelta(days=400)]),
    visibility=st.sampled_from(["public", "internal", "confidential-place", "odd"]),
    read=st.sampled_from([None, TODAY]),
)


@given(contact=CONTACTS, readers=st.sampled_from(["public", "internal"]), tried=st.booleans())
@settings(max_examples=150, deadline=None)
def test_whatever_leaves_fits_and_was_allowed_to(knowledge, contact, readers, tried):
    own = replace(knowledge, contacts=(contact,))
    try:
        found = published(own, readers, TODAY, unconfirmed=tried)
    except KnowledgeError:
        assert (readers, contact.visibility) == ("public", "confidential-place")
        return
    FITS.validate(services_of(own, found.shown, "en"))
    for shown in found.shown:
        assert shown.contact.visibility in ("public", readers)
        assert tried or shown.standing != "preview"
        assert tried or contact.confirmed_on or contact.confirm_by == "central"


# ---- hours


@pytest.mark.parametrize(
    "hours",
    [
        "always",
        "Mon-Fri 08:30-17:00",
        "Mon-Sun 10:00-24:00",
        "Sat 09:00-12:00",
        "Sat-Mon 07:00-09:00",
    ],
)
def test_hours_come_back_as_they_were(hours):
    schedule = schedule_of(hours, "told")
    assert schedule is not None
    assert hours_of(schedule) == hours


@pytest.mark.parametrize(
    "schedule",
    [
        {},
        {"byday": "MO,WE", "opens_at": "09:00", "closes_at": "10:00"},
        {"byday": "1MO", "opens_at": "09:00", "closes_at": "10:00"},
        {"byday": 7, "opens_at": "09:00", "closes_at": "10:00"},
        {"byday": "MO", "opens_at": "nine", "closes_at": None},
    ],
)
def test_hours_that_do_not_fit_on_a_line_are_not_guessed(schedule):
    assert hours_of(schedule) is None


def test_unknown_hours_are_no_schedule():
    assert schedule_of("unknown", "told") is None


# ---- what comes in


def test_an_export_comes_back_as_drafts_with_the_same_ids(tmp_path, whereto):
    ours, theirs = overlay(tmp_path / "a", ke=local()), overlay(tmp_path / "b")
    file = tmp_path / "out.json"
    assert whereto("knowledge", "export", "hsds", ours, "--to", file)[0] == 0
    code, out, _ = whereto("knowledge", "import", "hsds", file, "--to", theirs)
    assert code == 0
    assert f"{theirs / 'contacts' / 'ke.yaml'}: 1 draft\n" in out
    (before,) = [one for one in load([ours]).contacts if one.id == "zz-line"]
    (draft,) = [one for one in load([theirs]).contacts if one.id == "zz-line"]
    assert draft == replace(
        before, quality="dataset", confirmed_on=None, visibility="internal", read=None
    )
    assert whereto("knowledge", "check", theirs)[0] == 0
    path = theirs / "contacts" / "ke.yaml"
    confirmed = f'confirmed: {{by: gender focal point, on: "{TODAY}"}}'
    text = path.read_text("utf-8").replace("confirmed: null", confirmed)
    path.write_text(text.replace("dataset", "ngo").replace("internal", "public"), "utf-8")
    again = tmp_path / "again.json"
    assert whereto("knowledge", "export", "hsds", theirs, "--to", again)[0] == 0
    first, second = (
        {one["id"]: one for one in json.loads(made.read_text("utf-8"))} for made in (file, again)
    )
    assert first.keys() == second.keys()
    assert first[id_of("service", "zz-line")] == second[id_of("service", "zz-line")]


def test_a_draft_is_shown_to_nobody_even_where_the_file_says_that_it_is_confirmed(
    tmp_path, whereto
):
    ours, theirs = overlay(tmp_path / "a", ke=local()), overlay(tmp_path / "b")
    whereto("knowledge", "export", "hsds", ours, "--to", tmp_path / "out.json")
    whereto("knowledge", "import", "hsds", tmp_path / "out.json", "--to", theirs)
    for readers in ("public", "internal"):
        found = published(load([theirs]), readers, TODAY, unconfirmed=True)
        assert "zz-line" not in {shown.contact.id for shown in found.shown}


def test_what_is_there_already_is_not_touched(tmp_path, whereto):
    ours = overlay(tmp_path / "a", ke=local())
    file = tmp_path / "out.json"
    whereto("knowledge", "export", "hsds", ours, "--to", file)
    before = (ours / "contacts" / "ke.yaml").read_bytes()
    code, out, _ = whereto("knowledge", "import", "hsds", file, "--to", ours)
    assert code == 1
    assert 'Line of the east: all of it: "zz-line" is here already' in out
    assert (ours / "contacts" / "ke.yaml").read_bytes() == before


FOREIGN = {
    "id": "ac148810-d857-441c-9679-408f346de14b",
    "name": "Community Counselling",
    "description": "Ask for Jo.",
    "status": "active",
    "url": "https://example.org/counselling",
    "email": "alpha.beta@example.org",
    "assurer_email": "someone@example.org",
    "phones": [
        {"id": "1", "number": "+254 20 555 0101"},
        {"id": "2", "number": "+254 20 555 0102", "extension": 100},
        {"id": "3", "number": "call the front desk"},
        {"id": "4", "number": "+254 20 555 0103", "type": "fax"},
    ],
    "contacts": [{"id": "5", "name": "Alpha Beta", "title": "Head", "email": "office@example.org"}],
    "languages": [{"id": "6", "code": "sw"}, {"id": "7", "name": "Sign"}],
    "schedules": [
        {"id": "8", "byday": "MO,TU", "opens_at": "09:00Z", "closes_at": "10:00:00+03:00"}
    ],
    "service_at_locations": [
        {
            "id": "9",
            "location": {
                "id": "10",
                "location_type": "physical",
                "addresses": [
                    {
                        "id": "11",
                        "attention": "Alpha Beta",
                        "address_1": "1 Main Street",
                        "city": "Nairobi",
                        "country": "KE",
                    }
                ],
            },
        }
    ],
}
AROUND = Surroundings(
    frozenset({"taken"}), frozenset({"undp"}), {"nairobi": "ke"}, None, "counsellor"
)


def test_a_strangers_service_becomes_a_draft_without_persons_and_says_what_was_left_out(
    tmp_path, whereto
):
    file = tmp_path / "theirs.json"
    file.write_text(json.dumps({"contents": [FOREIGN]}), "utf-8")
    folder = overlay(tmp_path / "ours")
    code, out, _ = whereto(
        "knowledge", "import", "hsds", file, "--to", folder, "--channel", "counsellor"
    )
    assert code == 0
    (draft,) = [one for one in load([folder]).contacts if one.id == "ke-community-counselling"]
    assert draft == Contact(
        "ke-community-counselling",
        "counsellor",
        "Community Counselling",
        "ke",
        phone=("+254 20 555 0101",),
        email=("office@example.org",),
        web="https://example.org/counselling",
        address="1 Main Street, Nairobi",
        hours="Mon-Tue 09:00-10:00",
        languages=("sw",),
        quality="dataset",
    )
    written = (folder / "contacts" / "ke.yaml").read_text("utf-8")
    assert "ac148810-d857-441c-9679-408f346de14b" in written
    for person in ("Alpha", "Jo", "alpha.beta", "someone"):
        assert person not in written
    for told in (
        "a number with an extension",
        "a number of an odd form",
        "a number for something else than calling",
        "a mailbox that looks like one person's",
        "the name of a contact person",
        "whose attention the address asks for",
        "a language without a code",
    ):
        assert f"  ke-community-counselling: {told}\n" in out
        assert f"- {told}\n" in written
    assert whereto("knowledge", "check", folder)[0] == 0


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"name": ""}, "it has no name"),
        ({"name": 5}, "it has no name"),
        ({"name": "Dr Alpha"}, "it is named after a person"),
        ({"name": "x" * (LONGEST + 1)}, "it has no name"),
        (
            {"url": "javascript:x", "phones": [], "email": None, "contacts": None}
            | {"service_at_locations": "none"},
            "no country is known",
        ),
        (
            {"url": "javascript:x", "phones": 7, "email": [], "contacts": {}}
            | {"service_at_locations": [], "service_areas": [{"extent": "KE"}]},
            "nothing in it can be called",
        ),
    ],
)
def test_a_service_that_cannot_be_a_draft_is_named_with_the_reason(change, why):
    drafts, left_out = drafts_of([FOREIGN | change], AROUND)
    assert drafts == []
    assert why in left_out[0].what


@pytest.mark.parametrize("record", [None, 5, "text", [], {}, {"name": {"a": 1}}, {"name": []}])
def test_what_is_no_service_is_left_out(record):
    drafts, left_out = drafts_of([record, FOREIGN], AROUND)
    assert [draft.contact.id for draft in drafts] == ["ke-community-counselling"]
    assert left_out[0].whose == "service 1"


@pytest.mark.parametrize(
    ("code", "value", "why"),
    [
        ("channel", "spaceship", "no kind of office"),
        ("organisations", "spaceforce", "an organisation that"),
        ("city", "atlantis", "a place alone that"),
        ("country", "xxx", "no country"),
        ("id", "taken", '"taken" is here already'),
    ],
)
def test_an_attribute_of_ours_with_a_value_that_is_none_of_ours_is_refused(code, value, why):
    term = {"code": code, "taxonomy": "whereto"}
    ours = {"attributes": [{"id": "1", "value": value, "taxonomy_term": term}]}
    drafts, left_out = drafts_of([FOREIGN | ours], AROUND)
    assert drafts == []
    assert why in left_out[0].what


def test_two_services_of_one_name_are_one_draft_and_the_other_is_named():
    drafts, left_out = drafts_of([FOREIGN, FOREIGN], AROUND)
    assert len(drafts) == 1
    assert left_out[-1].what.startswith('all of it: "ke-community-counselling" is here already')


def test_no_id_is_made_that_yaml_or_a_path_could_misread():
    odd = "../../etc/passwd: {[#&*!|>'\"%@`\u202e\x00\n no"
    drafts, _ = drafts_of([FOREIGN | {"name": odd}, FOREIGN | {"name": "خط"}], AROUND)
    assert [draft.contact.id for draft in drafts] == ["ke-etc-passwd-no", "ke-26a1642f"]


ODD_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=40),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(FOREIGN)), inner)
    ),
    max_leaves=8,
)


@given(
    changes=st.dictionaries(st.sampled_from(sorted(FOREIGN)), ODD_VALUES, max_size=4),
    name=st.text(max_size=40),
)
@settings(max_examples=150, deadline=None)
def test_whatever_stands_in_a_file_the_drafts_can_be_read_and_are_hidden(
    tmp_path_factory, changes, name
):
    service = json.loads(json.dumps(FOREIGN | {"name": name} | changes))
    drafts, _ = drafts_of([service], AROUND)
    if not drafts:
        return
    folder = tmp_path_factory.mktemp("drafts")
    (folder / "contacts").mkdir()
    (folder / "contacts" / "ke.yaml").write_bytes(addition("", drafts).encode())
    tree = read_tree([folder])
    assert tree.problems == ()
    (contact,) = read_contacts(tree)
    assert contact == drafts[0].contact
    assert (contact.quality, contact.visibility, contact.confirmed_on) == (
        "dataset",
        "internal",
        None,
    )


def test_the_commands_of_the_focal_points_page_do_what_it_says(tmp_path, whereto, monkeypatch):
    monkeypatch.chdir(tmp_path)
    overlay(Path("our-office"))
    Path("theirs.json").write_text(json.dumps([FOREIGN]), "utf-8")
    page = (ROOT / "knowledge" / "README.md").read_text("utf-8")
    commands = re.findall(r"^whereto (knowledge (?:export|import) hsds .*)$", page, re.MULTILINE)
    assert len(commands) == 3
    for command in commands:
        assert whereto(*command.split())[0] == 0, command
    assert Path("contacts.json").is_file()
    assert Path("contacts/datapackage.json").is_file()


# ---- files that are none


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "Here this file stops being JSON."),
        ('[{"id": 1,}]', "Here this file stops being JSON."),
        ("[" * 100_000, "nested deeper"),
        ('[{"id": 1, "id": 2}]', "names something twice"),
        ("[NaN]", "a number that is none"),
        ("[" + "9" * 5000 + "]", "a number that is none"),
        ('{"a": 1}', "No list of services"),
        ('"text"', "No list of services"),
        (json.dumps([{}] * (MOST_SERVICES + 1)), f"at most {MOST_SERVICES} are read"),
    ],
)
def test_a_file_that_is_no_list_of_services_is_refused_with_what_to_ask_for(text, what):
    with pytest.raises(KnowledgeError) as caught:
        read_services(text, "theirs.json")
    (problem,) = caught.value.problems
    assert what in problem.what
    assert problem.mend == "Ask for the services of HSDS 3.0 as JSON: a list, one object a service."


def test_drafts_are_kept_in_an_overlay_never_in_the_shared_base(tmp_path, whereto):
    file = tmp_path / "theirs.json"
    file.write_text(json.dumps([FOREIGN]), "utf-8")
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "topics.yaml").write_text("# none\n", "utf-8")
    code, _, err = whereto("knowledge", "import", "hsds", file, "--to", tmp_path / "base")
    assert code == 2
    assert "(no-overlay)" in err
    assert not (tmp_path / "base" / "contacts").exists()


def test_a_file_that_would_be_broken_afterwards_is_not_touched(tmp_path, whereto):
    file = tmp_path / "theirs.json"
    file.write_text(json.dumps([FOREIGN]), "utf-8")
    folder = overlay(tmp_path / "ours", ke="# ours\n{}\n")
    code, _, err = whereto(
        "knowledge", "import", "hsds", file, "--to", folder, "--channel", "counsellor"
    )
    assert code == 2
    assert "ke.yaml" in err
    assert (folder / "contacts" / "ke.yaml").read_text("utf-8") == "# ours\n{}\n"


def test_where_another_file_is_broken_nothing_is_imported(tmp_path, whereto):
    file = tmp_path / "theirs.json"
    file.write_text(json.dumps([FOREIGN]), "utf-8")
    folder = overlay(tmp_path / "ours", ug="a: [b\n")
    assert whereto("knowledge", "import", "hsds", file, "--to", folder)[0] == 2
    assert not (folder / "contacts" / "ke.yaml").exists()


def test_drafts_are_added_after_what_stands_there_with_its_line_ends(tmp_path, whereto):
    file = tmp_path / "theirs.json"
    file.write_text(json.dumps([FOREIGN]), "utf-8")
    before = local().replace("\n", "\r\n").encode()
    folder = overlay(tmp_path / "ours")
    path = folder / "contacts" / "ke.yaml"
    path.write_bytes(before)
    whereto("knowledge", "import", "hsds", file, "--to", folder, "--channel", "counsellor")
    after = path.read_bytes()
    assert after.startswith(before)
    assert after.count(b"\n") == after.count(b"\r\n")
    found = {one.id for one in load([folder]).contacts}
    assert {"zz-line", "ke-community-counselling"} <= found
