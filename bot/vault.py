"""Sealing and pseudonyms: nobody who reads the store learns who talked, or about what.

A conversation is stored under an HMAC pseudonym; its session is encrypted with AES-GCM and bound
to that pseudonym, so that no record can be moved to another person. Quick-reply tokens are sealed
the same way: only the conversation they were made for can use them.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.session import Session

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
"""AES-GCM's own nonce length (NIST SP 800-38D, 8.2)."""

TOKEN_BYTES: Final = 64
"""Longest quick-reply token: Telegram's limit for callback data."""

_ID_BYTES: Final = 6
_SESSION, _TOKEN = b"session", b"token"


class TokenError(Exception):
    """A quick-reply token that this vault did not make for this conversation."""


class Vault:
    """Keys derived from one secret. Without a secret, a random one: all is void after a restart."""

    def __init__(self, secret: bytes | None = None) -> None:
        secret = secret or secrets.token_bytes(KEY_BYTES)
        if len(secret) < KEY_BYTES:
            raise ValueError(f"a key needs at least {KEY_BYTES} bytes")
        self._name_key = _derived(secret, b"pseudonym")
        self._session = AESGCM(_derived(secret, b"session"))
        self._token = AESGCM(_derived(secret, b"token"))

    def __repr__(self) -> str:
        return "Vault()"

    def pseudonym(self, platform: str, conversation: str) -> str:
        """The name under which a conversation is stored; cannot be turned back without the key."""
        text = f"{len(platform)}:{platform}|{conversation}"
        return hmac.new(self._name_key, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()

    def seal(self, session: Session, pseudonym: str) -> bytes:
        """The session, encrypted and bound to its pseudonym."""
        plain = json.dumps(session.to_dict(), separators=(",", ":")).encode()
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._session.encrypt(nonce, plain, _SESSION + pseudonym.encode())

    def unseal(self, sealed: bytes, pseudonym: str) -> Session | None:
        """The session of `seal`, or None where the record is damaged, moved or of another key."""
        try:
            plain = self._session.decrypt(
                sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _SESSION + pseudonym.encode()
            )
            return Session.from_dict(json.loads(plain))
        except (InvalidTag, ValueError, TypeError):
            return None

    def token(self, choice: str, pseudonym: str) -> str:
        """A choice's id as an opaque text of at most 64 bytes, good for this conversation only."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = nonce + self._token.encrypt(nonce, _short(choice), _TOKEN + pseudonym.encode())
        return base64.urlsafe_b64encode(sealed).decode().rstrip("=")

    def choice(self, token: str, pseudonym: str, known: Iterable[str]) -> str:
        """The id that a token stands for. Raises TokenError for any other text."""
        try:
            if len(token) > TOKEN_BYTES:
                raise TokenError
            sealed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
            short = self._token.decrypt(
                sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _TOKEN + pseudonym.encode()
            )
        except (InvalidTag, ValueError, binascii.Error):
            raise TokenError from None
        for choice in known:
            if hmac.compare_digest(_short(choice), short):
                return choice
        raise TokenError


def _derived(secret: bytes, purpose: bytes) -> bytes:
    """A key for one purpose (HKDF, RFC 5869)."""
    return HKDF(hashes.SHA256(), KEY_BYTES, salt=b"whereto/1", info=purpose).derive(secret)


def _short(choice: str) -> bytes:
    """A choice's id in a few bytes, the same in every process."""
    return hashlib.blake2b(choice.encode(), digest_size=_ID_BYTES).digest()
