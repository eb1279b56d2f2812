"""Pages that work without the bot: only reviewed words, only what the audience may see, nothing asked of
anybody, every link leads somewhere."""

from __future__ import annotations

import base64
import hashlib
import posixpath
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from conftest import NOW

from bot.cli.main import main
from bot.loader import load
from bot.problem import KnowledgeError
from bot.publishing.folder import LIST, write_pages
from bot.publishing.markup import element, prose
from bot.publishing.pages import pages
from bot.publishing.readership import Readership
from bot.setting import Setting

OFFICE = Path(__file__).parent / "data" / "published-office"
SLOT = re.compile(r"\\\{\w+\\\}")
ITEM = re.compile(r"(?:\d{1,2}\.|-) +")


@pytest.fixture(scope="module")
def office():
    return load([OFFICE])


def made(knowledge, *languages: str, audience: str = "public", leave: str | None = None):
    readership = Readership(knowledge, Setting(audience=audience), NOW)  # type: ignore[arg-type]
    return pages(readership, languages, leave)


@pytest.fixture(scope="module")
def public(office):
    return made(office, "en", "ar")


@pytest.fixture(scope="module")
def internal(office):
    return made(office, "en", audience="internal")


class Read(HTMLParser):
    """What a page shows and where it leads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.levels: list[int] = []
        self.tags: list[str] = []
        self.first: dict[str, str | None] = {}
        self._inside: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.first = self.first or given
        self.tags.append(tag)
        if tag != "meta":
            self._inside.append(tag)
        if "href" in given:
            self.links.append(given["href"])
        if "id" in given:
            self.ids.add(given["id"])
        if re.fullmatch(r"h[1-6]", tag):
            self.levels.append(int(tag[1]))

    def handle_endtag(self, tag):
        assert self._inside.pop() == tag

    def handle_data(self, data):
        if self._inside and self._inside[-1] not in ("style", "title") and data.strip():
            self.texts.append(data.strip())


def reviewed(knowledge, tag: str) -> re.Pattern[str]:
    """Everything that may be read: entries and their lines, facts of contacts and sources."""
    texts = {text for wording in knowledge.fallbacks(tag) for text in wording.texts.values()}
    lines = {line.strip() for text in texts for line in text.splitlines()}
    lines |= {ITEM.sub("", line, count=1) for line in lines}
    lines |= {text.strip() for text in texts}
    for contact in knowledge.contacts:
        lines |= {contact.name, *contact.phone, *contact.email, contact.web, contact.address}
    lines |= {source.title for source in knowledge.sources.values()}
    lines |= {language.name for language in knowledge.languages.values()}
    found = (SLOT.sub(".+", re.escape(line)) for line in lines if line)
    return re.compile("|".join(sorted(found)))


@pytest.mark.parametrize("tag", ["en", "ar"])
def test_every_word_of_a_page_is_an_entry_of_the_knowledge(office, public, tag):
    known = reviewed(office, tag)
    for name, page in public.items():
        if name.startswith(f"{tag}/"):
            for text in Read(page).texts:
                for part in text.split(" · "):
                    assert known.fullmatch(part.strip(" ()")), (name, part)


def test_danger_comes_before_everything_else_and_its_number_is_one_press_away(public):
    front = public["en/index.html"]
    assert front.index('id="danger"') < front.index("<h2>") + 1 < front.index("topic-")
    danger = front[front.index('id="danger"') : front.index("</section>")]
    assert 'href="tel:999"' in danger
    assert "caution" not in danger
    assert "the law can be used" not in danger


def test_without_a_confirmed_number_the_honest_way_stands_there(knowledge):
    front = made(knowledge, "en")["en/index.html"]
    assert "No emergency number for your place has been confirmed here." in front
    assert "tel:" not in front


def test_a_number_that_nobody_confirmed_is_on_no_page(public, internal):
    for page in (*public.values(), *internal.values()):
        assert "0800 730 999" not in page


def test_public_pages_never_show_what_is_for_people_inside(public, internal):
    assert not [name for name, page in public.items() if "555 0101" in page]
    offices = internal["en/offices.html"]
    assert 'href="tel:+254205550101"' in offices
    assert "ext. 6215" in offices


def test_a_place_that_is_kept_secret_is_on_no_page(public, internal):
    for page in (*public.values(), *internal.values()):
        assert "555 0199" not in page
        assert "Hidden Lane" not in page
        assert "shelter whose place" not in page


def test_only_public_pages_may_be_found_by_a_search_engine(public, internal):
    assert all("noindex" not in page for page in public.values())
    assert all('name="robots" content="noindex"' in page for page in internal.values())
    assert "do not belong on the open web" in internal["en/index.html"]


def test_every_link_inside_leads_to_a_page_and_to_a_place_on_it(public):
    parsed = {name: Read(page) for name, page in public.items()}
    for name, page in parsed.items():
        for link in page.links:
            if re.match(r"[a-z]+:", link):
                continue
            target, _, place = link.partition("#")
            path = posixpath.normpath(posixpath.join(posixpath.dirname(name), target or "."))
            path = name if not target else path
            assert path in parsed, (name, link)
            assert not place or place in parsed[path].ids, (name, link)


def test_a_page_loads_nothing_and_runs_nothing(public):
    for page in public.values():
        read = Read(page)
        assert not {"script", "img", "iframe", "link", "form", "object"} & set(read.tags)
        assert "src=" not in page
        style = page[page.index("<style>") + 7 : page.index("</style>")]
        assert not re.search(r"url\(|@import", style)
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert f"default-src 'none'; style-src 'sha256-{digest}'" in page


def test_headings_stand_in_order_and_each_page_says_its_language(public):
    for name, page in public.items():
        read = Read(page)
        if name == "empty.html":
            continue
        assert read.levels[0] == 1, name
        assert read.levels.count(1) == 1, name
        steps = zip(read.levels, read.levels[1:], strict=False)
        assert all(after <= before + 1 for before, after in steps), name
        tag = name.partition("/")[0] if "/" in name else "en"
        assert read.first == {"lang": tag, "dir": "rtl" if tag == "ar" else "ltr"}, name


def test_every_topic_of_the_menu_has_its_page_and_what_only_the_chat_can_do_has_none(
    office, public
):
    found = {name for name in public if name.startswith("en/topic-")}
    left_out = {"bot-help", "bot-privacy", "small-talk", "not-a-report", "out-of-scope"}
    assert found == {f"en/topic-{topic}.html" for topic in set(office.topics) - left_out}


def test_a_page_says_what_a_role_adds_what_is_asked_next_and_that_nobody_here_read_it(public):
    page = public["en/topic-report-formally.html"]
    assert "I manage or supervise" in page
    assert 'href="topic-evidence-and-records.html"' in page
    assert "Not yet reviewed by this office." in page
    assert "As of 20 Nov 2026." in page


def test_leaving_opens_an_empty_page_or_the_one_that_was_named(office, public):
    assert Read(public["empty.html"]).texts == []
    elsewhere = made(office, "en", leave="https://weather.example.org/")
    assert "empty.html" not in elsewhere
    assert 'href="https://weather.example.org/"' in elsewhere["en/index.html"]


def test_a_text_that_is_not_translated_says_which_language_it_is_in(tmp_path):
    (tmp_path / "en" / "topics").mkdir(parents=True)
    (tmp_path / "overlay.yaml").write_text("extends: base\n")
    (tmp_path / "en" / "topics" / "report-formally.yaml").write_text(
        "answer: Only in English.\nmeaning_changed: yes\n"
    )
    page = made(load([tmp_path]), "ar")["ar/topic-report-formally.html"]
    assert '<div lang="en" dir="ltr"><p>Only in English.</p></div>' in page
    assert '<div class="note"><p>' in page


def test_no_text_can_become_a_tag():
    assert element("p", "<b>&", title='"') == '<p title="&quot;">&lt;b&gt;&amp;</p>'
    assert prose("a\n1. b\n2. c\n- d") == (
        "<p>a</p><ol><li>b</li><li>c</li></ol><ul><li>d</li></ul>"
    )
    assert prose("3. go on") == '<ol start="3"><li>go on</li></ol>'


def test_a_new_export_takes_the_place_of_the_old_one(tmp_path):
    folder = tmp_path / "pages"
    write_pages(folder, {"index.html": "old", "en/gone.html": "old"})
    write_pages(folder, {"index.html": "new"})
    assert (folder / "index.html").read_text() == "new"
    assert not (folder / "en").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["pages"]


def test_a_folder_with_anything_else_in_it_is_left_as_it_was(tmp_path):
    own = tmp_path / "own"
    own.mkdir()
    (own / "letter.txt").write_text("mine")
    with pytest.raises(KnowledgeError) as refused:
        write_pages(own, {"index.html": "new"})
    assert "letter.txt" in refused.value.problems[0].what
    assert [path.name for path in own.iterdir()] == ["letter.txt"]
    folder = tmp_path / "pages"
    write_pages(folder, {"index.html": "old"})
    (folder / "letter.txt").write_text("mine")
    with pytest.raises(KnowledgeError):
        write_pages(folder, {"index.html": "new"})
    assert (folder / "index.html").read_text() == "old"
    assert (folder / LIST).is_file()


def test_a_file_in_the_way_is_said_so(tmp_path):
    (tmp_path / "file").write_text("mine")
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(KnowledgeError):
            write_pages(place, {"index.html": "new"})
    assert (tmp_path / "file").read_text() == "mine"


def test_the_command_writes_the_pages_of_an_office(tmp_path, capsys):
    to = str(tmp_path / "pages")
    assert main(["knowledge", "export", "html", "--to", to, "--language", "en", str(OFFICE)]) == 0
    assert capsys.readouterr().out == f"71 pages in {to}: begin with index.html.\n"
    assert 'href="tel:999"' in (tmp_path / "pages" / "en" / "index.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--office", "nairobbi"], 'Did you mean "Nairobi"?'),
        (["--language", "eng"], '"eng" is not a language here.'),
        (["--country", "zz"], '"zz" is not a country.'),
        (["--organisation", "un-woman"], 'Did you mean "un-women"?'),
        (
            ["--office", "nairobi", "--country", "ch"],
            '"nairobi" lies in the country "ke", not in "ch".',
        ),
        (["--leave-to", "javascript:1"], "begins with https://"),
    ],
)
def test_what_is_not_known_is_said_and_nothing_is_written(tmp_path, capsys, given, said):
    to = tmp_path / "pages"
    try:
        code = main(["knowledge", "export", "html", "--to", str(to), *given])
    except SystemExit as left:
        code = left.code
    assert code == 2
    assert said in capsys.readouterr().err
    assert not to.exists()


@pytest.mark.parametrize("left_over", [".pages.new", ".pages.old"])
def test_pages_that_cannot_be_put_in_place_leave_the_old_ones(tmp_path, left_over):
    folder = tmp_path / "pages"
    write_pages(folder, {"index.html": "old"})
    (tmp_path / left_over).write_text("in the way")
    with pytest.raises(KnowledgeError) as refused:
        write_pages(folder, {"index.html": "new"})
    assert refused.value.problems[0].what == "The pages cannot be written here."
    assert (folder / "index.html").read_text() == "old"
