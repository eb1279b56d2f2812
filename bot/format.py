"""The knowledge format as tables: every file, every field, what it means.

The loader, the checks, `docs/format.md` and the editors' pages all read these tables; a field that
is not here does not exist. `docs/format.md` is written from them by `python -m bot.format_page`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

CHANNEL_KINDS: Final = (
    "manager",
    "human-resources",
    "ethics-office",
    "investigation",
    "ombudsman",
    "counsellor",
    "sh-focal-point",
    "psea-focal-point",
    "workplace-facilitator",
    "conduct-and-discipline",
    "staff-association",
    "security",
    "victims-rights-advocate",
    "medical-service",
    "legal-aid",
    "police",
    "gbv-service",
    "helpline",
    "crisis-line",
    "child-helpline",
    "emergency",
    "information",
)
VERBS: Final = (
    "listen",
    "advise",
    "inform",
    "refer",
    "mediate",
    "receive-report",
    "investigate",
    "sanction",
    "protect-at-work",
    "protect-from-retaliation",
    "physical-safety",
    "treat",
    "represent",
    "unknown",
)
"""What a kind of office can do for a person, or cannot."""

URGENT_KINDS: Final = ("emergency-now", "after-sexual-assault", "suicidal-distress")
ROLES: Final = (
    "affected",
    "witness",
    "supporter",
    "manager",
    "accused",
    "non-staff",
    "partner",
    "community",
)
SIGNED: Final = ("by", "on")
"""Below a signature: who, as a role, and on which day."""

GROUPS: Final = (
    "urgent",
    "understand",
    "report",
    "protect",
    "support",
    "my-role",
    "prevent",
    "about-the-bot",
    "outside",
)
SLOTS: Final = frozenset(
    {"office", "organisation", "country", "date", "time", "number", "language", "title", "choice"}
    | {"day", "month", "year"}
)
"""Everything that a text may leave open. What a person typed is none of them."""

QUALITIES: Final = (
    "official",
    "un",
    "government",
    "press",
    "ngo",
    "seed",
    "mirror",
    "dataset",
    "wiki",
    "other",
    "none",
)

FieldType = Literal[
    "text",
    "lines",
    "list",
    "pairs",
    "lists",
    "choice",
    "choices",
    "fact",
    "verbs",
    "date",
    "span",
    "country",
    "signature",
]

TYPE_NAMES: Final[dict[FieldType, str]] = {
    "text": "a text on one line",
    "lines": "a text of several lines, in a `|` block",
    "list": "a list of texts",
    "pairs": "a name and a text for each line below it",
    "choice": "one of the words listed",
    "choices": "a list of the words listed",
    "fact": "a list, ids of sources.yaml after one of the words listed",
    "verbs": "a list, ids of sources.yaml after verbs",
    "date": 'a day, "2026-11-20"',
    "span": 'a time, "12 months", "6 weeks" or "90 days"',
    "country": 'a country in two small letters, "ke"',
    "signature": 'a role (`by`) and a day (`on`), "2026-11-20"',
    "lists": "a name and a list of texts for each line below it",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name as written, its type, what it means to the people on both sides."""

    name: str
    type: FieldType
    meaning: str
    example: str
    required: bool = False
    choices: tuple[str, ...] = ()
    """The words that may stand there; for `pairs`, the names below it."""
    may_be_null: bool = False


@dataclass(frozen=True, slots=True)
class FileKind:
    """One kind of file. `shape`: `entry` (the file is one entry), `entries` (an id, then its
    fields), `texts` (a key and a text a line), `lists` (a key and a list of texts)."""

    name: str
    pattern: str
    shape: Literal["entry", "entries", "texts", "lists"]
    holds: str
    fields: tuple[Field, ...] = ()
    free: bool = False
    """Whether entries may have ids of their own (true) or only those of the shipped file."""

    def has_language(self) -> bool:
        """Whether each language has a file of its own."""
        return self.pattern.startswith("<language>")

    def field(self, name: str) -> Field | None:
        """The field of that name, or None."""
        return next((field for field in self.fields if field.name == name), None)

    def required(self) -> tuple[str, ...]:
        """The fields that every entry has to have."""
        return tuple(field.name for field in self.fields if field.required)


def _field(
    name: str,
    type_: FieldType,
    meaning: str,
    example: str,
    *options: str,
    choices: tuple[str, ...] = (),
) -> Field:
    return Field(name, type_, meaning, example, "required" in options, choices, "null" in options)


def _fact(name: str, meaning: str, example: str, values: str) -> Field:
    return _field(name, "fact", meaning, example, "required", choices=tuple(values.split()))


def _verbs(name: str, meaning: str, example: str) -> Field:
    listed = f"{meaning}: {', '.join(VERBS)}"
    return _field(name, "verbs", listed, example, "required", choices=VERBS)


TOPICS = FileKind(
    "topics",
    "topics.yaml",
    "entries",
    "the topics: what a question can be about, the same for all languages",
    (
        _field(
            "group",
            "choice",
            "the part of the menu it stands in",
            "report",
            "required",
            choices=GROUPS,
        ),
        _field(
            "scope",
            "text",
            "what the topic answers, for editors",
            "Where and to whom can I report.",
            "required",
        ),
        _field("neighbour", "text", "the topic it is most easily confused with", "report-formally"),
        _field(
            "share",
            "choice",
            "`public`: may be asked for by name where others read along",
            "public",
            choices=("private", "public"),
        ),
        _field(
            "depends_on",
            "choices",
            "what the answer changes with",
            "[organisation, contract]",
            choices=("organisation", "country", "contract"),
        ),
        _field(
            "channels",
            "choices",
            "where to go, best first; at least two kinds",
            "[ombudsman, investigation]",
            choices=CHANNEL_KINDS,
        ),
        _field(
            "owner",
            "text",
            "the role that answers for it, never a person's name",
            "conduct focal point",
            "required",
        ),
        _field("review_every", "span", "how long a review holds", "12 months", "required"),
    ),
    free=True,
)

CHANNELS = FileKind(
    "channels",
    "channels.yaml",
    "entries",
    "what is true of each kind of office: a closed value first, then the sources it rests on",
    (
        _fact(
            "anonymous",
            "may a person stay unnamed",
            "[at-first, general-practice]",
            "yes at-first no depends unknown",
        ),
        _fact(
            "confidential",
            "how closely they keep what they hear",
            "[strict, omb-principles]",
            "strict strong need-to-know depends unknown",
        ),
        _fact(
            "starts_process",
            "does telling them start something",
            '["no", omb-principles]',
            "no yes can depends unknown",
        ),
        _fact(
            "acts_without_consent",
            "can they act without the person's agreement",
            "[if-life-in-danger, omb-principles]",
            "no yes if-life-in-danger depends unknown",
        ),
        _fact(
            "who_learns",
            "who learns of it",
            "[nobody, omb-principles]",
            "nobody need-to-know case-team depends unknown",
        ),
        _fact(
            "independent",
            "of the person's own management",
            '["yes", omb-principles]',
            "yes no partly unknown",
        ),
        _fact(
            "open_to",
            "who may use it",
            "[personnel, hr-toolkit]",
            "anyone personnel staff covered-entities sea-victims depends unknown",
        ),
        _verbs("can", "what they do", "[listen, advise, hr-advice]"),
        _verbs("cannot", "what they do not do", "[investigate, undp-roles]"),
    ),
)

SOURCES = FileKind(
    "sources",
    "sources.yaml",
    "entries",
    "where facts come from",
    (
        _field(
            "title",
            "text",
            "what it is and whose",
            "Knowledge Hub, reporting sexual harassment",
            "required",
        ),
        _field(
            "where",
            "text",
            "the official address",
            "https://shknowledgehub.unwomen.org/",
            "required",
            "null",
        ),
        _field("read", "date", "the day it was read", '"2026-11-20"', "required", "null"),
        _field(
            "kind",
            "choice",
            "`seed` and `page`: read; `known`: not read, awaits a check",
            "page",
            "required",
            choices=("seed", "page", "known"),
        ),
        _field("note", "text", "what an editor should know", "older page", "null"),
    ),
    free=True,
)

NOTICES = FileKind(
    "notices",
    "notices.yaml",
    "entries",
    "where the sentences about a platform were read: a key of interface.yaml, for all languages",
    (_field("sources", "list", "ids of sources.yaml", "[telegram-privacy]", "required"),),
    free=True,
)

LANGUAGES = FileKind(
    "languages",
    "languages.yaml",
    "entries",
    "the languages that are served",
    (
        _field("name", "text", "the language's name in itself", "français", "required"),
        _field(
            "direction",
            "choice",
            "how it is written",
            "left-to-right",
            "required",
            choices=("left-to-right", "right-to-left"),
        ),
        _field(
            "fallback",
            "text",
            "the language used where a text is missing",
            "en",
            "required",
            "null",
        ),
        _field(
            "script",
            "choice",
            "the letters it is written in",
            "latin",
            "required",
            choices=("latin", "arabic", "cyrillic", "han"),
        ),
        _field(
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
        _field("name", "text", "its name, as shown", "UN Women", "required"),
        _field("aliases", "list", "how people write it", "[unwomen, un women]"),
        _field(
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
    (_field("country", "country", "the country", "ke", "required"),),
    free=True,
)

CONTACTS = FileKind(
    "contacts",
    "contacts/<country>.yaml",
    "entries",
    "numbers and addresses; a country's file also has its cautions",
    (
        _field("channel", "choice", "the kind of office", "gbv-service", choices=CHANNEL_KINDS),
        _field("name", "text", "its own name, as shown", "National line 1195"),
        _field("country", "country", "the country, or `global`", "ke", "required"),
        _field("city", "text", "the duty station it serves alone", "nairobi", "null"),
        _field("organisations", "list", "whom it serves; `any` for everybody", "[any]"),
        _field("phone", "list", "numbers as they are dialled", '["1195"]'),
        _field("email", "list", "shared mailboxes, never one person's", "[ethicsoffice@un.org]"),
        _field("web", "text", "a page or a form", "https://oios.un.org/", "null"),
        _field("address", "text", "where to write or go", "New York, NY 10017", "null"),
        _field("hours", "text", "`always`, `unknown`, or days and hours in local time", "always"),
        _field("languages", "list", "languages in which they answer", "[en, sw]"),
        _field("quality", "choice", "how good the source is", "un", "required", choices=QUALITIES),
        _field(
            "confirm_by",
            "choice",
            "who has to try it: once for all, or each office",
            "office",
            choices=("central", "office"),
        ),
        _field(
            "confirmed",
            "signature",
            "who tried it and when; null until then",
            '{by: gender focal point, on: "2026-11-20"}',
            "null",
        ),
        _field(
            "visibility",
            "choice",
            "who may see it; a `confidential-place` is never shown",
            "public",
            choices=("public", "internal", "confidential-place"),
        ),
        _field("review_every", "span", "how long a trial call holds", "3 months"),
        _field("read", "date", "the day its page was read", '"2026-11-20"', "required", "null"),
        _field("sources", "list", "where it can be checked", "[kh-report]", "required"),
        _field(
            "notes",
            "lines",
            "for editors, never shown",
            "The owner's pages disagree on the room.",
            "null",
        ),
        _field(
            "caution",
            "choice",
            "what the law of the country may do",
            "police-notice",
            choices=("attempted-suicide", "same-sex", "police-notice"),
        ),
        _field(
            "detail",
            "lines",
            "what is known about it, for editors",
            "Section 215, read in the press.",
        ),
    ),
    free=True,
)

LAST_RESORT = FileKind(
    "last-resort",
    "last-resort.yaml",
    "entries",
    "what answers when nothing else can, in every language",
    (
        _field(
            "text",
            "lines",
            "the whole reply",
            "In danger, call the emergency number you know.",
            "required",
        ),
    ),
    free=True,
)

OVERLAY = FileKind(
    "overlay",
    "overlay.yaml",
    "entry",
    "what makes a folder an office's own layer over the shared base",
    (
        _field("extends", "text", "what it lies over", "base", "required"),
        _field("organisation", "text", "the organisation whose rules apply", "un-women", "null"),
        _field("country", "country", "the country", "ke", "null"),
        _field("office", "text", "the office's name, as shown", "UN Women Nairobi", "null"),
        _field("city", "text", "its duty station", "nairobi", "null"),
        _field("languages", "list", "the languages offered, first one first", "[en, fr]"),
        _field("owner", "text", "the role that answers for it", "gender focal point", "required"),
        _field("withdraw", "list", "entry ids that are shown no more", "[topic/clearcheck/answer]"),
    ),
)

TOPIC = FileKind(
    "topic",
    "<language>/topics/<topic>.yaml",
    "entry",
    "one topic in one language: how people ask, and what they read",
    (
        _field("title", "text", "its name in menus and buttons", "Report without my name"),
        _field("phrases", "list", "ways to ask for it, each different", "[can I stay anonymous]"),
        _field(
            "answer", "lines", "what the person reads", "Yes, reports without a name are accepted."
        ),
        _field(
            "again",
            "lines",
            "what is read where the same is asked a second time",
            "If no answer comes, a second office can ask.",
        ),
        _field(
            "roles",
            "pairs",
            "what is added for a manager, a witness …",
            "{manager: Pass it on to the office that takes reports.}",
            choices=ROLES,
        ),
        _field(
            "next", "list", "topics asked next, two or three", "[confidentiality, after-you-report]"
        ),
        _field("sources", "list", "ids of sources.yaml", "[kh-report, oios-report]"),
        _field("notes", "lines", "for editors, never shown", "The figure awaits a check.", "null"),
        _field(
            "reviewed",
            "signature",
            "who read it last and when; null until then",
            "{by: null, on: null}",
            "null",
        ),
        _field("translated_from", "text", "the hash of the text it translates", "3f2a90c1", "null"),
        _field(
            "waived",
            "pairs",
            "words of the glossary that this text may use, with the reason",
            "{I'm sorry: quoted as a thing not to say}",
        ),
        _field(
            "meaning_changed",
            "choice",
            "`yes`: translations of the older text are no longer right",
            "yes",
            choices=("yes", "no"),
        ),
    ),
)

CHANNEL_TEXTS = FileKind(
    "channel-texts",
    "<language>/channels.yaml",
    "entries",
    "the rows of the fact cards",
    tuple(
        _field(name, "text", meaning, example, "required")
        for name, meaning, example in (
            ("name", "how a person would look for it", "Ombudsman"),
            ("does", "what they do for you", "Talks through your options with you."),
            (
                "starts_process",
                "does telling them start something I cannot stop",
                "No. Nothing happens unless you agree.",
            ),
            ("who_learns", "who learns of it", "Nobody, unless a life is in danger."),
            ("reach", "whom to ask where no contact is listed", "Ask HR for the number."),
            ("anonymous", "may I stay unnamed", "At first, yes."),
            ("confidential", "is it confidential, with what limit", "Yes, strictly."),
            ("acts_without_consent", "can they act without my agreement", "No."),
            ("independent", "are they independent of my management", "Yes."),
            ("open_to", "who may use it", "Staff and former staff."),
            ("can", "what they can do", "Listen, coach, mediate."),
            ("cannot", "what they cannot do", "Investigate or decide."),
        )
    ),
)

CONTACT_TEXTS = FileKind(
    "contact-texts",
    "<language>/contacts.yaml",
    "entries",
    "what a contact serves, in the person's language",
    (
        _field("name", "text", "its name, where its own is not of this language", "Women's line"),
        _field(
            "serves",
            "text",
            "whom it serves and what for",
            "Anyone in the country; violence at home or work.",
        ),
    ),
)

INTERFACE = FileKind("interface", "<language>/interface.yaml", "texts", "the bot's own sentences")

CUES = FileKind(
    "cues",
    "<language>/cues.yaml",
    "entries",
    "what people say besides a question: commands, roles, follow-ups, names, despair at the process",
    (
        _field(
            "cues",
            "list",
            "patterns; see the head of the file",
            "[i am <her> supervisor]",
            "required",
        ),
        _field(
            "offers",
            "list",
            "for `vague-…`: the topics that are offered, three at most",
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
        _field("cues", "list", "patterns that mean it", "[<person> ... outside my door]"),
        _field("unsure", "list", "patterns that get the gentle check", "[i am scared]"),
        _field("look_alikes", "list", "patterns that only sound like it", "[dying to know]"),
        _field("steps", "lines", "the numbered steps", "1. Lock the door."),
        _field(
            "no_number",
            "lines",
            "where no number is confirmed",
            "Use the emergency number you know.",
        ),
        _field(
            "second_route",
            "lines",
            "a way besides police and security",
            "If the person works in security …",
        ),
        _field("check", "lines", "the gentle check", "Are you in danger now?"),
        _field("sources", "list", "ids of sources.yaml", "[who-pep]"),
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
        _field("abbreviations", "pairs", "short form and full words", "{sup: supervisor}"),
        _field(
            "concepts", "lists", "a meaning and the words for it", "{report: [complain, lodge]}"
        ),
    ),
)

PLACE_TEXTS = FileKind(
    "place-texts",
    "<language>/places.yaml",
    "entry",
    "names of places; the first of each list is shown",
    (
        _field("places", "lists", "duty stations", "{nairobi: [Nairobi]}"),
        _field("countries", "lists", "countries", "{ke: [Kenya]}"),
    ),
)

GLOSSARY = FileKind(
    "glossary",
    "<language>/glossary.yaml",
    "entries",
    "one term for one thing, and the words not to use",
    (
        _field("use", "text", "the term", "person affected", "required"),
        _field("not", "list", "words not used for it", "[alleged victim]"),
        _field("why", "text", "the reason, for editors", "It doubts the person."),
    ),
    free=True,
)

NAMING: Final[dict[str, tuple[tuple[FileKind, str], ...]]] = {
    "topic": ((TOPICS, "neighbour"), (TOPIC, "next"), (CUES, "offers")),
    "channel": ((TOPICS, "channels"), (ORGANISATIONS, "has_own"), (CONTACTS, "channel")),
    "source": (
        *((kind, "sources") for kind in (TOPIC, URGENT, CONTACTS, NOTICES)),
        *((CHANNELS, field.name) for field in CHANNELS.fields if field.type == "fact"),
    ),
    "verb": ((CHANNELS, "can"), (CHANNELS, "cannot")),
    "organisation": ((CONTACTS, "organisations"), (OVERLAY, "organisation")),
    "place": ((CONTACTS, "city"), (OVERLAY, "city")),
    "language": ((LANGUAGES, "fallback"), (OVERLAY, "languages")),
}
"""Which fields name something of another file: a topic, a kind of office, a source …
`verb`: one of `VERBS`, or a source."""

FILE_KINDS: Final = (
    TOPICS,
    CHANNELS,
    SOURCES,
    NOTICES,
    LANGUAGES,
    ORGANISATIONS,
    PLACES,
    CONTACTS,
    LAST_RESORT,
    OVERLAY,
    TOPIC,
    CHANNEL_TEXTS,
    CONTACT_TEXTS,
    INTERFACE,
    CUES,
    URGENT,
    GROUPS_FILE,
    WORDS,
    PLACE_TEXTS,
    GLOSSARY,
)


def kind_named(name: str) -> FileKind:
    """The kind of that name. Raises KeyError where there is none."""
    return {kind.name: kind for kind in FILE_KINDS}[name]
