"""The audit finds what it looks for, and finds nothing in what is here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import audit
import pytest

ROOT = Path(__file__).parent.parent


def test_everything_that_is_installed_is_locked_licensed_and_has_a_reason():
    done = subprocess.run(
        [sys.executable, "tests/audit.py"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert done.stdout.rstrip().endswith("audit: 0 wrong")


@pytest.mark.parametrize("name", [path.name for path in audit.LOCKS.glob("*.txt")])
def test_every_lock_names_versions_and_hashes(name):
    packages = list(audit.locked(audit.LOCKS / name))
    assert len(packages) >= 7
    assert list(audit.unlocked(packages)) == []


def test_a_package_without_a_hash_or_a_version_is_told(tmp_path):
    lock = tmp_path / "lock.txt"
    lock.write_text("one==1.0 \\\n    --hash=sha256:aa\ntwo==2.0\nthree\n")
    told = list(audit.unlocked(list(audit.locked(lock))))
    assert [line.split()[1] for line in told] == ["two", "three"]


@pytest.mark.parametrize(
    "licence", ["MIT", "Apache-2.0 OR GPL-3.0-only", "BSD-3-Clause AND MIT", "(MIT OR ISC)"]
)
def test_a_licence_is_allowed_where_all_its_parts_or_one_choice_are(licence):
    assert audit.is_allowed(licence)


@pytest.mark.parametrize("licence", ["GPL-3.0-only", "MIT AND AGPL-3.0-only", "", "UNKNOWN"])
def test_any_other_licence_is_not(licence):
    assert not audit.is_allowed(licence)


def test_a_package_without_a_reason_is_told():
    told = list(audit.no_reason([audit.Locked("core.txt", "left-pad", "1", 1)]))
    assert "docs/dependencies.md: no reason for left-pad" in told
    assert "docs/dependencies.md: numpy is not locked any more" in told


@pytest.mark.parametrize(
    "line",
    [
        "python -m pip install something",
        ".venv/bin/python -m pip install -r locks/serve.txt",
        "python -m pip install --no-deps .",
        "\t@$(PIP) --require-hashes -r locks/core.txt",
    ],
)
def test_an_install_line_that_is_not_locked_is_told(line, tmp_path):
    page = tmp_path / "README.md"
    page.write_text(f"before\n{line}\nafter\n")
    assert [told.partition(": ")[0] for told in audit.open_lines(page)] == ["README.md"]


def test_a_known_weakness_is_told():
    told = [{"name": "one", "version": "1.0", "vulns": [{"id": "X-1"}]}]
    assert list(audit.weaknesses("serve.txt", told)) == ["serve.txt: one 1.0: X-1"]
