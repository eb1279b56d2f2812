"""What is stated once for all languages: topics, kinds of office, sources, languages, places."""

from __future__ import annotations

from bot.format.closed import CHANNEL_KINDS, GROUPS
from bot.format.field import FileKind, fact, field, verbs

TOPICS = FileKind(
    "topics",
    "topics.yaml",
    "entries",
    "the topics: what a question can be about, the same for all languages",
    (
        field(
            "group",
            "choice",
            "the part of the menu it stands in",
            "report",
            "required",
            choices=GROUPS,
        ),
        field(
            "scope",
            "text",
            "what the topic answers, for editors",
            "Where and to whom can I report.",
            "required",
        ),
        field("neighbour", "text", "the topic it is most easily confused with", "report-formally"),
        field(
            "share",
            "choice",
            "`public`: may be asked for by name where others read along",
            "public",
            choices=("private", "public"),
        ),
        field(
            "depends_on",
            "choices",
            "what the answer changes with",
            "[organisation, contract]",
            choices=("organisation", "country", "contract"),
        ),
        field(
            "channels",
            "choices",
            "where to go, best first; at least two kinds",
            "[ombudsman, investigation]",
            choices=CHANNEL_KINDS,
        ),
        field(
            "owner",
            "text",
            "the role that answers for it, never a person's name",
            "conduct focal point",
            "required",
        ),
        field("review_every", "span", "how long a review holds", "12 months", "required"),
    ),
    free=True,
)

CHANNELS = FileKind(
    "channels",
    "channels.yaml",
    "entries",
    "what is true of each kind of office: a closed value first, then the sources it rests on",
    (
        fact(
            "anonymous",
            "may a person stay unnamed",
            "[at-first, general-practice]",
            "yes at-first no depends unknown",
        ),
        fact(
            "confidential",
            "how closely they keep what they hear",
            "[strict, omb-principles]",
            "strict strong need-to-know depends unknown",
        ),
        fact(
            "starts_process",
            "does telling them start something",
            '["no", omb-principles]',
            "no yes can depends unknown",
        ),
        fact(
            "acts_without_consent",
            "can they act without the person's agreement",
            "[if-life-in-danger, omb-principles]",
            "no yes if-life-in-danger depends unknown",
        ),
        fact(
            "who_learns",
            "who learns of it",
            "[nobody, omb-principles]",
            "nobody need-to-know case-team depends unknown",
        ),
        fact(
            "independent",
            "of the person's own management",
            '["yes", omb-principles]',
            "yes no partly unknown",
        ),
        fact(
            "open_to",
            "who may use it",
            "[personnel, hr-toolkit]",
            "anyone personnel staff covered-entities sea-victims depends unknown",
        ),
        verbs("can", "what they do", "[listen, advise, hr-advice]"),
        verbs("cannot", "what they do not do", "[investigate, undp-roles]"),
    ),
)

SOURCES = FileKind(
    "sources",
    "sources.yaml",
    "entries",
    "where facts come from",
    (
        field(
            "title",
            "text",
            "what it is and whose",
            "Knowledge Hub, reporting sexual harassment",
            "required",
        ),
        field(
            "where",
            "text",
            "the official address",
            "https://shknowledgehub.unwomen.org/",
            "required",
            "null",
        ),
        field("read", "date", "the day it was read", '"2026-11-20"', "required", "null"),
        field(
            "kind",
            "choice",
            "`seed` and `page`: read; `known`: not read, awaits a check",
            "page",
            "required",
            choices=("seed", "page", "known"),
        ),
        field("note", "text", "what an editor should know", "older page", "null"),
    ),
    free=True,
)

NOTICES = FileKind(
    "notices",
    "notices.yaml",
    "entries",
    "where the sentences about a platform were read: a key of interface.yaml, for all languages",
    (field("sources", "list", "ids of sources.yaml", "[telegram-privacy]", "required"),),
    free=True,
)

LANGUAGES = FileKind(
    "languages",
    "languages.yaml",
    "entries",
    "the languages that are served",
    (
        field("name", "text", "the language's name in itself", "français", "required"),
        field(
            "direction",
            "choice",
            "how it is written",
            "left-to-right",
            "required",
            choices=("left-to-right", "right-to-left"),
        ),
        field(
            "fallback",
            "text",
            "the language used where a text is missing",
            "en",
            "required",
            "null",
        ),
        field(
            "script",
            "choice",
            "the letters it is written in",
            "latin",
            "required",
            choices=("latin", "arabic", "cyrillic", "han"),
        ),
        field(
            "function_words",
            "list",
            "small words that every sentence has",
            "[the, a, and]",
            "required",
        ),
    ),
    free=True,
)

ORGANISATIONS = FileKind(
    "organisations",
    "organisations.yaml",
    "entries",
    "the organisations that a person can name",
    (
        field("name", "text", "its name, as shown", "UN Women", "required"),
        field("aliases", "list", "how people write it", "[unwomen, un women]"),
        field(
            "has_own",
            "choices",
            "kinds of office it has of its own",
            "[ombudsman]",
            choices=CHANNEL_KINDS,
        ),
    ),
    free=True,
)

PLACES = FileKind(
    "places",
    "places.yaml",
    "entries",
    "duty stations that a person can name",
    (field("country", "country", "the country", "ke", "required"),),
    free=True,
)
