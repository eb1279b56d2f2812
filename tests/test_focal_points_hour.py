"""A focal point's hour, acted out: every command runs, every mistake is made, and docs/focal-points-hour.md
says what was read on the screen.

`python -m pytest tests/test_focal_points_hour.py --update` writes the page anew; it is read as a diff.
"""

from __future__ import annotations

import re
import shlex
import shutil
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import pytest
from conftest import acted_out
from focal_point import NOW

from bot import loader
from bot.cli.main import main
from bot.loader import shipped_knowledge

pytestmark = acted_out

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "focal-points-hour.md"
LEFT_OUT = "[…]"


class Hour:
    """Somebody at a terminal in an empty folder; what they do becomes a page."""

    def __init__(self) -> None:
        self.page: list[str] = []

    def tells(self, text: str) -> None:
        """A paragraph of the page."""
        self.page.append(text)

    def types(self, command: str, *shown: str) -> str:
        """A command and what it says; where words are given, only the blocks that have one of them."""
        out = StringIO()
        with redirect_stdout(out), redirect_stderr(out):
            main(shlex.split(command)[1:], lambda: NOW)
        said = out.getvalue().replace(f"{shipped_knowledge().parent}/", "").strip("\n")
        page = _only(said, shown) if shown else said
        self.page.append(f"```text\n$ {command}\n{page}\n```")
        return said

    def writes(self, path: str, text: str, said: str = "") -> None:
        """A file that is made or written over."""
        file = Path(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        said = said if path in said else f"{said or 'They write'} `{path}`:"
        self.page.append(f"{said}\n\n```yaml\n{text.rstrip()}\n```")

    def changes(self, path: str, old: str, new: str) -> None:
        """A line of a file that is typed anew."""
        text = Path(path).read_text(encoding="utf-8")
        assert text.count(old) == 1, (path, old)
        Path(path).write_text(text.replace(old, new), encoding="utf-8")
        self.page.append(
            f"In `{path}` they change\n\n```yaml\n{old}\n```\n\nto\n\n```yaml\n{new}\n```"
        )


def _only(said: str, shown: tuple[str, ...]) -> str:
    """The blocks that have one of these words, and a sign for what is left out. A block is a problem of
    a report; elsewhere a line."""
    is_report = re.search(r"^\d+ problems?|\([a-z-]+\)$", said, re.MULTILINE) is not None
    blocks = re.split(r"\n\n(?=\S)", said) if is_report else said.splitlines()
    page: list[str] = []
    for block in blocks:
        if any(word in block for word in shown):
            page.append(block)
        elif not page or page[-1] != LEFT_OUT:
            page.append(LEFT_OUT)
    return ("\n\n" if is_report else "\n").join(page)


@pytest.fixture
def hour(tmp_path, monkeypatch) -> Hour:
    """The knowledge of the program lies there in English only, which is what the page shows of it."""
    others = shutil.ignore_patterns("ar", "es", "fr", "ru", "zh", "overlays")
    shutil.copytree(shipped_knowledge(), tmp_path / "program" / "knowledge", ignore=others)
    monkeypatch.setattr(loader, "__file__", str(tmp_path / "program" / "bot" / "loader.py"))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("COLUMNS", "80")
    return Hour()


def test_a_focal_points_hour_is_what_the_page_says(hour, request):
    for act in (
        _opens, _begins, _changes_a_number, _confirms, _adds_a_question, _adds_a_topic, _withdraws,
        _looks_back, _adds_a_language,
    ):  # fmt: skip
        act(hour)
    page = "\n\n".join(hour.page) + "\n"
    if request.config.getoption("--update"):
        PAGE.write_text(page, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page


def _opens(hour: Hour) -> None:
    hour.tells("# A focal point's hour")
    hour.tells(
        "Somebody in an office in Nairobi looks after the guide for the first time. They have read"
        " [knowledge/README.md](../knowledge/README.md) and nothing else, and they mistype everything"
        " once. What stands on the screen is what the program says: a test runs this page. Where"
        f" only a part is shown, {LEFT_OUT} stands for the rest."
    )


def _begins(hour: Hour) -> None:
    hour.tells("## A folder of their own")
    made = 'whereto knowledge new office our-office --country Kenya --city {} --office "Country office" --owner "{}"'
    said = hour.types(made.format("Nairobbi", "gender focal point"))
    assert 'Did you mean "Nairobi"?' in said
    hour.types(made.format("Nairobi", "gender focal point"))
    hour.tells("The file of contacts lists what waits for their call, danger first:")
    hour.types("whereto knowledge overdue our-office", "gender focal point", "contact/ke-")


def _changes_a_number(hour: Hour) -> None:
    hour.tells("## A number is changed")
    hour.tells("They call the emergency numbers of the shared base. Only one answers.")
    file, here = "our-office/contacts/ke.yaml", "ke-emergency:\n"
    hour.changes(file, f"{here}  confirmed: null", f"{here}  phone: 999\n  confirmed: null")
    said = hour.types("whereto knowledge check our-office")
    assert '["1195"]' in said
    hour.changes(file, "  phone: 999", '  phone: ["999"]')
    said = hour.types("whereto knowledge check our-office")
    assert "This number has no source." in said
    hour.tells("The page is named where the shared base has it, so they take it from there.")
    source = (
        "https://www.the-star.co.ke/news/2022-08-07-police-announce-toll-free-emergency-contacts"
        "-ahead-of-polls"
    )
    hour.changes(file, '  phone: ["999"]', f'  phone: ["999"]\n  sources: ["{source}"]')
    assert hour.types("whereto knowledge check our-office") == "No problems."


def _confirms(hour: Hour) -> None:
    hour.tells("## It is confirmed")
    for contact, by, told in (
        ("ke-emergncy", "security focal point", 'Did you mean "ke-emergency"?'),
        ("ke-emergency", "Amina Otieno", "a person, not a role"),
    ):
        assert told in hour.types(f'whereto knowledge confirm {contact} --by "{by}" our-office')
    by = "security focal point"
    hour.types(f'whereto knowledge confirm ke-emergency --by "{by}" our-office')
    hour.tells("What a person in danger reads now:")
    said = hour.types(
        'whereto ask "he is outside my door, I am in Kenya" --knowledge our-office',
        "999",
        "tried on",
    )
    assert "tried on 20 Nov 2026" in " ".join(said.split())


def _adds_a_question(hour: Hour) -> None:
    hour.tells("## A question that was not understood")
    hour.tells("A driver asked this, and the guide did not know what it was about.")
    file, head = (
        "our-office/en/topics/local-services.yaml",
        "# More ways to ask for local services.\n",
    )
    hour.writes(file, f"{head}phrase:\n  - which nurse takes drivers of the night convoy\n")
    assert 'Did you mean "phrases"?' in hour.types("whereto knowledge check our-office")
    hour.writes(file, f"{head}phrases:\n  - what is ClearCheck\n", "Mended, they add another, to")
    assert "clearcheck.yaml, line" in hour.types("whereto knowledge check our-office")
    hour.writes(
        file, f"{head}phrases:\n  - which nurse takes drivers of the night convoy\n", "In the end"
    )
    answer = shipped_knowledge() / "en" / "topics" / "local-services.yaml"
    (opening,) = re.findall(r"answer: \|\n  (\w+ \w+ \w+)", answer.read_text(encoding="utf-8"))
    command = (
        'whereto ask "which nurse takes the drivers of the night convoy" --knowledge our-office'
    )
    assert opening in hour.types(command, opening)


def _adds_a_topic(hour: Hour) -> None:
    hour.tells("## A topic of the office's own")
    hour.types('whereto knowledge new topic "Team retreats" our-office')
    hour.types("whereto knowledge new topic team-retreats our-office")
    hour.tells("They fill both files in, with four slips.")
    hour.writes(
        "our-office/topics.yaml",
        "# Topics that this office adds.\n\nteam-retreats:\n  group: prevention\n"
        "  scope: What holds at a retreat of the team.\n  channels: [ombudsmann, counsellor]\n"
        "  owner: gender focal point\n  review_every: a year\n",
    )
    answer = (
        "answer: |\n  The same rules hold at a retreat as in the office.\n"
        "  You can talk it through with someone outside your team first.\n"
        "next: [at-un-events]\nsources: [general-practice]\nreviewed:\n  by: null\n  on: null\n"
    )
    head = "# What a person reads when they ask about team retreats.\n"
    phrases = "phrases:\n  - what holds at our team retreat\n"
    file = "our-office/en/topics/team-retreats.yaml"
    hour.writes(file, f"{head}title: A retreat: what holds\n{phrases}{answer}")
    said = hour.types("whereto knowledge check our-office")
    for mended in (
        'Did you mean "prevent"?',
        'Did you mean "ombudsman"?',
        "12 months",
        "double quotes",
    ):
        assert mended in said
    hour.changes(file, "title: A retreat: what holds", 'title: "A retreat: what holds"')
    facts = "our-office/topics.yaml"
    hour.changes(facts, "  group: prevention", "  group: prevent")
    hour.changes(
        facts, "  channels: [ombudsmann, counsellor]", "  channels: [ombudsman, counsellor]"
    )
    hour.changes(facts, "  review_every: a year", "  review_every: 12 months")
    assert hour.types("whereto knowledge check our-office") == "No problems."
    hour.types(
        'whereto ask "what holds at our team retreat" --knowledge our-office',
        "retreat",
        "outside your",
    )


def _withdraws(hour: Hour) -> None:
    hour.tells("## An answer is taken out of use")
    hour.tells("HR says that its rule on screening has changed. Until the answer is right again:")
    assert "topic/clearcheck/answer" in hour.types(
        'whereto knowledge withdraw clearchek --why "HR has a new rule" our-office'
    )
    assert "left without" in hour.types(
        'whereto knowledge withdraw contact/ke-emergency --why "HR has a new rule" our-office'
    )
    hour.types(
        'whereto knowledge withdraw topic/clearcheck/answer --why "HR has a new rule" our-office'
    )
    hour.types(
        'whereto ask "what is ClearCheck" --knowledge our-office', "taken back", "holds today"
    )
    hour.types("whereto knowledge restore topic/clearcheck/answer our-office")


def _looks_back(hour: Hour) -> None:
    hour.tells("## Who uses it, and where it comes from")
    hour.types(
        "whereto knowledge find ke-emergency --knowledge our-office",
        "our-office",
        "phone",
        "places in",
    )
    hour.types('whereto knowledge trace "same rules hold at a RETREAT" --knowledge our-office')


def _adds_a_language(hour: Hour) -> None:
    hour.tells("## A local language")
    hour.types("whereto knowledge new language swahili our-office")
    hour.types("whereto knowledge new language sw our-office")
    hour.writes(
        "our-office/languages.yaml",
        "# Languages that this office adds.\n\nsw:\n  name: Kiswahili\n  direction: left-to-rigth\n"
        "  fallback: en\n  script: latin\n  function_words: [na, ya, wa, kwa, ni]\n",
        "They fill in",
    )
    hour.writes(
        "our-office/sw/interface.yaml",
        "# The bot's own sentences in Swahili.\ncall-now Piga simu sasa\n",
        "The English lines can be translated one by one, or the file begun anew. Of"
        " `our-office/sw/interface.yaml` they keep one line, and forget its colon:",
    )
    said = hour.types("whereto knowledge check our-office", "languages.yaml", "interface.yaml")
    assert 'Did you mean "left-to-right"?' in said
    hour.changes(
        "our-office/languages.yaml", "  direction: left-to-rigth", "  direction: left-to-right"
    )
    hour.changes(
        "our-office/sw/interface.yaml", "call-now Piga simu sasa", "call-now: Piga simu sasa"
    )
    hour.tells(
        "The check now lists what is still to be translated; until it is, people read the English, with"
        " a notice. These are warnings: the guide is served with them."
    )
    said = hour.types("whereto knowledge check our-office", "sw/channels.yaml")
    assert "our-office/languages.yaml" not in said
    hour.types("whereto knowledge new topic helpline --language sw our-office")
