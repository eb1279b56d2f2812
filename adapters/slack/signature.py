"""Whether a call is Slack's: decided before anything in it is read. Slack's own verifier compares
in constant time; what it would raise for, a stranger's headers and bytes, is refused first."""

from __future__ import annotations

import re

from slack_sdk.signature import Clock, SignatureVerifier

from adapters.connection import Call

_SECONDS = re.compile(r"[0-9]{1,12}")


def verifier(secret: str, clock: Clock | None = None) -> SignatureVerifier:
    """Slack's verifier: HMAC-SHA-256 over time and body, five minutes in both directions."""
    return SignatureVerifier(secret, clock or Clock())


def is_signed(call: Call, verify: SignatureVerifier) -> bool:
    """Whether the call was signed with the secret, for these bytes, within five minutes."""
    timestamp = call.headers.get("x-slack-request-timestamp", "")
    signature = call.headers.get("x-slack-signature", "")
    if not _SECONDS.fullmatch(timestamp) or not signature.isascii():
        return False
    try:
        return verify.is_valid(call.body, timestamp, signature)
    except UnicodeDecodeError:  # Slack sends UTF-8 only
        return False
