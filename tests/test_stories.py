"""Stories of `tests/conversations/<language>/`: what must happen, told by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from conftest import Talk

STORIES = [
    (path.parent.name, story)
    for path in sorted((Path(__file__).parent / "conversations").glob("*/*.yaml"))
    for story in yaml.safe_load(path.read_text(encoding="utf-8"))
]
NAMES = [f"{language}: {story['story']}" for language, story in STORIES]
KNOWN = {
    "person", "topic", "kind", "urgent", "check", "rule", "says", "silent", "offers", "erases", "place"
}  # fmt: skip


@pytest.mark.parametrize(("language", "story"), STORIES, ids=NAMES)
def test_the_story_goes_as_it_is_told(knowledge, language, story):
    if language not in knowledge.languages:
        pytest.skip(f"{language} is not served yet")
    talk = Talk(knowledge)
    broken = []
    for expected in story["turns"]:
        assert set(expected) <= KNOWN
        turn = talk.say(expected["person"], place=expected.get("place", "private"))
        reply = turn.reply
        got = {
            "topic": reply.topic,
            "kind": reply.kind,
            "urgent": reply.urgent,
            "check": reply.check,
            "rule": turn.rule,
            "erases": reply.erase,
            "offers": sum(":" not in choice.id for choice in reply.choices),
        }
        broken += [
            f"{expected['person']!r}: {name} is {value!r}, expected {expected[name]!r} ({turn.rule})"
            for name, value in got.items()
            if name in expected and value != expected[name]
        ]
        entries = set(reply.entries)
        broken += [
            f"{expected['person']!r}: does not say {entry} ({turn.rule})"
            for entry in expected.get("says", ())
            if entry not in entries
        ]
        broken += [
            f"{expected['person']!r}: says {entry} ({turn.rule})"
            for entry in expected.get("silent", ())
            if entry in entries
        ]
    assert broken == []
