"""What stands around the contents of every page: the way out, languages, and what a browser keeps."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from bot.facts import Language
from bot.hearing import Hearing
from bot.publishing.markup import Markup, element, joined
from bot.publishing.parts import direction, said
from bot.wording import dated

EMPTY: Final = "empty.html"
"""The page that "leave this page" opens where no other is named: nothing stands on it."""


@cache
def _style() -> str:
    """The style sheet, which stands inside each page."""
    return (Path(__file__).parent / "style.css").read_text(encoding="utf-8")


@cache
def _policy() -> str:
    """What a browser may load for a page: nothing; and no style but ours."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame of one language's pages. `readings`: all languages, this one too."""

    hearing: Hearing
    readings: Sequence[Hearing]
    leave: str | None

    def page(self, name: str, title: str, main: Markup) -> str:
        """A whole page; `name`: its file, which each language has."""
        whole = said(self.hearing, "interface/page-title")
        return document(
            self.hearing.wording.language,
            title if title == whole else f"{title} · {whole}",
            self._header(name),
            element("main", element("h1", title), main, id="text"),
            self._footer(),
            is_open=self.hearing.setting.audience == "public",
        )

    def _header(self, name: str) -> Markup:
        hearing = self.hearing
        skip = element("a", said(hearing, "interface/page-skip"), href="#text", class_="skip")
        top = element("a", said(hearing, "interface/page-all"), href="index.html")
        out = leave_link(hearing, self.leave or f"../{EMPTY}")
        bar = element("div", *(() if name == "index.html" else (top,)), out, class_="bar")
        languages = self._languages(name) if len(self.readings) > 1 else ""
        return joined((skip, element("header", bar), languages))

    def _languages(self, name: str) -> Markup:
        listed = (_in_language(reading, name, self.hearing) for reading in self.readings)
        label = said(self.hearing, "interface/page-languages")
        return element("nav", element("ul", *listed), class_="languages", aria_label=label)

    def _footer(self) -> Markup:
        hearing = self.hearing
        lines = ["interface/page-chat", "interface/page-history"]
        if hearing.setting.audience != "public":
            lines.append("interface/page-internal")
        made = said(hearing, "interface/page-made", date=dated(hearing, hearing.today))
        shown = [*(said(hearing, one) for one in lines), made]
        return element("footer", *(element("p", one) for one in shown))


def _in_language(reading: Hearing, name: str, current: Hearing) -> Markup:
    """The same page in another language; languages are known by their own names."""
    language = reading.wording.language
    here = "page" if reading is current else None
    link = element(
        "a",
        language.name,
        href=f"../{language.tag}/{name}",
        lang=language.tag,
        hreflang=language.tag,
        dir=direction(language.is_right_to_left),
        aria_current=here,
    )
    return element("li", link)


def leave_link(hearing: Hearing, target: str) -> Markup:
    """The way out: it opens another page, and promises no more."""
    text = said(hearing, "interface/page-leave")
    return element("a", text, href=target, class_="leave", rel="noreferrer")


def front_frame(readings: Sequence[Hearing], leave: str | None) -> dict[str, str]:
    """The two pages above the languages: which there are, and an empty one."""
    first = readings[0]
    title = said(first, "interface/page-title")
    listed = (element("li", _entrance(reading)) for reading in readings)
    bar = element("header", element("div", leave_link(first, leave or EMPTY), class_="bar"))
    label = said(first, "interface/page-languages")
    choice = element("nav", element("ul", *listed, class_="links"), aria_label=label)
    main = element("main", element("h1", title), choice)
    language, is_open = first.wording.language, first.setting.audience == "public"
    pages = {"index.html": document(language, title, bar, main, is_open=is_open)}
    if leave is None:
        empty = element("main")
        pages[EMPTY] = document(language, said(first, "interface/app-name"), empty, is_open=is_open)
    return pages


def _entrance(reading: Hearing) -> Markup:
    """The way into a language, in that language."""
    language = reading.wording.language
    name = element("strong", language.name)
    about = element("span", said(reading, "interface/page-title"))
    return element(
        "a",
        name,
        about,
        href=f"{language.tag}/index.html",
        lang=language.tag,
        hreflang=language.tag,
        dir=direction(language.is_right_to_left),
    )


def document(language: Language, title: str, *body: str, is_open: bool) -> str:
    """A whole HTML document. `is_open`: whether a search engine may list it."""
    head = (
        element("meta", charset="utf-8"),
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{_policy()}">'),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="format-detection", content="telephone=no"),
        *(() if is_open else (element("meta", name="robots", content="noindex"),)),
        element("title", title),
        Markup(f"<style>{_style()}</style>"),
    )
    whole = element(
        "html",
        element("head", *head),
        element("body", *body),
        lang=language.tag,
        dir=direction(language.is_right_to_left),
    )
    return f"<!doctype html>\n{whole}\n"
