"""Two replicas behind a real nginx with a real Redis: one part is killed while people write, and no
conversation is answered wrongly or twice. `python -m benchmarks replicas` does the same with more."""

from __future__ import annotations

from dataclasses import replace

import pytest

pytest.importorskip("telegram", reason='the SDK is not installed: pip install "whereto[telegram]"')

from conftest import acted_out

from benchmarks.replicas import SCRIPTS, SPREAD, STANDS_BY, Scene, english, played
from replicas.conftest import needed

pytestmark = acted_out

TALKS, AT_ONCE = 16, 6


@pytest.mark.parametrize(
    "scene",
    [
        Scene("calls are spread, a replica is killed", SPREAD, "replica"),
        Scene("one stands by, Redis is killed", STANDS_BY, "redis"),
    ],
    ids=lambda scene: scene.name,
)
def test_no_conversation_is_answered_wrongly_or_twice(scene):
    needed("redis-server", "nginx")
    figures = played(replace(scene, talks=TALKS, at_once=AT_ONCE, thinks=0.05), english())
    assert (figures.talks, figures.wrong, figures.twice) == (TALKS, 0, 0)
    assert figures.messages == sum(map(len, SCRIPTS)) // len(SCRIPTS) * TALKS
    assert figures.lost <= AT_ONCE
    assert figures.before
    assert figures.after
