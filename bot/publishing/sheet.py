"""A sheet of A4 that is written from the top down, in either direction: all of `fpdf2` that is used.

Lengths are millimetres, sizes points; `x` counts from the side where the language begins.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Self

from fpdf import FPDF
from fpdf.enums import MethodReturnValue
from fpdf.fonts import TTFFont
from fpdf.prefs import ViewerPreferences

from bot.plain import unbroken

FONTS: Final = Path(__file__).parent / "fonts"
WIDTH: Final = 210.0
HEIGHT: Final = 297.0
POINT: Final = 25.4 / 72

BY_SCRIPT: Final = {
    "han": ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf"),
    "arabic": ("NotoSansArabic-Regular.ttf", "NotoSansArabic-Bold.ttf"),
}
"""Script of a language -> its font, and the one for what stands out; other scripts have `LATIN`."""

LATIN: Final = ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf")
"""Latin and Cyrillic letters, also inside a text of another script."""

LEAD: Final = 1.35
"""Height of a line in its letters' size."""

OWN: Final = "own"
OTHER: Final = "latin"
Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Pen:
    """How a text is written: its size, its colour, whether it stands out."""

    size: float
    colour: Colour
    is_bold: bool = False


class Sheet:
    """One page. Nothing is checked here: text that goes beyond its end is drawn there. Its fonts are
    files, open until it is left."""

    def __init__(self, script: str, *, is_right_to_left: bool, font: Path | None = None) -> None:
        self.is_right_to_left = is_right_to_left
        self.is_wide = script == "han"
        self.pdf = FPDF(format="A4")
        self.pdf.set_auto_page_break(auto=False)
        self.pdf.set_margin(0)
        self.pdf.c_margin = 0
        own = (font, font) if font else [FONTS / name for name in BY_SCRIPT.get(script, LATIN)]
        for family, files in ((OWN, own), (OTHER, [FONTS / name for name in LATIN])):
            for style, file in zip(("", "B"), files, strict=True):
                self.pdf.add_font(family, style, file)
        self._fonts = [font for font in self.pdf.fonts.values() if isinstance(font, TTFFont)]
        self.pdf.set_fallback_fonts([OTHER, OWN], exact_match=False)
        self.pdf.add_page()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for font in self._fonts:
            font.close()

    def about(self, title: str, language: str, made: dt.datetime) -> None:
        """What a reader of the file is told of it."""
        self.pdf.set_title(title)
        self.pdf.set_lang(language)
        self.pdf.set_creation_date(made)
        self.pdf.set_creator("whereto")
        self.pdf.viewer_preferences = ViewerPreferences(display_doc_title=True)

    def unknown(self, text: str) -> str:
        """The first letter that no font here has, or nothing."""
        known = {code for font in self._fonts for code in font.cmap}
        return next((letter for letter in text if ord(letter) not in known), "")

    def fill(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        """A filled rectangle."""
        self.pdf.set_fill_color(*colour)
        self.pdf.rect(self._left(x, width), y, width, height, style="F")

    def write(self, text: str, box: tuple[float, float, float], pen: Pen) -> float:
        """A text from the top of a box (x, y, width) down; where it ends."""
        x, y, width = box
        self._take(pen)
        direction = "rtl" if self.is_right_to_left else "ltr"
        self.pdf.set_text_shaping(use_shaping_engine=True, direction=direction)
        self.pdf.set_xy(self._left(x, width), y)
        height = pen.size * POINT * LEAD
        align = "R" if self.is_right_to_left else "L"
        lines = "\n".join(self._lines(text, width)) if self.is_wide else text
        used = self.pdf.multi_cell(
            width, height, lines, align=align, output=MethodReturnValue.HEIGHT
        )
        return y + float(str(used))

    def _lines(self, text: str, width: float) -> list[str]:
        """Lines of a script without spaces: none begins with a comma or ends with an opening mark."""
        lines = [""]
        for part in unbroken(text):
            longer = lines[-1] + part
            if self.pdf.get_string_width(longer) > width:
                lines.append(part)
            else:
                lines[-1] = longer
        return lines

    def dial(self, text: str, box: tuple[float, float, float], pen: Pen) -> float:
        """A number or an address at the far side of a box, left to right in every language, made
        smaller where it is too long for its line; where it ends."""
        x, y, width = box
        self._take(pen)
        self.pdf.set_text_shaping(use_shaping_engine=True, direction="ltr")
        needed = self.pdf.get_string_width(text)
        if needed > width:
            pen = replace(pen, size=pen.size * width / needed)
            self._take(pen)
        height = pen.size * POINT * LEAD
        self.pdf.set_xy(self._left(x, width), y)
        self.pdf.cell(width, height, text, align="L" if self.is_right_to_left else "R")
        return y + height

    def code(self, matrix: Sequence[Sequence[int]], x: float, y: float, width: float) -> None:
        """A QR code, one square a module, on white."""
        self.fill(x, y, width, width, (255, 255, 255))
        step = width / len(matrix)
        left = self._left(x, width)
        self.pdf.set_fill_color(0, 0, 0)
        for row, modules in enumerate(matrix):
            for column, is_dark in enumerate(modules):
                if is_dark:
                    self.pdf.rect(left + column * step, y + row * step, step, step, style="F")

    def finished(self) -> bytes:
        """The file."""
        return bytes(self.pdf.output())

    def _left(self, x: float, width: float) -> float:
        return WIDTH - x - width if self.is_right_to_left else x

    def _take(self, pen: Pen) -> None:
        self.pdf.set_font(OWN, "B" if pen.is_bold else "", pen.size)
        self.pdf.set_text_color(*pen.colour)
