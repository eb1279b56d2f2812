"""Where Redis is, and how each proves itself to the other: with real certificates, made here."""

from __future__ import annotations

import base64
import datetime as dt
import ipaddress
import os
import traceback
from pathlib import Path

import pytest
from conftest import NOW
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from benchmarks.stage import free_port
from bot.bot import Bot
from bot.cli import instance
from bot.config import Config
from bot.problem import KnowledgeError, Place, report
from bot.replicas.address import open_client
from bot.replicas.link import Link
from bot.replicas.sessions import RedisStore
from bot.store import MemoryStore
from replicas.conftest import PAUSE, configured

PASSWORD = "correct-horse-battery"  # noqa: S105 - of nothing

posix_only = pytest.mark.skipif(os.name != "posix", reason="rights are those of POSIX")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def refused(url: str | None, **session: object) -> tuple[str, str]:
    """The id of the problem, and everything that it shows anywhere."""
    environment = {} if url is None else {"WHERETO_REDIS_URL": url}
    with pytest.raises(KnowledgeError) as caught:
        open_client(configured(**session), environment)
    shown = "".join(traceback.format_exception(caught.value)) + report(caught.value.problems)
    return caught.value.problems[0].id, shown


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        (None, "secret-missing"),
        ("", "secret-missing"),
        ("rediss://a b", "secret-shape"),
        (f"https://:{PASSWORD}@redis.example.org", "redis-address"),
        (f"redis.example.org:{PASSWORD}", "redis-address"),
        (f"rediss://:{PASSWORD}@redis.example.org:port", "redis-address"),
        (f"rediss://:{PASSWORD}@redis.example.org:99999", "redis-address"),
        (f"rediss://:{PASSWORD}@[redis.example.org", "redis-address"),
        (f"rediss://:{PASSWORD}@redis.example.org/zero", "redis-address"),
        (f"rediss://:{PASSWORD}@redis.example.org?ssl_cert_reqs=none", "redis-address"),
        (f"rediss://:{PASSWORD}@redis.example.org#x", "redis-address"),
        ("rediss://", "redis-address"),
        ("unix://", "redis-address"),
        (f"redis://:{PASSWORD}@redis.example.org", "redis-in-the-clear"),
        (f"redis://:{PASSWORD}@127.0.0.1.example.org", "redis-in-the-clear"),
    ],
)
def test_an_address_that_is_not_safe_is_refused_and_never_shown(url, problem):
    found, shown = refused(url)
    assert found == problem
    assert PASSWORD[:8] not in shown


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("redis://127.0.0.1", {"host": "127.0.0.1", "port": 6379, "db": 0}),
        ("redis://[::1]:7000/3", {"host": "::1", "port": 7000, "db": 3}),
        ("redis://localhost/", {"host": "localhost", "port": 6379, "db": 0}),
        ("unix:///run/redis.sock", {"path": "/run/redis.sock"}),
        ("rediss://u:p%40ss@redis.example.org:1", {"username": "u", "password": "p@ss", "port": 1}),
        ("rediss://:only@redis.example.org", {"username": None, "password": "only"}),
    ],
)
def test_an_address_is_read_part_by_part(url, expected):
    pool = open_client(configured(), {"WHERETO_REDIS_URL": url}).connection_pool
    given = pool.make_connection()
    assert {name: getattr(given, name) for name in expected} == expected


@posix_only
def test_an_address_may_stand_in_a_file_that_only_the_service_can_read():
    path = Path("redis-url")
    path.write_text(f"unix://:{PASSWORD}@/run/redis.sock\n", "utf-8")
    path.chmod(0o600)
    client = open_client(configured(redis_url_file="redis-url"), {})
    assert PASSWORD not in repr(Link(client, "whereto"))
    path.chmod(0o640)
    problem, shown = refused(None, redis_url_file="redis-url")
    assert problem == "secret-readable"
    assert PASSWORD not in shown


# ---- certificates


def certificate(name: str, signer: tuple | None = None) -> tuple:
    """A key and a certificate for the loopback address, signed by itself or by another one; both
    are written to `<name>.key` and `<name>.pem`."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    by_key, by = signer or (key, None)
    today = dt.datetime.now(dt.UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=by is None, path_length=None), critical=True)
    )
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    built = built.add_extension(x509.SubjectAlternativeName([address]), critical=False)
    made = built.sign(by_key, hashes.SHA256())
    Path(f"{name}.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    Path(f"{name}.key").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, form, plain),
    )
    Path(f"{name}.key").chmod(0o600)
    return key, made


@pytest.fixture
def tls(server):
    """A Redis behind TLS that asks for a certificate; its address."""
    authority = certificate("authority")
    for name in ("server", "ours"):
        certificate(name, authority)
    certificate("stranger")
    port = str(free_port())
    options = ["--tls-port", port, "--tls-cert-file", "server.pem", "--tls-key-file", "server.key"]
    with server.up(*options, "--tls-ca-cert-file", "authority.pem"):
        yield f"rediss://127.0.0.1:{port}"


OURS = {
    "redis_ca_file": "authority.pem",
    "redis_certificate_file": "ours.pem",
    "redis_private_key_file": "ours.key",
}


def is_near(url: str, **files: str) -> bool:
    client = open_client(configured(**files), {"WHERETO_REDIS_URL": url})
    store = RedisStore(Link(client, "whereto", PAUSE), MemoryStore())
    store.put("a", b"x", NOW)
    return store._link._is_near and store.get("a", NOW).sealed == b"x"


def test_through_tls_both_sides_prove_themselves(tls):
    assert is_near(tls, **OURS)


@pytest.mark.parametrize(
    "files",
    [
        {**OURS, "redis_ca_file": "stranger.pem"},
        {
            **OURS,
            "redis_certificate_file": "stranger.pem",
            "redis_private_key_file": "stranger.key",
        },
        {"redis_ca_file": "authority.pem"},
        {**OURS, "redis_ca_file": None},
    ],
    ids=["a Redis that somebody else signed", "a stranger", "nobody", "an unknown authority"],
)
def test_who_does_not_prove_itself_is_not_talked_to(tls, files):
    assert not is_near(tls, **files)


def test_a_name_that_is_not_on_the_certificate_is_refused(tls):
    assert not is_near(tls.replace("127.0.0.1", "localhost"), **OURS)


@posix_only
def test_a_file_that_is_not_there_or_open_to_others_is_told(tls):
    assert refused(tls, **{**OURS, "redis_ca_file": "nowhere.pem"})[0] == "redis-certificate"
    assert refused(tls, **{**OURS, "redis_private_key_file": "nowhere.key"})[0] == "key-missing"
    Path("ours.key").chmod(0o644)
    problem, shown = refused(tls, **OURS)
    assert problem == "key-readable"
    assert '"redis_private_key_file:"' in shown or "chmod 600" in shown


# ---- how an instance comes to it


HERE = Place("config.yaml")


def test_replicas_without_a_common_key_do_not_start(knowledge, monkeypatch):
    monkeypatch.delenv("WHERETO_KEY", raising=False)
    with pytest.raises(KnowledgeError) as caught:
        instance.sharing(Bot(knowledge), configured(), HERE)
    (problem,) = caught.value.problems
    assert (problem.id, "one key" in problem.what) == ("key-missing", True)


def test_without_its_extra_the_command_that_installs_it_is_named(knowledge, monkeypatch):
    import sys

    monkeypatch.setenv("WHERETO_KEY", base64.b64encode(bytes(32)).decode())
    for name in [name for name in sys.modules if name.startswith(("bot.replicas", "redis"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "redis", None)
    with pytest.raises(KnowledgeError) as caught:
        instance.sharing(Bot(knowledge), configured(), HERE)
    assert 'pip install "whereto[redis]"' in caught.value.problems[0].mend


def test_with_memory_nothing_is_shared(knowledge):
    bot = Bot(knowledge)
    assert instance.sharing(bot, Config(), HERE) is bot


def test_a_redis_that_is_not_there_keeps_nobody_from_starting(knowledge, monkeypatch, caplog):
    monkeypatch.setenv("WHERETO_KEY", base64.b64encode(bytes(32)).decode())
    monkeypatch.setenv("WHERETO_REDIS_URL", "unix:///nowhere/redis.sock")
    bot = instance.sharing(Bot(knowledge), configured(), HERE)
    assert repr(bot.store) == "RedisStore(Link(away), meanwhile 0 sessions)"
    assert "Redis is away (ConnectionError)" in caplog.text
    bot.store._link.close()
