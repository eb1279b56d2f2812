"""What is heard in a message, one file a language: cues, danger, words, names."""

from __future__ import annotations

from bot.format.field import FileKind, field

CUES = FileKind(
    "cues",
    "<language>/cues.yaml",
    "entries",
    "what people say besides a question: commands, roles, follow-ups, names, despair at the process",
    (
        field(
            "cues",
            "list",
            "patterns; see the head of the file",
            "[i am <her> supervisor]",
            "required",
        ),
        field(
            "offers",
            "list",
            "for `vague-…`: the topics that are offered, three at most; for `then-…`, `asks-…`, `told-…`: the one it leads to",
            "[after-you-report, time-limits]",
        ),
    ),
    free=True,
)

URGENT = FileKind(
    "urgent",
    "<language>/urgent.yaml",
    "entries",
    "danger: how people say it, what only sounds like it, what they read",
    (
        field("cues", "list", "patterns that mean it", "[<person> ... outside my door]"),
        field("unsure", "list", "patterns that get the gentle check", "[i am scared]"),
        field("look_alikes", "list", "patterns that only sound like it", "[dying to know]"),
        field("steps", "lines", "the numbered steps", "1. Lock the door."),
        field(
            "no_number",
            "lines",
            "where no number is confirmed",
            "Use the emergency number you know.",
        ),
        field(
            "second_route",
            "lines",
            "a way besides police and security",
            "If the person works in security …",
        ),
        field("check", "lines", "the gentle check", "Are you in danger now?"),
        field("sources", "list", "ids of sources.yaml", "[who-pep]"),
    ),
    free=True,
)

GROUPS_FILE = FileKind(
    "groups",
    "<language>/groups.yaml",
    "lists",
    "lists of words that cues use as <name>",
    free=True,
)

WORDS = FileKind(
    "words",
    "<language>/words.yaml",
    "entry",
    "words, spellings and abbreviations that mean the same thing here",
    (
        field("abbreviations", "pairs", "short form and full words", "{sup: supervisor}"),
        field("concepts", "lists", "a meaning and the words for it", "{report: [complain, lodge]}"),
    ),
)

EVERYDAY = FileKind(
    "everyday",
    "<language>/everyday.yaml",
    "lists",
    "sentences that say nothing by themselves of any topic, so that their words speak for none",
    free=True,
)

SCENES = FileKind(
    "scenes",
    "<language>/scenes.yaml",
    "entry",
    "how people tell of danger, and what only sounds like it: whole messages that teach the program",
    (
        field("emergency-now", "list", "in danger this minute", "[he is at my door with an axe]"),
        field(
            "after-sexual-assault", "list", "a recent sexual assault", "[he forced me last night]"
        ),
        field("suicidal-distress", "list", "a wish to die", "[the letters are written]"),
        field("no-danger", "list", "none of these", "[this printer is killing me]"),
    ),
)

PLACE_TEXTS = FileKind(
    "place-texts",
    "<language>/places.yaml",
    "entry",
    "names of places; the first of each list is shown",
    (
        field("places", "lists", "duty stations", "{nairobi: [Nairobi]}"),
        field("countries", "lists", "countries", "{ke: [Kenya]}"),
    ),
)

GLOSSARY = FileKind(
    "glossary",
    "<language>/glossary.yaml",
    "entries",
    "one term for one thing, and the words not to use",
    (
        field("use", "text", "the term", "person affected", "required"),
        field("not", "list", "words not used for it", "[alleged victim]"),
        field("why", "text", "the reason, for editors", "It doubts the person."),
    ),
    free=True,
)
