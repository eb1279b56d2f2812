"""`whereto knowledge keygen`, `sign` and `verify`: a folder that nobody can alter unseen."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any, Final, NoReturn

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from bot.bot import system_clock
from bot.cli.knowledge.folders import add_folders
from bot.loader import existing, shipped_knowledge
from bot.private_file import read_private, write_private
from bot.problem import KnowledgeError, Place, Problem, counted, report
from bot.sealing import digests_in, seal_of
from bot.signing import FILE, key_id, public_key, shown_key, signature_of

SHOWN: Final = """\
Public key: {key}

Whoever should load only what you sign writes into config.yaml:

knowledge:
  trusted_keys: [{key}]

The private key is in {path}. Keep it off the machine that serves. Nobody else may read it.
"""


def add_to(commands: Any) -> None:
    """Add the three commands."""
    keygen = commands.add_parser("keygen", help="a new key to sign knowledge with")
    keygen.add_argument("--to", required=True, type=Path, metavar="FILE")
    keygen.set_defaults(run=run_keygen)
    sign = commands.add_parser("sign", help="sign a folder, so that no change goes unseen")
    sign.add_argument("folder", nargs="?", type=Path, metavar="DIR")
    sign.add_argument("--key", required=True, type=Path, metavar="FILE", help="your private key")
    sign.add_argument("--to", type=Path, metavar="FILE", help=f"default: {FILE} in the folder")
    sign.set_defaults(run=run_sign)
    verify = commands.add_parser("verify", help="whether folders are as they were signed")
    add_folders(verify)
    verify.add_argument(
        "--trusted",
        required=True,
        metavar="FILE_OR_KEY",
        help="a public key, or a file with one on each line",
    )
    verify.set_defaults(run=run_verify)


def run_keygen(options: argparse.Namespace) -> int:
    """Write a new private key, show the public one. 0: done; 2: the file is there, or cannot be made."""
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        write_private(options.to, pem)
    except FileExistsError:
        sys.stderr.write(f"{options.to} is there already. Nothing was written.\n")
        return 2
    except OSError as error:
        return _unwritten(options.to, error)
    sys.stdout.write(SHOWN.format(key=shown_key(key.public_key()), path=options.to))
    return 0


def run_sign(options: argparse.Namespace) -> int:
    """Sign a folder as it lies there. 0: done; 2: it or the key cannot be used."""
    (folder,) = existing([options.folder or shipped_knowledge()])
    key = _private_key(options.key)
    digests = digests_in(folder)
    content = signature_of(digests, key, system_clock().date())
    target = options.to or folder / FILE
    try:
        target.write_bytes(content)
    except OSError as error:
        return _unwritten(target, error)
    files, public = counted(len(digests), "file"), key.public_key()
    sys.stdout.write(f"{target}: {files}, signed with key {key_id(public)}\n")
    sys.stdout.write(f"Public key: {shown_key(public)}\n")
    return 0


def _unwritten(path: Path, error: OSError) -> int:
    sys.stderr.write(f"{path}: this cannot be written ({error.strerror}).\n")
    return 2


def _private_key(path: Path) -> Ed25519PrivateKey:
    """The private key of a file that nobody else may read. Raises KnowledgeError; never shows it."""
    text = read_private(path, "key", "--key")
    try:
        key = load_pem_private_key(text.encode("ascii"), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        _refuse_key(path)
    if not isinstance(key, Ed25519PrivateKey):
        _refuse_key(path)
    return key


def _refuse_key(path: Path) -> NoReturn:
    what = "This is no private key to sign with: Ed25519, as PEM, without a passphrase."
    mend = "Run: whereto knowledge keygen --to FILE"
    raise KnowledgeError([Problem("key-shape", Place(str(path)), what, mend)])


def run_verify(options: argparse.Namespace) -> int:
    """Say of each folder whether it is as it was signed. 0: all are; 1: one is not; 2: called wrongly."""
    trusted = _trusted(options.trusted)
    problems: list[Problem] = []
    for folder in existing(options.folders or [shipped_knowledge()]):
        try:
            seal = seal_of(folder, trusted)
        except KnowledgeError as error:
            problems += error.problems
            continue
        files = counted(len(seal.digests), "file")
        sys.stdout.write(f"{folder}: {files} as signed on {seal.made} with key {seal.key}\n")
    sys.stderr.write(report(problems) if problems else "")
    return 1 if problems else 0


def _trusted(text: str) -> list[Ed25519PublicKey]:
    """The key that a text is, or those of the file that it names. Raises KnowledgeError."""
    own = public_key(text)
    if own is not None:
        return [own]
    try:
        lines = Path(text).read_text("ascii").splitlines()
    except (OSError, ValueError):
        lines = []
    named = [line.partition("#")[0].strip() for line in lines]
    keys = [public_key(line) for line in named if line]
    found = [key for key in keys if key is not None]
    if not found or len(found) < len(keys):
        what = "This is no public key, and no file with one on each line."
        mend = "It is the line that `whereto knowledge keygen` showed, 44 signs long."
        raise KnowledgeError([Problem("key-shape", Place(text), what, mend)])
    return found
