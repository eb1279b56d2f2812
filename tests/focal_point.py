"""A focal point at work in tests: a small base, an office's folder over it, a day, and the commands."""

from __future__ import annotations

import datetime as dt
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Final

from bot.cli.main import main
from bot.loader import shipped_knowledge

NOW: Final = dt.datetime(2026, 11, 20, 10, tzinfo=dt.UTC)

CONTACT: Final = (
    "{channel: %s, name: %s, country: %s, phone: ['%s'], quality: %s, confirm_by: %s,"
    " confirmed: %s, visibility: public, read: '2026-11-01', sources: [page]}\n"
)

BASE: Final = {
    "languages.yaml": """# Languages.
en: {name: English, direction: left-to-right, fallback: null, script: latin, function_words: [how]}
fr: {name: français, direction: left-to-right, fallback: en, script: latin, function_words: [ai]}
""",
    "sources.yaml": """# Sources.
page: {title: A page, where: "https://un.org/page", read: "2026-11-01", kind: page}
practice: {title: Good practice, where: null, read: null, kind: known}
""",
    "organisations.yaml": "# Organisations.\nun-women: {name: UN Women}\n",
    "places.yaml": "# Places.\nnairobi: {country: ke}\nkampala: {country: ug}\n",
    "topics.yaml": """# Topics.
time-limits:
  group: report
  scope: Until when.
  channels: [ombudsman, investigation]
  owner: conduct focal point
  review_every: 12 months
confidentiality:
  group: protect
  scope: Who learns of it.
  channels: [ombudsman, counsellor]
  owner: ethics officer
  review_every: 6 months
emergency-now:
  group: urgent
  scope: Danger.
  channels: [emergency, security]
  owner: security focal point
  review_every: 6 months
""",
    "guides.yaml": "# Guides.\nsaw-it/start: {sources: [page]}\n",
    "channels.yaml": "# Offices.\nombudsman: {can: [listen, page]}\n",
    "notices.yaml": "# Notices.\nnotice-telegram: {sources: [page]}\n",
    "last-resort.yaml": "# Last.\nen: {text: Something in this guide broke.}\n",
    "contacts/global.yaml": "# Global.\n"
    "un-ombudsman: "
    + CONTACT
    % ("ombudsman", "Ombudsman", "global", "+1 212 000", "un", "central", "null"),
    "contacts/ke.yaml": "# Kenya.\n"
    "ke-emergency: "
    + CONTACT % ("emergency", "Kenya emergency", "ke", "999", "press", "office", "null")
    + "ke-line: "
    + CONTACT % ("gbv-service", "Women's line", "ke", "0800 730 999", "un", "office", "null")
    + "ke-copied: "
    + CONTACT % ("gbv-service", "Copied line", "ke", "1", "dataset", "office", "null")
    + "ke-web: {channel: information, name: Page, country: ke, web: 'https://un.org', quality: un,"
    " confirm_by: office, confirmed: null, visibility: public, read: null, sources: [page]}\n"
    "ke-law: {caution: same-sex, country: ke, quality: press, confirmed: null, read: null,"
    " sources: [page], detail: A law.}\n",
    "contacts/ug.yaml": "# Uganda.\n"
    "ug-line: " + CONTACT % ("gbv-service", "Line of Uganda", "ug", "116", "un", "office", "null"),
    "en/topics/time-limits.yaml": """# What a person reads about time limits.
title: Until when
phrases: [how long do I have]
answer: |
  You have time.
  Ask within 60 days in {organisation}, in any case.
roles:
  manager: |
    Do not wait for it.
next: [confidentiality]
sources: [page, practice]
reviewed:
  by: conduct focal point
  on: "2025-10-01"
""",
    "fr/topics/time-limits.yaml": """# Ce que lit la personne qui demande jusqu'à quand.
title: Jusqu'à quand
phrases: [combien de temps]
answer: Demandez dans les 60 jours, où que vous soyez à l'étranger.
sources: [page]
reviewed: null
""",
    "en/topics/confidentiality.yaml": """# What a person reads about who learns of it.
title: Who learns of it
phrases: [who will know]
answer: Only those who have to.
sources: [page]
reviewed: {by: ethics officer, on: "2026-06-01"}
""",
    "en/topics/emergency-now.yaml": """# What a person in danger reads.
title: Danger
phrases: [help me now]
answer: Call now.
sources: [page]
reviewed: {by: security focal point, on: "2026-11-01"}
""",
    "en/urgent.yaml": "# Danger.\nemergency-now: {cues: [at my door], steps: 1. Lock the door, sources: [page]}\n",
    "en/channels.yaml": "# Cards.\nombudsman: {name: Ombudsman, reach: Ask HR.}\n"
    "gbv-service: {name: Service, reach: Ask a clinic.}\n",
    "en/guides.yaml": "# Guides.\nsaw-it/start: {title: I saw it, says: You can speak up.}\n",
}

OFFICE: Final = """# Our office: what makes this folder its own layer.
extends: base
organisation: un-women
country: ke
city: nairobi
office: UN Women Nairobi
languages: [en]
owner: gender focal point
"""


class FocalPoint:
    """A base and an office's folder in one place, and somebody who types commands there."""

    def __init__(self, folder: Path) -> None:
        self.base, self.office = folder / "base", folder / "our-office"
        self.now = NOW
        for name, text in BASE.items():
            self.write(self.base / name, text)
        for tag in ("en", "fr"):
            shipped = shipped_knowledge() / tag / "interface.yaml"
            self.write(self.base / tag / "interface.yaml", shipped.read_text("utf-8"))
        self.write(self.office / "overlay.yaml", OFFICE)

    def write(self, file: Path, text: str) -> Path:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode("utf-8"))
        return file

    def types(self, *words: str) -> tuple[int, str]:
        """The exit code of `whereto knowledge …`, and all that it says."""
        out = StringIO()
        with redirect_stdout(out), redirect_stderr(out):
            try:
                code = main(["knowledge", *words], lambda: self.now)
            except SystemExit as stop:
                code = int(stop.code or 0)
        return code, out.getvalue()

    def here(self, *words: str) -> tuple[int, str]:
        """A command on the base with the office over it."""
        return self.types(*words, str(self.base), str(self.office))

    def held(self) -> dict[str, bytes]:
        """Every file of both folders as it is."""
        files = [path for path in self.base.parent.rglob("*") if path.is_file()]
        return {path.relative_to(self.base.parent).as_posix(): path.read_bytes() for path in files}
