"""`withdraw` and `restore`: an answer, a contact or a guide is taken out of use in one office.

What people in danger read is never taken away: it is changed, or replaced first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Final

from bot import format as fmt
from bot.checks.personal_contact import names_a_person
from bot.checks.unknown_reference import withdrawable
from bot.contacts import URGENT_CHANNELS, standing_of
from bot.fact_reader import read_contacts, withdrawn_in
from bot.facts import Contact
from bot.problem import did_you_mean
from bot.setting import Setting
from bot.tree import Tree
from bot.upkeep.layers import Layers
from bot.upkeep.refusal import RefusedError, WrongCallError

LONGEST_REASON: Final = 200

KEPT: Final = {
    "urgent": "This is what people in danger read; it is never withdrawn. Change its words in"
    " <language>/urgent.yaml of your folder.",
    "last-resort": "This answers when nothing else can; it is never withdrawn.",
    "interface": "This is one of the bot's own sentences; without it a reply has a hole. Change its words"
    " in <language>/interface.yaml of your folder.",
    "channel": "Cards cannot do without their rows. Change the words in <language>/channels.yaml of your"
    " folder.",
}
"""First part of an entry id -> why it stays, and what to do instead."""


def reason_in(text: str) -> str:
    """The reason that a person gave. Raises WrongCallError where it is none or names somebody."""
    reason = " ".join(text.split())
    if not reason.isprintable() or not 3 <= len(reason) <= LONGEST_REASON:
        what = f"The reason is one line of at most {LONGEST_REASON} characters."
        raise WrongCallError(what, 'For example: --why "the office closed in October"')
    if "@" in reason or names_a_person(reason):
        what = "The reason seems to name a person. It stays in a file that others read."
        raise WrongCallError(what, "Say it without a name or an address.")
    return reason


def check_withdrawal(tree: Tree, entry: str, today: dt.date) -> None:
    """Raises WrongCallError for an entry that is not known, RefusedError for one that stays."""
    kind = entry.partition("/")[0]
    if kind in KEPT and "/" in entry:
        raise RefusedError(KEPT[kind])
    known = withdrawable(tree)
    if entry not in known:
        raise WrongCallError(f'"{entry}" is no entry that can be withdrawn.', _meant(entry, known))
    if entry.split("/")[1] in fmt.URGENT_KINDS:
        raise RefusedError(KEPT["urgent"])
    contact = _contact(tree, entry)
    if contact is not None and contact.channel in URGENT_CHANNELS:
        _check_replaced(tree, contact, today)


def _check_replaced(tree: Tree, contact: Contact, today: dt.date) -> None:
    """An urgent number goes only where another one stands in for it."""
    if not any(
        other.channel == contact.channel
        and other.country == contact.country
        and other.city in (None, contact.city)
        and {"any", *contact.organisations} & {*other.organisations}
        for other in shown_contacts(tree, today, contact)
    ):
        what = (
            f'"{contact.id}" is a number for people in danger ({contact.channel}), and no other one of'
            f" its kind is shown for {contact.country}: they would be left without."
        )
        mend = (
            "Write the right number under the same id in contacts/ of your folder, or add another"
            " contact; call it and confirm it. Then withdraw this one."
        )
        raise RefusedError(what, mend)


def shown_contacts(tree: Tree, today: dt.date, but: Contact) -> Iterator[Contact]:
    """The contacts that people may see today, without one."""
    gone = withdrawn_in(tree)
    for contact in read_contacts(tree):
        is_in_use = contact.id != but.id and f"contact/{contact.id}" not in gone
        if is_in_use and standing_of(contact, Setting(), today) is not None:
            yield contact


def instead(tree: Tree, entry: str, today: dt.date, texts: Mapping[str, str]) -> Iterator[str]:
    """What people get in place of an entry from now on. `texts`: those of a language, by entry."""
    kind, name, *_ = entry.split("/")
    contact = _contact(tree, entry)
    if contact is not None:
        others = [
            one.name
            for one in shown_contacts(tree, today, contact)
            if one.channel == contact.channel and one.country in ("global", contact.country)
        ]
        reach = texts.get(f"channel/{contact.channel}/reach", "")
        yield f"People get instead: {'; '.join(others) or reach}"
    elif kind == "topic":
        yield f"People read instead: {texts.get('interface/answer-withdrawn', '')}"
        yield "Below it stand the contacts of the topic, as before."
    elif kind == "guide":
        yield f'The guide "{name}" is offered no more; the topics that led to it stay.'
    else:
        yield "People read this caution no more."


def where_withdrawn(layers: Layers, entry: str) -> str:
    """The overlay file that an entry is taken back from. Raises WrongCallError where none that was named
    withdraws it."""
    own = {
        layers.tree.folders[layer].joinpath("overlay.yaml").as_posix() for layer in layers.overlays
    }
    found = {one: path for one, path in withdrawn_in(layers.tree).items() if path in own}
    if entry not in found:
        known = ", ".join(sorted(found)) or "nothing"
        mend = _meant(entry, found, f"Withdrawn in the folders that you named: {known}.")
        raise WrongCallError(f'"{entry}" is not withdrawn there.', mend)
    return found[entry]


def _contact(tree: Tree, entry: str) -> Contact | None:
    name = entry.removeprefix("contact/")
    return (
        next((one for one in read_contacts(tree) if one.id == name), None)
        if name != entry
        else None
    )


def _meant(entry: str, known: Mapping[str, str] | set[str], otherwise: str = "") -> str:
    """The entry that was meant: one that has the word as a part of its id, else one that is alike."""
    parts = [one for one in sorted(known) if entry.strip("/") in one.split("/")[1:]]
    if parts:
        return f'Did you mean "{parts[0]}"?'
    if "/" not in entry:
        tails = {one.split("/")[1]: one for one in known}
        near = did_you_mean(entry, tails)
        entry = tails[near.split('"')[1]] if near else entry
    return (
        did_you_mean(entry, known)
        or otherwise
        or (
            "Write it as contact/<contact>, topic/<topic>/answer or guide/<guide>."
            "\nFind it by its words: whereto knowledge find WORDS"
        )
    )
