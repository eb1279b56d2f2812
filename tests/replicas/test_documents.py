"""What docs/serve.md says about Redis and nginx is what the tests run with."""

from __future__ import annotations

import re
import subprocess

import pytest
import redis
from conftest import NOW
from redis.exceptions import NoPermissionError

from benchmarks.stage import NGINX, ROOT, found
from bot.replays import MemoryReplays
from bot.replicas.address import open_client
from bot.replicas.link import Link
from bot.replicas.replays import SharedReplays
from bot.replicas.sessions import RedisStore
from bot.store import MemoryStore
from bot.vault import Vault
from replicas.conftest import PAUSE, configured, needed

PAGE = (ROOT / "docs" / "serve.md").read_text("utf-8")


def block(kind: str) -> str:
    (found_block,) = re.findall(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)
    return found_block


def test_the_user_of_the_documents_can_do_what_the_program_does_and_no_more(server, tmp_path):
    lines = [line for line in block("redis").splitlines() if not line.startswith(("tls", "port"))]
    settings = tmp_path / "redis.conf"
    settings.write_text("\n".join(lines), "utf-8")
    with server.up(first=str(settings)):
        url = server.url.replace("://", "://whereto:a-long-password@")
        client = open_client(configured(), {"WHERETO_REDIS_URL": url})
        link = Link(client, "whereto", PAUSE)
        link.greet()
        store = RedisStore(link, MemoryStore())
        store.put("a", b"x", NOW)
        assert store.get("a", NOW).sealed == b"x"
        assert SharedReplays(link, Vault(), MemoryReplays()).is_new("telegram", "1")
        assert link._is_near
        for command in ("KEYS *", "CONFIG GET save", "MONITOR", "CLIENT LIST", "SAVE", "FLUSHALL"):
            with pytest.raises(NoPermissionError):
                client.execute_command(*command.split())
        with pytest.raises(NoPermissionError):
            client.get("elsewhere")
        with pytest.raises(redis.AuthenticationError):
            server.client().get("whereto:a")
        assert len(list(tmp_path.glob("*.rdb"))) == 0


def test_the_nginx_of_the_documents_is_understood_and_is_the_one_of_the_tests(tmp_path):
    needed("nginx")
    told = re.sub(r"\s+", " ", block("nginx").replace("10.0.0.1", "127.0.0.1"))
    for directive in re.findall(r"(?:proxy|client)_[^;]*;", told):
        if "temp_path" not in directive:
            assert directive in re.sub(r"\s+", " ", NGINX)
    settings = tmp_path / "nginx.conf"
    top = f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{"
    temporary = "".join(
        f"{kind}_temp_path {tmp_path}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    settings.write_text(f"{top} {temporary} {told.replace('443 ssl', '8443')} }}", "utf-8")
    command = [str(found("nginx")), "-t", "-q", "-e", "stderr", "-c", str(settings)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
