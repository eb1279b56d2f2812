"""What people read, one file a language: topics, cards, the bot's own sentences."""

from __future__ import annotations

from bot.format.closed import ROLES
from bot.format.field import FileKind, field

TOPIC = FileKind(
    "topic",
    "<language>/topics/<topic>.yaml",
    "entry",
    "one topic in one language: how people ask, and what they read",
    (
        field("title", "text", "its name in menus and buttons", "Report without my name"),
        field("phrases", "list", "ways to ask for it, each different", "[can I stay anonymous]"),
        field(
            "answer", "lines", "what the person reads", "Yes, reports without a name are accepted."
        ),
        field(
            "again",
            "lines",
            "what is read where the same is asked a second time",
            "If no answer comes, a second office can ask.",
        ),
        field(
            "roles",
            "pairs",
            "what is added for a manager, a witness …",
            "{manager: Pass it on to the office that takes reports.}",
            choices=ROLES,
        ),
        field(
            "next", "list", "topics asked next, two or three", "[confidentiality, after-you-report]"
        ),
        field("sources", "list", "ids of sources.yaml", "[kh-report, oios-report]"),
        field("notes", "lines", "for editors, never shown", "The figure awaits a check.", "null"),
        field(
            "reviewed",
            "signature",
            "who read it last and when; null until then",
            "{by: null, on: null}",
            "null",
        ),
        field(
            "translated_from",
            "text",
            "the stamp of the English text it translates",
            "3f2a91c4-7b10",
            "null",
        ),
        field(
            "waived",
            "pairs",
            "words of the glossary that this text may use, with the reason",
            "{I'm sorry: quoted as a thing not to say}",
        ),
        field(
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
        field(name, "text", meaning, example, "required")
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
        field("name", "text", "its name, where its own is not of this language", "Women's line"),
        field(
            "serves",
            "text",
            "whom it serves and what for",
            "Anyone in the country; violence at home or work.",
        ),
    ),
)

INTERFACE = FileKind("interface", "<language>/interface.yaml", "texts", "the bot's own sentences")
