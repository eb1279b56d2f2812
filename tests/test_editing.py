"""A change in a file of the knowledge touches its own lines only: comments, order, line ends stay."""

from __future__ import annotations

import pytest

from bot.editing import with_entries, with_item, with_signature, without_item, written

SIGNED = '    by: security focal point\n    on: "2026-11-20"\n'


def signed(text: str) -> str | None:
    return with_signature(text, "a", "confirmed", "security focal point", "2026-11-20")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", f"a:\n  confirmed:\n{SIGNED}"),
        ("# only words\n", f"# only words\n\na:\n  confirmed:\n{SIGNED}"),
        ("b:\n  x: y", f"b:\n  x: y\n\na:\n  confirmed:\n{SIGNED}"),
        ("a:\n", f"a:\n  confirmed:\n{SIGNED}"),
        ("a:", f"a:\n  confirmed:\n{SIGNED}"),
        ("a: null # later\nb: c\n", None),
        ("a:\n  confirmed: null\n", f"a:\n  confirmed:\n{SIGNED}"),
        ("a:\n  confirmed:\n  z: 1\n", f"a:\n  confirmed:\n{SIGNED}  z: 1\n"),
        ("a:\n  confirmed: null  # call\n", f"a:\n  confirmed:  # call\n{SIGNED}"),
        ("a:\n  confirmed: ~\n\n# end\n", f"a:\n  confirmed:\n{SIGNED}\n# end\n"),
        ("a:\n  # one\n  x: y # two\n", f"a:\n  # one\n  confirmed:\n{SIGNED}  x: y # two\n"),
        (
            "a: {confirmed: null, x: y}",
            'a: {confirmed: {by: security focal point, on: "2026-11-20"}, x: y}',
        ),
        (
            'a:\n  confirmed: {by: nurse, on: "2025-01-01"} # old\n',
            'a:\n  confirmed: {by: security focal point, on: "2026-11-20"} # old\n',
        ),
        (
            "a:\n  confirmed:\n    on: null # day\n    by:\n",
            'a:\n  confirmed:\n    on: "2026-11-20" # day\n    by: security focal point\n',
        ),
        ("a:\n  confirmed: {by: nurse}\n", None),
        ("a:\n  confirmed: yesterday\n", None),
        ("a:\n  - list\n", None),
        ("a: {x: y}\n", None),
        ("- no\n- names\n", None),
        ("a: [\n", None),
    ],
)
def test_a_signature_is_written_where_it_belongs_or_not_at_all(before, after):
    assert signed(before) == after


def test_lines_of_windows_and_a_missing_last_line_end_stay_as_they_are():
    crlf = "# c\r\na:\r\n  confirmed: null\r\n  x: y"
    assert signed(crlf) == (
        '# c\r\na:\r\n  confirmed:\r\n    by: security focal point\r\n    on: "2026-11-20"\r\n  x: y'
    )
    assert with_item("w:\r\n  - a\r\n", "w", "b", "why") == "w:\r\n  - a\r\n  - b  # why\r\n"
    assert with_entries("a: b\r\n", "c: d\n") == "a: b\r\n\r\nc: d\r\n"
    assert signed("\ufeff# c\na:\n  confirmed: null\n") == f"\ufeff# c\na:\n  confirmed:\n{SIGNED}"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "w:\n  - new  # why\n"),
        ("x: y", "x: y\n\nw:\n  - new  # why\n"),
        ("w:\nx: y\n", "w:\n  - new  # why\nx: y\n"),
        ("w: null # none\n", "w:  # none\n  - new  # why\n"),
        ("w: []\n", "w:\n  - new  # why\n"),
        ('w: [a, "b"]  # two\nx: y\n', 'w:  # two\n  - a\n  - "b"\n  - new  # why\nx: y\n'),
        ("w:\n- a # one\n\nx: y\n", "w:\n- a # one\n- new  # why\n\nx: y\n"),
        ("w:\n    - a\n    # two\n    - b", "w:\n    - a\n    # two\n    - b\n    - new  # why\n"),
        ("w: [a,\n  b]\n", None),
        ("w: text\n", None),
        ("w: [\n", None),
    ],
)
def test_an_item_is_added_with_its_reason(before, after):
    assert with_item(before, "w", "new", "why") == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("w:\n  - a\n  - gone  # why\n  - b\n", "w:\n  - a\n  - b\n"),
        ("w: # c\n  - gone  # why\nx: y\n", "w: [] # c\nx: y\n"),
        ("w: [gone]\n", "w: []\n"),
        ('w: [a, "gone"] # c\n', "w:  # c\n  - a\n"),
        ("w:\n  - gone", "w: []\n"),
        ("x: y\n", None),
        ("w: [a,\n  gone]\n", None),
    ],
)
def test_an_item_is_taken_out_with_its_reason(before, after):
    assert without_item(before, "w", "gone") == after


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("gender focal point", "gender focal point"),
        ("no", '"no"'),
        ("point: focal", '"point: focal"'),
        ("a # b", '"a # b"'),
        ("12 rue", '"12 rue"'),
        ("référente", "référente"),
        ('a "b"', '"a \\"b\\""'),
    ],
)
def test_a_text_that_could_be_misread_stands_between_quotes(text, expected):
    assert written(text) == expected
