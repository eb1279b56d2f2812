"""The list of contacts that an office has to call before its instance helps anybody, by the role that
calls: what goes on paper to the security focal point, the counsellor, and whoever answers for the rest.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from typing import Final

from bot.knowledge import Knowledge
from bot.office.office import Office
from bot.office.overlay import (
    ASK,
    NAMES,
    cautions_of,
    local_contacts,
    reached_by,
    slot_id,
    template,
    to_fill,
)
from bot.readiness import ROUTES
from bot.tree import Tree

CALLERS: Final = {
    "emergency": "security focal point",
    "police": "security focal point",
    "security": "security focal point",
    "medical-service": "staff counsellor",
    "counsellor": "staff counsellor",
    "crisis-line": "staff counsellor",
    "gbv-service": "gender focal point",
    "child-helpline": "gender focal point",
    "sh-focal-point": "gender focal point",
    "psea-focal-point": "gender focal point",
}
"""Which role usually tries a kind of contact; the office's owner tries the rest."""

MUST: Final = " **(nobody is served before)**"


def contacts_to_confirm(office: Office, knowledge: Knowledge, tree: Tree, folder: str) -> str:
    """The list as a page; one line a contact, with a box. See `overlay_files`."""
    local = local_contacts(knowledge, office)
    lines: dict[str, list[str]] = {}
    for contact in local:
        what = f"{contact.name}: {reached_by(contact)}"
        lines.setdefault(_caller(office, contact.channel), []).append(
            _line(contact.id, contact.channel, what, "")
        )
    for channel in to_fill(knowledge, office):
        lines.setdefault(_caller(office, channel), []).append(
            _line(
                slot_id(knowledge, office, channel),
                channel,
                f"{NAMES[channel]}: to be added",
                ASK[channel],
            )
        )
    return template("CONTACTS-TO-CONFIRM.md").substitute(
        name=office.name,
        country=office.country,
        contacts="\n".join(_section(role, found) for role, found in lines.items()),
        folder=shlex.quote(folder),
        cautions=_cautions(tree, office.country),
    )


def _caller(office: Office, channel: str) -> str:
    return CALLERS.get(channel, office.owner)


def _section(role: str, lines: Iterable[str]) -> str:
    return f"## {role.capitalize()}\n\n{''.join(lines)}"


def _line(contact: str, channel: str, what: str, ask: str) -> str:
    must = MUST if channel in ROUTES else ""
    asked = f" Ask: {ask}" if ask else ""
    return f"- [ ] `{contact}` ({channel}){must}  \n      {what}.{asked}\n"


def _cautions(tree: Tree, country: str) -> str:
    found = cautions_of(tree, country)
    listed = "".join(f"- [ ] `{caution.id}` ({caution.kind})\n" for caution in found)
    return listed or 'The shared base has none on this country. That is not "no risk": ask.\n'
