"""Guided questions: how they lead, stated once, and their words, one file a language."""

from __future__ import annotations

from bot.format.closed import CHANNEL_KINDS, GROUPS
from bot.format.field import FileKind, field

SHOWS = ("ranking", "offices", "comparison", "sides")

GUIDES = FileKind(
    "guides",
    "guides.yaml",
    "entries",
    "how the guided questions lead, step by step; an id is `<guide>/<step>`, and the first step of a "
    "guide is where it begins",
    (
        field(
            "topic", "text", "first step: the topic that the guide belongs to", "where-to-report"
        ),
        field("offered_by", "list", "first step: the topics whose answers offer it", "[my-rights]"),
        field(
            "group",
            "choice",
            "first step: the part of the menu it stands in; without it, on the menu's first page",
            "report",
            choices=GROUPS,
        ),
        field(
            "answers",
            "pairs",
            "an answer, and the step or the `topic/<topic>` it leads to",
            "{above-me: result, not-safe: topic/emergency-now}",
        ),
        field("next", "text", "the step after it where no answer is given", "result"),
        field(
            "checks",
            "pairs",
            "an answer, and the urgent need whose gentle check is shown with what comes next",
            "{not-sure: emergency-now}",
        ),
        field(
            "known",
            "pairs",
            "an answer, and the topic that says it already where the person asked for it before",
            "{above-me: senior-offender}",
        ),
        field(
            "shows",
            "choice",
            "`ranking`: the kinds of office that fit the answers best, with the reasons; `offices`: a "
            "list to pick one from; `comparison`: those that were picked, row by row; `sides`: the "
            "texts of `sides`, row by row",
            "ranking",
            choices=SHOWS,
        ),
        field(
            "channels",
            "choices",
            "the kinds of office that it shows, best first",
            "[ombudsman, investigation]",
            choices=CHANNEL_KINDS,
        ),
        field(
            "rows",
            "list",
            "the rows that are compared, one below the other: of the fact cards, or of `sides`",
            "[starts_process, who_learns]",
        ),
        field("sides", "list", "entries of the words that are set beside each other", "[formal]"),
        field("topics", "list", "topics offered at this step", "[interim-measures]"),
        field("sources", "list", "ids of sources.yaml that its words rest on", "[hr-context]"),
    ),
    free=True,
)

GUIDE_TEXTS = FileKind(
    "guide-texts",
    "<language>/guides.yaml",
    "entries",
    "the words of the guided questions; an id is that of guides.yaml",
    (
        field(
            "title", "text", "first step: what stands on the button; of a side: its name", "Formal"
        ),
        field("says", "lines", "what the person reads at this step", "Are you safe right now?"),
        field("answers", "pairs", "an answer, and what stands on its button", "{safe: I am safe}"),
        field(
            "cues",
            "lists",
            "an answer, and how people put it; signs as in cues.yaml",
            "{safe: [i am safe, home now]}",
        ),
        field("rows", "pairs", "a row of a comparison, and its words", "{control: You decide.}"),
        field(
            "reasons", "pairs", "why an office stands where it stands", "{named: No name needed.}"
        ),
    ),
    free=True,
)
