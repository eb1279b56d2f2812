"""Real programs on the loopback address, each in a folder of its own and ended with the block that
started it: Redis, nginx, replicas of `whereto serve`, and Telegram's side as a small server."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from adapters.telegram.connecting import PATH, PROOF_HEADER

ROOT = Path(__file__).parent.parent
OFFICE = ROOT / "tests" / "data" / "office"
TOKEN, PROOF = "1:T", "a-secret-of-the-webhook"
KEY: Final = bytes(range(32))
STARTS_WITHIN = 60.0
"""Seconds: a replica reads its languages, on a machine that does other things."""

NGINX = """\
daemon off; master_process off; worker_processes 1; pid {folder}/nginx.pid;
error_log stderr crit;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  client_max_body_size 256k; client_body_buffer_size 256k; client_body_temp_path {folder}/bodies;
  proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u;
  scgi_temp_path {folder}/s;
  upstream replicas {{ {servers} }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://replicas;
      proxy_connect_timeout 1s; proxy_read_timeout 15s;
      proxy_next_upstream error timeout http_502 http_503 non_idempotent;
    }}
  }}
}}
"""


def free_port() -> int:
    """A port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def missing(*programs: str) -> str:
    """Why a stage cannot be built here, or nothing."""
    absent = [name for name in programs if found(name) is None]
    return f"not installed: {', '.join(absent)} (Debian: apt install redis-server nginx)" * bool(
        absent
    )


def found(program: str) -> str | None:
    """Where a program is; Debian keeps some where only root looks."""
    return shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")


@contextmanager
def process(
    *command: str,
    folder: Path,
    environment: Mapping[str, str] | None = None,
    told: Path | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """A program in a folder, killed at the end of the block whatever its state. `told`: where its
    standard error goes."""
    with (told or Path(os.devnull)).open("ab") as error:
        started = subprocess.Popen(
            command,
            cwd=folder,
            env={"PATH": os.environ["PATH"], **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=error,
        )
    try:
        yield started
    finally:
        started.send_signal(signal.SIGCONT)
        started.kill()
        started.wait(10)


def wait_for(is_there: Callable[[], bool], within: float = STARTS_WITHIN) -> None:
    """Until something is so. Raises TimeoutError."""
    until = time.monotonic() + within
    while not is_there():
        if time.monotonic() > until:
            raise TimeoutError
        time.sleep(0.01)


def answers(port: int, path: str = "") -> bool:
    """Whether somebody listens there, and says 200 to the path."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 2) as connection:
        if not path:
            return True
        connection.sendall(f"GET {path} HTTP/1.0\r\n\r\n".encode())
        return b" 200 " in connection.recv(64)
    return False


@dataclass
class Redis:
    """A Redis that listens on a socket of the file system, so that it has one address for life."""

    folder: Path
    running: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"unix://{self.folder / 'redis.sock'}"

    def client(self, password: str | None = None, patience: float | None = 10.0) -> redis.Redis:
        """Whoever looks into it from outside; `patience` in seconds, None: for ever."""
        path, once = str(self.folder / "redis.sock"), Retry(NoBackoff(), 0)
        return redis.Redis(
            unix_socket_path=path, password=password, retry=once, socket_timeout=patience
        )

    def is_up(self) -> bool:
        """Whether it answers, be it to ask for a password."""
        try:
            with self.client() as client:
                return bool(client.ping())
        except redis.AuthenticationError:
            return True
        except redis.RedisError:
            return False

    @contextmanager
    def up(self, *options: str, first: str | None = None) -> Iterator[None]:
        """Running, until the end of the block. `first`: a file of settings, read before ours."""
        command = [
            str(found("redis-server")),
            *filter(None, [first]),
            "--port",
            "0",
            "--dir",
            str(self.folder),
        ]
        command += ["--unixsocket", str(self.folder / "redis.sock"), "--save", "", *options]
        with process(*command, folder=self.folder) as self.running:
            wait_for(self.is_up)
            yield

    def stop_answering(self) -> None:
        """As where a machine hangs: connections are taken, nothing is said."""
        assert self.running is not None
        self.running.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        assert self.running is not None
        self.running.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        assert self.running is not None
        self.running.kill()
        self.running.wait(10)


@contextmanager
def nginx(folder: Path, replicas: list[str]) -> Iterator[int]:
    """nginx before replicas, each `address options`; its port."""
    port = free_port()
    servers = " ".join(f"server {replica};" for replica in replicas)
    path = folder / "nginx.conf"
    path.write_text(NGINX.format(folder=folder, port=port, servers=servers), "utf-8")
    command = [str(found("nginx")), "-p", str(folder), "-c", str(path), "-e", "stderr"]
    with process(*command, folder=folder):
        wait_for(lambda: answers(port))
        yield port


@dataclass
class Replica:
    """One `whereto serve` in English, with Telegram's webhook, in a folder of its own."""

    folder: Path
    telegram: str
    session: Mapping[str, object] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    program: tuple[str, ...] = (sys.executable, "-m", "bot.cli")
    port: int = field(default_factory=free_port)
    running: subprocess.Popen[bytes] | None = None

    @contextmanager
    def up(self, told: Path | None = None) -> Iterator[None]:
        """Running, until the end of the block; `ready` says when it answers."""
        path = self.folder / "config.yaml"
        path.write_text(json.dumps(self._settings()), "utf-8")
        environment = {
            "WHERETO_TELEGRAM_TOKEN": TOKEN,
            "WHERETO_TELEGRAM_SECRET": PROOF,
            "WHERETO_KEY": base64.b64encode(KEY).decode(),
            "HOME": str(self.folder),
            "TMPDIR": str(self.folder),
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            **self.secrets,
        }
        command = (*self.program, "serve", "--config", str(path))
        with process(
            *command, folder=self.folder, environment=environment, told=told
        ) as self.running:
            yield

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)

    def _settings(self) -> dict[str, object]:
        platform = {"enabled": "yes", "mode": "webhook", "api_url": self.telegram}
        return {
            "knowledge": {"folders": [str(OFFICE)]},
            "instance": {"country": "ke", "languages": ["en"]},
            "session": self.session,
            "platforms": {"telegram": {**platform, "webhook_url": f"http://127.0.0.1:1{PATH}"}},
            "server": {"port": self.port},
        }

    def is_ready(self) -> bool:
        """Whether it is connected to Telegram's side."""
        assert self.running is not None
        assert self.running.poll() is None, "the replica ended"
        return answers(self.port, "/readyz")

    def kill(self) -> None:
        """As where the power goes: nothing is finished."""
        assert self.running is not None
        self.running.kill()
        self.running.wait(10)


async def until(is_so: Callable[[], bool], within: float = STARTS_WITHIN) -> None:
    """As `wait_for`, while others go on."""
    async with asyncio.timeout(within):
        while not await asyncio.to_thread(is_so):
            await asyncio.sleep(0.02)


@dataclass
class Telegram:
    """Telegram's side: takes every call, and keeps what was sent to whom, with the moment."""

    address: str
    sent: dict[str, list[tuple[float, str]]] = field(default_factory=dict)
    arrived: asyncio.Condition = field(default_factory=asyncio.Condition)
    buttons: dict[str, list[str]] = field(default_factory=dict)

    async def take(self, method: str, body: str) -> object:
        """What Telegram says to a call."""
        if method == "getMe":
            return {"id": 1, "is_bot": True, "first_name": "Guide", "username": "GuideBot"}
        if method != "sendMessage":
            return True
        values = {name: texts[0] for name, texts in parse_qs(body).items()}
        chat = values["chat_id"]
        async with self.arrived:
            self.sent.setdefault(chat, []).append((time.perf_counter(), values["text"]))
            keyboard = json.loads(values.get("reply_markup", "{}")).get("inline_keyboard", [])
            self.buttons[chat] = [button["callback_data"] for row in keyboard for button in row]
            self.arrived.notify_all()
        number = sum(map(len, self.sent.values()))
        return {"message_id": number, "date": 1, "chat": {"id": int(chat), "type": "private"}}

    async def heard(self, chat: str, count: int, within: float) -> bool:
        """Whether so many messages came to a chat within the seconds."""
        async with self.arrived:
            with suppress(TimeoutError):
                async with asyncio.timeout(within):
                    await self.arrived.wait_for(lambda: len(self.sent.get(chat, ())) >= count)
                    return True
        return False


@asynccontextmanager
async def telegram() -> AsyncIterator[Telegram]:
    """Telegram's side, listening."""
    side = Telegram("")

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            while True:
                method, body = await _call(reader)
                text = json.dumps({"ok": True, "result": await side.take(method, body)}).encode()
                writer.write(b"HTTP/1.1 200 X\r\nContent-Length: %d\r\n\r\n" % len(text) + text)
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    side.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield side
    finally:
        server.close()


async def _call(reader: asyncio.StreamReader) -> tuple[str, str]:
    """The method and the body of a call."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    lengths = [line for line in head.lower().split("\r\n") if line.startswith("content-length")]
    body = await reader.readexactly(int(lengths[0].partition(":")[2])) if lengths else b""
    return head.split()[1].rpartition("/")[2], body.decode("utf-8", "replace")


async def post(port: int, update: Mapping[str, object]) -> int:
    """Call the webhook once; the status, or 0 where the connection broke."""
    body = json.dumps(update).encode()
    head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{PROOF_HEADER}: {PROOF}\r\n"
    with suppress(OSError, asyncio.IncompleteReadError):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
            return int((await reader.readuntil(b"\r\n\r\n")).split()[1])
        finally:
            writer.close()
    return 0


def update(number: int, chat: int, text: str) -> dict[str, object]:
    """A message of a person, as Telegram posts it."""
    private = {"id": chat, "type": "private"}
    sent = {"message_id": number, "date": int(time.time()), "chat": private, "text": text}
    return {"update_id": number, "message": sent}


def pressed(number: int, chat: int, token: str) -> dict[str, object]:
    """A button that a person pressed."""
    private = {"id": chat, "type": "private"}
    below = {"message_id": 1, "date": int(time.time()), "chat": private}
    query = {"id": str(number), "from": {"id": chat}, "data": token, "message": below}
    return {"update_id": number, "callback_query": query}
