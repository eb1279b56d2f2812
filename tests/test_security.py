"""SECURITY.md names tests that are there, and every threat says what is not promised."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "SECURITY.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^### ([^\n]*)\n(.*?)(?=^##)", PAGE, re.MULTILINE | re.DOTALL))
THREATS = (
    "Colleagues at the screen",
    "The person's device",
    "Administrators of the workspace",
    "Owners of the platform",
    "Whoever holds or seizes the machine",
    "The operator",
    "Forged and replayed requests",
    "A tampered knowledge base",
    "Traffic analysis",
    "Statistics of a small office",
)
ROWS = [line for line in PAGE.splitlines() if re.match(r"\| (?!promised \|)[^-]", line)]
NAMED = re.compile(r"`(tests/[\w/.]+)`|`(test_\w+)`")


@pytest.mark.parametrize("threat", THREATS)
def test_each_threat_is_met_by_promises_and_says_what_is_not_promised(threat):
    (body,) = (body for title, body in SECTIONS.items() if title.startswith(threat))
    assert body.count("\n| ") >= 4
    assert "**Not promised.** " in body


def test_each_promise_names_how_it_is_kept_and_what_proves_it():
    assert len(ROWS) > 30
    for row in ROWS:
        _, promised, by, proven, _ = row.split(" | ".strip())
        assert promised.strip()
        assert by.strip()
        assert NAMED.search(proven), row


def test_each_test_that_is_named_is_there():
    for row in ROWS:
        file = None
        for path, name in NAMED.findall(row):
            file = ROOT / path if path else file
            assert file is not None, row
            assert file.is_file(), path
            if name:
                assert f"def {name}(" in file.read_text("utf-8"), name


def test_the_number_of_planted_leaks_is_the_one_that_is_told():
    import planted

    assert f"{len(planted.PLANTS)} plants" in PAGE
