"""A folder of knowledge, signed with Ed25519: which files it has, what they hold, who vouches for them.

The signature file holds a list of every file with its SHA-256, and the signature of that list. Nothing
in the list is believed, or even read, before its signature is right. Pure: bytes in, bytes out.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NoReturn

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from bot.problem import KnowledgeError, Place, Problem

FILE: Final = "knowledge.sig"
"""The signature file, at the top of the folder. The loader reads no file of that ending."""

FORMAT: Final = "whereto-knowledge-signature 1"
"""First line of what is signed, so that no other text of the same key can be taken for a list."""

NOTE: Final = "# Written by `whereto knowledge sign`. A change here or in any file makes it void."

_PUBLIC_BYTES: Final = 32
_HEAD: Final = re.compile(rb"#[^\n]*\nsignature: ([A-Za-z0-9+/]{86}==)\n\n")
_LIST: Final = re.compile(
    rf"{FORMAT}\nkey: ([0-9a-f]{{16}})\nmade: (\d{{4}}-\d\d-\d\d)\n((?:[0-9a-f]{{64}}  [^\n]+\n)+)"
)
_CLAIM: Final = re.compile(rf"{FORMAT}\nkey: ([0-9a-f]{{16}})\n".encode())
_SIGN_ANEW: Final = "Ask whoever keeps the knowledge for a folder that is signed anew."


@dataclass(frozen=True, slots=True)
class Digest:
    """The SHA-256 of a file, and what it would be with the line ends of Unix."""

    exact: str
    unix: str


@dataclass(frozen=True, slots=True)
class Seal:
    """What a trusted key vouches for: path below the folder -> SHA-256 of the file."""

    digests: Mapping[str, str]
    made: str
    """The day, as the signer's machine had it: 2026-11-20."""
    key: str
    path: str = field(default="", compare=False)
    """The folder, as it is shown."""

    def problem_of(self, path: str, raw: bytes) -> Problem | None:
        """What is wrong with the bytes of a file that is about to be read, or None."""
        signed = self.digests.get(path)
        if signed is None:
            return _added(self.path, path)
        return None if digest_of(raw).exact == signed else _altered(self.path, path)

    def lost(self, found: Iterable[str]) -> Iterator[Problem]:
        """A problem for each signed file that is not among those found."""
        return (_missing(self.path, path) for path in sorted(self.digests.keys() - set(found)))

    def only(self, is_wanted: Callable[[str], bool]) -> Seal:
        """The seal of those files alone."""
        return replace(self, digests={p: d for p, d in self.digests.items() if is_wanted(p)})


def digest_of(raw: bytes) -> Digest:
    """The SHA-256 of a file."""
    exact = hashlib.sha256(raw).hexdigest()
    if b"\r\n" not in raw:
        return Digest(exact, exact)
    return Digest(exact, hashlib.sha256(raw.replace(b"\r\n", b"\n")).hexdigest())


def public_key(text: str) -> Ed25519PublicKey | None:
    """The key that a text names, 32 bytes in base64; None where it names none."""
    try:
        raw = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        return None
    return Ed25519PublicKey.from_public_bytes(raw) if len(raw) == _PUBLIC_BYTES else None


def shown_key(key: Ed25519PublicKey) -> str:
    """A public key as it is written into settings."""
    return base64.b64encode(key.public_bytes_raw()).decode()


def key_id(key: Ed25519PublicKey) -> str:
    """A short name of a key: 16 signs, as they stand in a signature file."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


def is_plain(path: str) -> bool:
    """Whether a path can be signed: below the folder, one spelling, the same on every system."""
    parts = path.split("/")
    return (
        path.isprintable()
        and not set(path) & set('\\:*?"<>|')
        and unicodedata.is_normalized("NFC", path)
        and all(part.strip(". ") and part == part.strip() for part in parts)
    )


def twins(paths: Iterable[str]) -> list[str]:
    """Paths that are another one's but for small and capital letters: some disks keep one of them."""
    seen: set[str] = set()
    found = []
    for path in sorted(paths):
        if path.casefold() in seen:
            found.append(path)
        seen.add(path.casefold())
    return found


def signature_of(digests: Mapping[str, Digest], key: Ed25519PrivateKey, made: dt.date) -> bytes:
    """The content of the signature file of a folder with these files."""
    public = key.public_key()
    head = f"{FORMAT}\nkey: {key_id(public)}\nmade: {made.isoformat()}\n"
    rows = (f"{digests[path].exact}  {path}\n" for path in sorted(digests))
    listed = "".join([head, *rows]).encode("utf-8")
    signature = base64.b64encode(key.sign(listed)).decode()
    return f"{NOTE}\nsignature: {signature}\n\n".encode() + listed


def seal_in(content: bytes, trusted: Sequence[Ed25519PublicKey], folder: str) -> Seal:
    """What a signature file vouches for. Raises KnowledgeError where none of the trusted keys made it,
    or it was altered since."""
    head = _HEAD.match(content)
    if head is None:
        _refuse(
            "signature-shape", folder, "This is no signature file, or its line ends were changed."
        )
    listed = content[head.end() :]
    if not any(_is_signed(listed, base64.b64decode(head[1]), key) for key in trusted):
        _refuse("unknown-signer", folder, _who_else(listed, trusted))
    seal = _listed(listed.decode("utf-8", errors="replace"), folder)
    if seal is None:
        _refuse("signature-shape", folder, "Its list of files is not one that this program writes.")
    return seal


def _listed(text: str, folder: str) -> Seal | None:
    """The list of files as it was signed; None where it is not exactly as this program writes it."""
    match = _LIST.fullmatch(text)
    if match is None:
        return None
    rows = [row.split("  ", 1) for row in match[3].rstrip("\n").split("\n")]
    paths = [path for _, path in rows]
    if paths != sorted(set(paths)) or twins(paths) or not all(map(is_plain, paths)):
        return None
    return Seal({path: digest for digest, path in rows}, match[2], match[1], folder)


def _is_signed(listed: bytes, signature: bytes, key: Ed25519PublicKey) -> bool:
    try:
        key.verify(signature, listed)
    except InvalidSignature:
        return False
    return True


def _who_else(listed: bytes, trusted: Sequence[Ed25519PublicKey]) -> str:
    """Why no trusted key fits; the claim of an unsigned list is good for a hint only."""
    claim = _CLAIM.match(listed)
    if claim and claim[1].decode() in map(key_id, trusted):
        return "Its list of files was altered after it was signed."
    if claim:
        return f"It is signed with a key that is not trusted here ({claim[1].decode()})."
    return "It is of a version that this program does not know, or was altered."


def differences(seal: Seal, found: Mapping[str, Digest]) -> list[Problem]:
    """Everything in which a folder differs from what was signed, by path."""
    gone, new = seal.digests.keys() - found.keys(), found.keys() - seal.digests.keys()
    moved = {
        old: path for old in sorted(gone) for path in new if found[path].exact == seal.digests[old]
    }
    problems = [_renamed(seal.path, old, path) for old, path in moved.items()]
    problems += [_missing(seal.path, path) for path in gone - moved.keys()]
    problems += [_added(seal.path, path) for path in new - set(moved.values())]
    for path in seal.digests.keys() & found.keys():
        if found[path].unix == seal.digests[path] != found[path].exact:
            problems.append(_line_ends(seal.path, path))
        elif found[path].exact != seal.digests[path]:
            problems.append(_altered(seal.path, path))
    return sorted(problems, key=Problem.sort_key)


def _refuse(problem: str, folder: str, what: str) -> NoReturn:
    raise KnowledgeError([Problem(problem, Place(f"{folder}/{FILE}"), what, _SIGN_ANEW)])


def _altered(folder: str, path: str) -> Problem:
    what = "This file was altered after it was signed."
    mend = "Put the signed file back, or have the change looked at and signed anew."
    return Problem("altered-file", Place(f"{folder}/{path}"), what, mend)


def _line_ends(folder: str, path: str) -> Problem:
    what = "The line ends of this file were changed after it was signed; its words are the same."
    mend = 'Copy it anew, byte for byte. With git: write "* -text" into .gitattributes.'
    return Problem("altered-file", Place(f"{folder}/{path}"), what, mend)


def _added(folder: str, path: str) -> Problem:
    what = "This file was not there when the folder was signed."
    mend = "Take it away, or have it looked at and the folder signed anew."
    return Problem("added-file", Place(f"{folder}/{path}"), what, mend)


def _missing(folder: str, path: str) -> Problem:
    what = "This file was signed and is not there."
    mend = "Put it back, or have the folder signed anew without it."
    return Problem("missing-file", Place(f"{folder}/{path}"), what, mend)


def _renamed(folder: str, old: str, new: str) -> Problem:
    what = f'This file was called "{old}" when the folder was signed.'
    mend = "Give it its name back, or have the folder signed anew."
    return Problem("renamed-file", Place(f"{folder}/{new}"), what, mend)
