"""A record of a confidential place, every field marked, and a search for any trace of it in whatever was
made for readers: a folder of pages, one file, bytes. For every form of export alike."""

from __future__ import annotations

import html
import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

MARKED = {
    "name": "House of the Zq7 lantern",
    "phone": "+254 700 918 273",
    "email": "desk@zq7-lantern.example",
    "web": "https://zq7-lantern.example/door",
    "address": "Zq7 Lantern Lane 4917, third gate",
    "hours": "Mon-Fri 03:17-04:19",
    "notes": "Zq7 ask for the blue door",
}
"""Field -> what stands in it; no other record has any of it."""

YAML = """\
# A place that nobody outside may learn of.
zq7-shelter:
  channel: gbv-service
  name: {name}
  country: ke
  phone: ["{phone}"]
  email: ["{email}"]
  web: "{web}"
  address: "{address}"
  hours: "{hours}"
  quality: official
  confirm_by: office
  confirmed:
    by: gender focal point
    on: "{day}"
  visibility: confidential-place
  read: "{day}"
  sources: ["https://example.org/"]
  notes: |
    {notes}
"""


def record(day: str) -> str:
    """A contacts file with the marked record, called on that day, so that nothing else hides it."""
    return YAML.format(**MARKED, day=day)


def traces(made: Path | bytes) -> list[str]:
    """Where a marked field can be read: `<field> in <file>`; also as HTML, JSON, in an address, in
    UTF-16, as bare digits, and inside the compressed streams of a PDF."""
    found = []
    for name, content in _files(made):
        readable = [content, *_streams(content)]
        found += [
            f"{field} in {name}"
            for field, forms in _FORMS.items()
            if any(form in text for form in forms for text in readable)
        ]
    return found


def _files(made: Path | bytes) -> Iterator[tuple[str, bytes]]:
    if isinstance(made, bytes):
        yield "bytes", made
    elif made.is_file():
        yield made.name, made.read_bytes()
    else:
        for path in sorted(made.rglob("*")):
            yield f"the name {path.name}", path.name.encode()
            if path.is_file():
                yield path.relative_to(made).as_posix(), path.read_bytes()


def _forms(text: str) -> set[bytes]:
    spellings = {text, html.escape(text), json.dumps(text)[1:-1], quote(text), quote(text, safe="")}
    digits = re.sub(r"\D", "", text)
    if len(digits) > 8:
        spellings.add(digits)
    return {form.encode(code) for form in spellings for code in ("utf-8", "utf-16-le", "utf-16-be")}


_FORMS = {field: _forms(text) for field, text in MARKED.items()}


def _streams(content: bytes) -> Iterator[bytes]:
    for packed in re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
        try:
            yield zlib.decompressobj().decompress(packed)
        except zlib.error:
            continue
