"""What comes back of what was typed, and of what was said before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.message import Reply
from labelling.facts import Facts, folded, reads_as
from labelling.patterns import patterns_of


def repeats_contact_details(facts: Facts) -> bool:
    """A number or address that the person typed comes back."""
    typed = " ".join(facts.typed)
    numbers = [d for m in re.finditer(r"\+?\d[\d ()-]*\d", typed) if len(d := digits_of(m[0])) > 4]
    mails = re.findall(r"\S+@\S+\.\w+", typed)
    return any(d in digits_of(facts.text) for d in numbers) or any(m in facts.text for m in mails)


def repeats_the_names(facts: Facts) -> bool:
    """A person's or place name that was typed comes back."""
    return _comes_back(patterns_of(_own(facts))["names"], facts.typed, facts.text)


def repeats_the_disclosure(facts: Facts, typed: Sequence[str] | None = None) -> bool:
    """A name, a number, a detail or a run of the person's own words comes back."""
    typed = facts.typed if typed is None else typed
    own = patterns_of(_own(facts))
    if _comes_back((*own["names"], *own["details"]), typed, facts.text):
        return True
    runs = _runs(folded(facts.text))
    return repeats_contact_details(facts) or any(_runs(folded(text)) & runs for text in typed)


def repeats_what_was_erased(facts: Facts) -> bool:
    """As above, of what was typed before this message."""
    return repeats_the_disclosure(facts, facts.typed[:-1])


def _own(facts: Facts) -> str:
    """The language that the person first wrote in."""
    return reads_as(facts.typed[0]) or facts.language


def _comes_back(words: Iterable[str], typed: Sequence[str], text: str) -> bool:
    before, after = folded(" ".join(typed)).casefold(), folded(text).casefold()
    return any(word in before and word in after for word in (folded(w).casefold() for w in words))


def _runs(text: str) -> set[str]:
    """Four words in a row; in Chinese six characters."""
    characters = "".join(re.findall(r"[\u4e00-\u9fff]", text))
    if characters:
        return {characters[i : i + 6] for i in range(len(characters) - 5)}
    words = re.findall(r"\w+", text.casefold())
    return {" ".join(words[i : i + 4]) for i in range(len(words) - 3)}


def repeats_the_same_reply(facts: Facts) -> bool:
    """More than half of what is said, notices apart, was said by one reply before. Quick replies
    count where the reply asks which: they are what it says."""
    said = _said(facts.reply)
    length = sum(map(len, said))
    return any(
        sum(len(text) for text in said if text in before) * 2 > length
        for before in map(_said, facts.earlier)
    )


def _said(reply: Reply) -> list[str]:
    choices = reply.choices if reply.kind == "clarify" else ()
    return [piece.text for piece in replace(reply, choices=choices, closing=()).pieces()]


def digits_of(text: str) -> str:
    """The digits of a text, together."""
    return re.sub(r"\D", "", text)
