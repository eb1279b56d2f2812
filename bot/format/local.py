"""What is local: numbers and addresses, what answers when nothing else can, an office's own layer."""

from __future__ import annotations

from bot.format.closed import CHANNEL_KINDS, QUALITIES
from bot.format.field import FileKind, field

CONTACTS = FileKind(
    "contacts",
    "contacts/<country>.yaml",
    "entries",
    "numbers and addresses; a country's file also has its cautions",
    (
        field("channel", "choice", "the kind of office", "gbv-service", choices=CHANNEL_KINDS),
        field("name", "text", "its own name, as shown", "National line 1195"),
        field("country", "country", "the country, or `global`", "ke", "required"),
        field("city", "text", "the duty station it serves alone", "nairobi", "null"),
        field("organisations", "list", "whom it serves; `any` for everybody", "[any]"),
        field("phone", "list", "numbers as they are dialled", '["1195"]'),
        field("email", "list", "shared mailboxes, never one person's", "[ethicsoffice@un.org]"),
        field("web", "text", "a page or a form", "https://oios.un.org/", "null"),
        field("address", "text", "where to write or go", "New York, NY 10017", "null"),
        field("hours", "text", "`always`, `unknown`, or days and hours in local time", "always"),
        field("languages", "list", "languages in which they answer", "[en, sw]"),
        field("quality", "choice", "how good the source is", "un", "required", choices=QUALITIES),
        field(
            "confirm_by",
            "choice",
            "who has to try it: once for all, or each office",
            "office",
            choices=("central", "office"),
        ),
        field(
            "confirmed",
            "signature",
            "who tried it and when; null until then",
            '{by: gender focal point, on: "2026-11-20"}',
            "null",
        ),
        field(
            "visibility",
            "choice",
            "who may see it; a `confidential-place` is never shown",
            "public",
            choices=("public", "internal", "confidential-place"),
        ),
        field("review_every", "span", "how long a trial call holds", "3 months"),
        field("read", "date", "the day its page was read", '"2026-11-20"', "required", "null"),
        field("sources", "list", "where it can be checked", "[kh-report]", "required"),
        field(
            "notes",
            "lines",
            "for editors, never shown",
            "The owner's pages disagree on the room.",
            "null",
        ),
        field(
            "caution",
            "choice",
            "what the law of the country may do",
            "police-notice",
            choices=("attempted-suicide", "same-sex", "police-notice"),
        ),
        field(
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
        field(
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
        field("extends", "text", "what it lies over", "base", "required"),
        field("organisation", "text", "the organisation whose rules apply", "un-women", "null"),
        field("country", "country", "the country", "ke", "null"),
        field("office", "text", "the office's name, as shown", "UN Women Nairobi", "null"),
        field("city", "text", "its duty station", "nairobi", "null"),
        field("languages", "list", "the languages offered, first one first", "[en, fr]"),
        field("owner", "text", "the role that answers for it", "gender focal point", "required"),
        field("withdraw", "list", "entry ids that are shown no more", "[topic/clearcheck/answer]"),
    ),
)
