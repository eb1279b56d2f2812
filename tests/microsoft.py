"""Microsoft's side of Teams, played on the loopback address: the metadata and the keys that it signs
with, the endpoint that gives out tokens, and the connector that takes messages."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

APP = "11111111-2222-4333-8444-555555555555"
TENANT = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
SERVICE = "https://smba.trafficmanager.net/emea/"
ISSUER = "https://api.botframework.com"


@cache
def private_key(name: str) -> rsa.RSAPrivateKey:
    """A key of this test run, by its name."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _number(value: int) -> str:
    octets = value.to_bytes((value.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def public_entry(name: str, **more: Any) -> dict[str, Any]:
    """A key as the JWKS shows it."""
    numbers = private_key(name).public_key().public_numbers()
    return {"kty": "RSA", "kid": name, "n": _number(numbers.n), "e": _number(numbers.e), **more}


def claims(**changed: Any) -> dict[str, Any]:
    """The claims of a good token; None takes one away."""
    now = int(time.time())
    good = {
        "iss": ISSUER,
        "aud": APP,
        "nbf": now - 60,
        "exp": now + 3600,
        "serviceurl": SERVICE,
    }
    return {name: value for name, value in (good | changed).items() if value is not None}


def token(given: dict[str, Any] | None = None, key: str = "first", kid: str | None = None) -> str:
    """A token signed with RS256 by a key."""
    headers = {"kid": kid or key}
    return jwt.encode(given or claims(), private_key(key), "RS256", headers)


@dataclass
class Microsoft:
    """What was asked of it, and what it will answer."""

    address: str = ""
    keys: list[dict[str, Any]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    """What the connector answers next; 200 when empty."""
    calls: list[tuple[str, str, Any]] = field(default_factory=list)
    """Method, path and JSON body of every call, oldest first."""
    headers: list[dict[str, str]] = field(default_factory=list)
    is_down: bool = False
    elsewhere: str | None = None
    """Where the metadata says that the keys are, where not here."""

    @property
    def metadata(self) -> str:
        return f"{self.address}/v1/.well-known/openidconfiguration"

    def of(self, method: str) -> list[tuple[str, Any]]:
        """Path and body of the calls to the connector with a method."""
        return [
            (path, body) for verb, path, body in self.calls if verb == method and "/v3/" in path
        ]

    def fetched(self, ending: str) -> int:
        """How often a path was asked for."""
        return sum(path.endswith(ending) for _, path, _ in self.calls)

    def answer(self, method: str, path: str) -> tuple[int, Any]:
        if self.is_down:
            return 503, None
        if path.endswith("openidconfiguration"):
            return 200, {"jwks_uri": self.elsewhere or f"{self.address}/v1/.well-known/keys"}
        if path.endswith("keys"):
            return 200, {"keys": self.keys}
        if path.endswith("/token"):
            return 200, {"access_token": "an.outbound.token", "expires_in": 3600}
        status = self.statuses.pop(0) if self.statuses else 200
        return status, {"id": f"sent-{len(self.of(method))}"}


@contextmanager
def playing() -> Iterator[Microsoft]:
    """Microsoft, on a free port, as long as the block runs."""
    microsoft = Microsoft(keys=[public_entry("first", endorsements=["msteams", "webchat"])])

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _do(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            is_json = "json" in (self.headers.get("content-type") or "")
            said = json.loads(body) if body and is_json else body.decode()
            microsoft.calls.append((self.command, self.path, said))
            microsoft.headers.append({k.lower(): v for k, v in self.headers.items()})
            status, given = microsoft.answer(self.command, self.path)
            reply = json.dumps(given).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(reply)))
            if status == 429:
                self.send_header("retry-after", "7")
            self.end_headers()
            self.wfile.write(reply)

        do_GET = do_POST = do_DELETE = _do  # noqa: N815 - the names that http.server calls

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    microsoft.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield microsoft
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
