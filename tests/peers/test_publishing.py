"""What was published, met by programs of third parties: pages in a browser, examined by axe-core; the
poster's code, read by a scanner."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import NOW, acted_out

from bot.loader import load
from bot.publishing.folder import write_pages
from bot.publishing.pages import pages
from bot.publishing.paper import pdf_of
from bot.publishing.poster import poster_of
from bot.publishing.readership import Readership
from bot.setting import Setting
from peers.conftest import HERE, INSTALLED, program

OFFICE = HERE.parent / "data" / "published-office"
LINK = "https://t.me/WhereToGuideBot"
KINDS = (
    "index",
    "topic-after-sexual-assault",
    "topic-report-formally",
    "offices",
    "compare",
)
PAGES = [
    *((f"{tag}/{kind}.html", "light", 390) for tag in ("en", "ar") for kind in KINDS),
    *((f"{tag}/index.html", "light", 390) for tag in ("fr", "es", "ru", "zh")),
    *((f"{tag}/topic-after-sexual-assault.html", "dark", 390) for tag in ("en", "ar")),
    ("en/compare.html", "dark", 1280),
    ("index.html", "light", 390),
    ("empty.html", "light", 390),
]
WITHIN = 180.0
BROKEN = """<!doctype html><html><head><title>Broken</title></head><body><main>
<p style="color:#bbb;background:#fff">Pale</p><img src="http://127.0.0.1:9/seen"></main></body></html>"""


def looked_at(node: str, folder: Path, wanted: Sequence[tuple[str, str, int]]) -> list[dict]:
    """What the browser says of each page."""
    jobs = (
        json.dumps({"url": (folder / name).as_uri(), "scheme": scheme, "width": width})
        for name, scheme, width in wanted
    )
    done = subprocess.run(
        [node, str(HERE / "browser.mjs")],
        input="\n".join(jobs),
        capture_output=True,
        text=True,
        timeout=WITHIN,
        check=True,
        env={**os.environ, "BROWSER": program("chromium", "chromium"), "PEERS": str(INSTALLED)},
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


@acted_out
def test_no_page_has_a_barrier_or_asks_for_anything_and_all_fit_a_phone_and_print(node, tmp_path):
    knowledge = load([OFFICE])
    readership = Readership(knowledge, Setting(audience="public"), NOW)
    folder = tmp_path / "pages"
    write_pages(folder, pages(readership, sorted(knowledge.languages), None))
    found = looked_at(node, folder, PAGES)
    assert [one["url"] for one in found] == [(folder / name).as_uri() for name, *_ in PAGES]
    for one in found:
        serious = [v for v in one["violations"] if v["impact"] in ("serious", "critical")]
        assert (one["url"], serious, one["refused"]) == (one["url"], [], [])
        assert one["asked"] == [one["url"]]
        assert (one["wide"], one["sheets"] > 0) == (0, True), one["url"]


def test_barriers_and_requests_are_seen_where_there_are_some(node, tmp_path):
    (tmp_path / "broken.html").write_text(BROKEN)
    (found,) = looked_at(node, tmp_path, [("broken.html", "light", 390)])
    assert {one["id"] for one in found["violations"]} >= {"color-contrast", "image-alt"}
    assert "http://127.0.0.1:9/seen" in found["asked"]


@pytest.mark.parametrize("tag", ["en", "ar", "zh"])
def test_a_phone_reads_the_code_on_the_poster_and_its_words_can_be_copied(tag, tmp_path):
    readership = Readership(load([OFFICE]), Setting(audience="public"), NOW)
    poster = poster_of(readership.reading(tag), LINK)
    (tmp_path / "wall.pdf").write_bytes(pdf_of(poster, NOW))
    subprocess.run(
        [program("pdftoppm", "poppler-utils"), "-r", "100", "-png", "wall.pdf", "wall"],
        cwd=tmp_path,
        check=True,
    )
    (picture,) = tmp_path.glob("*.png")
    read = subprocess.run(
        [program("zbarimg", "zbar-tools"), "--quiet", "--raw", str(picture)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert read.stdout == f"{LINK}\n"
    copied = subprocess.run(
        [program("pdftotext", "poppler-utils"), "wall.pdf", "-"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "+254 20 555 0102" in copied.stdout
