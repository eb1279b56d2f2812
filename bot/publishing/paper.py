"""A poster on paper: one page of A4, always. Where the texts are long all of it is drawn smaller; where
that would be too small to read from a step away, it says what to shorten."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

import segno

from bot.problem import KnowledgeError, Place, Problem
from bot.publishing.poster import Entry, Poster
from bot.publishing.sheet import HEIGHT, WIDTH, Pen, Sheet

MARGIN: Final = 16.0
WHOLE: Final = WIDTH - 2 * MARGIN
INSET: Final = 2.0
CODE: Final = 44.0
"""Millimetres: a phone reads it from an arm's length."""

SCALES: Final = (1.25, 1.2, 1.15, 1.1, 1.05, 1.0, 0.95, 0.9, 0.85, 0.8, 0.75)
"""Sizes that are tried, largest first. At the last one the smallest line still has 7 points."""

ROOM: Final = 10.0
"""Millimetres that stay free above the foot."""

REACHED: Final = 0.44
"""The share of a line that the ways to reach a place have."""

SHORT: Final = 8
"""Characters of numbers that stand side by side, such as 999 and 112."""

SIDE_BY_SIDE: Final = "  ·  "

TYPED: Final = 60
"""Characters of an address that somebody would still type."""

FONT_BEGINS: Final = frozenset({b"\0\1\0\0", b"true"})
"""The first bytes of a TrueType font."""

INK, SOFT, WHITE = (24, 34, 42), (75, 85, 94), (255, 255, 255)
ACCENT, PALE, RED, ROSE = (11, 76, 87), (225, 240, 242), (140, 26, 26), (253, 241, 238)

TITLE, WARM = Pen(27, WHITE, is_bold=True), Pen(14, PALE)
DANGER, WHERE = Pen(17, RED, is_bold=True), Pen(17, ACCENT, is_bold=True)
NAME, DOES, STANDING = Pen(13.5, INK, is_bold=True), Pen(11.5, SOFT), Pen(9.5, SOFT)
NUMBER, WAY = Pen(20, INK, is_bold=True), Pen(13.5, INK, is_bold=True)
CAUTION, ABOUT, SCAN = Pen(10.5, SOFT), Pen(12, INK), Pen(12, ACCENT, is_bold=True)
TYPE, WRONG, TELL, MADE = (
    Pen(11, INK),
    Pen(10.5, INK),
    Pen(10.5, INK, is_bold=True),
    Pen(10.5, SOFT),
)


def pdf_of(poster: Poster, made: dt.datetime, font: Path | None = None) -> bytes:
    """The file. `font`: one with the letters of a language that the program has none for. Raises
    KnowledgeError for a letter that no font has, and for texts that do not fit."""
    if font is not None:
        _refuse_what_is_no_font(font)
    with _sheet(poster, font) as scratch, _sheet(poster, font) as sheet:
        _refuse_unknown_letters(sheet, poster)
        for scale in SCALES:
            if _Drawing(scratch, scratch, poster, scale).draw():
                sheet.about(poster.title, poster.language.tag, made)
                _Drawing(sheet, scratch, poster, scale).draw()
                return sheet.finished()
    longest = max(poster.texts(), key=len)
    what = f"The texts do not fit one page. The longest begins: {longest[:40]}"
    mend = 'Shorten it in your overlay\'s interface.yaml ("poster-…"), or the names of the offices.'
    raise KnowledgeError([Problem("poster-too-long", Place("poster"), what, mend)])


def _sheet(poster: Poster, font: Path | None) -> Sheet:
    language = poster.language
    return Sheet(language.signs.script, is_right_to_left=language.is_right_to_left, font=font)


def _refuse_what_is_no_font(path: Path) -> None:
    try:
        is_font = path.read_bytes()[:4] in FONT_BEGINS
    except OSError:
        is_font = False
    if not is_font:
        what, mend = "This is no TrueType font that can be read.", "Name another file after --font."
        raise KnowledgeError([Problem("no-font", Place(str(path)), what, mend)])


def _refuse_unknown_letters(sheet: Sheet, poster: Poster) -> None:
    for text in poster.texts():
        letter = sheet.unknown(text)
        if letter:
            what = f'No font here has "{letter}" (U+{ord(letter):04X}), in: {text[:40]}'
            mend = "Write it with another letter, or name a font that has it: --font FILE.ttf"
            raise KnowledgeError([Problem("no-letter", Place("poster"), what, mend)])


class _Drawing:
    """One try to draw a poster at a scale, from the top down. `scratch`: another sheet, to learn how
    high a part is before its ground is drawn."""

    def __init__(self, sheet: Sheet, scratch: Sheet, poster: Poster, scale: float) -> None:
        self.sheet, self.scratch, self.poster, self.scale = sheet, scratch, poster, scale
        self.y = 0.0

    def draw(self) -> bool:
        """Whether all of it stands on the page."""
        self._head()
        self._danger()
        self._routes()
        return self._foot()

    def _text(self, text: str, pen: Pen, inset: float = 0.0, width: float = WHOLE) -> None:
        """The next lines, below what is there."""
        self.y = self.sheet.write(text, (MARGIN + inset, self.y, width - inset), self._scaled(pen))

    def _dial(self, text: str, pen: Pen, x: float, width: float) -> None:
        self.y = self.sheet.dial(text, (x, self.y, width), self._scaled(pen))

    def _scaled(self, pen: Pen) -> Pen:
        return replace(pen, size=pen.size * self.scale)

    def _gap(self, height: float) -> None:
        self.y += height * self.scale

    def _height(self, part: Callable[[], None]) -> float:
        """How high a part is."""
        kept = self.sheet, self.y
        self.sheet, self.y = self.scratch, 0.0
        part()
        height = self.y
        self.sheet, self.y = kept
        return height

    def _head(self) -> None:
        """The title on a band across the page."""
        self.sheet.fill(0, 0, WIDTH, self._height(self._title), ACCENT)
        self._title()

    def _title(self) -> None:
        self._gap(13)
        self._text(self.poster.title, TITLE)
        self._gap(2)
        self._text(self.poster.warm, WARM)
        self._gap(7)

    def _danger(self) -> None:
        self._gap(6)
        height = self._height(self._numbers)
        self.sheet.fill(MARGIN - 4, self.y, WHOLE + 8, height, ROSE)
        self.sheet.fill(MARGIN - 4, self.y, 1.6, height, RED)
        self._numbers()

    def _numbers(self) -> None:
        self._gap(3)
        self._text(self.poster.danger, DANGER, inset=INSET)
        for entry in self.poster.numbers:
            self._gap(2)
            self._entry(entry, NUMBER, INSET)
        for caution in self.poster.cautions:
            self._gap(1.5)
            self._text(caution, CAUTION, inset=INSET)
        self._gap(3)

    def _routes(self) -> None:
        self._gap(7)
        self._text(self.poster.where, WHERE)
        for entry in self.poster.routes:
            self._gap(2.6)
            self._entry(entry, WAY, 0.0)

    def _entry(self, entry: Entry, pen: Pen, inset: float) -> None:
        """A place on the one side, how to reach it on the other."""
        top, far = self.y, WHOLE * REACHED
        near = WHOLE - far - 4
        self._text(entry.name, NAME, inset=inset, width=near)
        if entry.does:
            self._text(entry.does, DOES, inset=inset, width=near)
        self._text(entry.standing, STANDING, inset=inset, width=near)
        left, self.y = self.y, top
        for way in _lines_of(entry.ways):
            self._dial(way, pen, MARGIN + near + 4, far - inset)
        self.y = max(left, self.y)

    def _foot(self) -> bool:
        """The guide and its code above the last lines, from the bottom up; whether there was room."""
        above = self.y
        last = HEIGHT - 11.0 - self._height(self._last_lines)
        height = max(CODE if self.poster.link else 0.0, self._height(self._guide))
        top = last - height - 9.0
        self.sheet.fill(MARGIN, top - 4.0, WHOLE, 0.3, SOFT)
        self.y = top
        self._guide()
        if self.poster.link:
            matrix = [[int(bit) for bit in row] for row in segno.make_qr(self.poster.link).matrix]
            self.sheet.code(matrix, WIDTH - MARGIN - CODE, top, CODE)
        self.y = last
        self._last_lines()
        return above + ROOM <= top

    def _guide(self) -> None:
        width = WHOLE - (CODE + 8.0 if self.poster.link else 0.0)
        for text in self.poster.about:
            self._text(text, ABOUT, width=width)
            self._gap(1.5)
        if self.poster.link:
            self._text(self.poster.scan, SCAN, width=width)
            if len(self.poster.link) <= TYPED:
                self._gap(1.5)
                self._dial(self.poster.link, TYPE, MARGIN, width)

    def _last_lines(self) -> None:
        self._text(self.poster.wrong, WRONG)
        told, top, half = " · ".join(self.poster.tell), self.y, WHOLE / 2
        if told:
            self._dial(told, TELL, MARGIN + half, half)
        below, self.y = self.y, top
        self._text(self.poster.made, MADE, width=half - 4)
        self.y = max(below, self.y)


def _lines_of(ways: tuple[str, ...]) -> tuple[str, ...]:
    """Short numbers stand side by side."""
    return (SIDE_BY_SIDE.join(ways),) if sum(map(len, ways)) <= SHORT else ways
