"""The dialogues that every peer plays, and where their transcripts are kept."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

HERE = Path(__file__).parent
DIALOGUES = [
    (row["dialogue"], language, row[language])
    for row in yaml.safe_load((HERE / "dialogues.yaml").read_text("utf-8"))
    for language in row
    if language != "dialogue"
]
NAMES = [f"{name}-{language}" for name, language, _ in DIALOGUES]


def button_of(step: str) -> int | None:
    """The number of the button that a step presses, or None where it is typed."""
    found = re.fullmatch(r"\[(\d)\]", step)
    return int(found[1]) if found else None


def compare(platform: str, name: str, transcript: str, update: bool) -> None:
    """Compare a transcript with the one that was read; with `--update`, keep it instead."""
    path = HERE / "transcripts" / platform / f"{name}.txt"
    if update:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(transcript, "utf-8")
    assert path.read_text("utf-8") == transcript
