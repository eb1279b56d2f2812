"""The first files of an instance, as texts: settings, secrets still to be filled in, the service and
the container that run it. Nothing is written here; see `bot.cli.init`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from bot.config_values import DEFAULTS
from bot.editing import quoted
from bot.knowledge import Knowledge
from bot.office.office import NEEDED, OUTWARD, SECRETS, Office, Platform
from bot.office.overlay import overlay_files, template
from bot.office.to_confirm import contacts_to_confirm
from bot.tree import Tree

FROM_WHERE: Final = {
    "telegram.token": "from @BotFather, when the bot is made",
    "telegram.webhook_secret": "make one: openssl rand -hex 32",
    "slack.bot_token": "OAuth & Permissions, the Bot User OAuth Token (xoxb-…)",
    "slack.app_token": "Basic Information, App-Level Tokens, with connections:write (xapp-…)",
    "slack.signing_secret": "Basic Information, the Signing Secret",
    "teams.webhook_secret": "shown once, when the outgoing webhook is made",
    "teams.app_id": "the Application (client) ID of the app registration",
    "teams.app_password": "Certificates & secrets, the value of a client secret",
}
"""Where a platform shows a secret; docs/serve.md and docs/teams.md name the way there."""

TO_FILL: Final = {
    "telegram.webhook_url": "null          # https://<your name>/telegram",
    "teams.tenants": "[]                 # the Directory (tenant) ID where the app is registered, first",
    "teams.website": "null               # your https page on this guide",
}
"""What an office fills in below a platform, and what stands there until then."""

ANYWHERE: Final = """\
# The platforms are called at addresses that change; what no platform is, is refused.
IPAddressDeny=169.254.0.0/16 multicast"""
LOOPBACK: Final = """\
# Nothing is called from here: a webhook is answered in its call, through the server with TLS.
IPAddressDeny=any
IPAddressAllow=localhost"""


@dataclass(frozen=True, slots=True)
class Location:
    """Where an instance will lie and what runs it: absolute paths, as they stand in the unit."""

    folder: str
    program: str


def instance_files(
    office: Office, knowledge: Knowledge, tree: Tree, location: Location, key: str
) -> dict[str, str]:
    """Path below the folder of the instance -> text. `knowledge` and `tree`: the base; `key`: base64,
    for secrets.env alone."""
    where = f"{location.folder}/overlay"
    overlay = overlay_files(office, knowledge, tree, where)
    return {
        "config.yaml": _config(office),
        "secrets.env": _secrets(office, key),
        **{f"overlay/{path}": text for path, text in overlay.items()},
        "CONTACTS-TO-CONFIRM.md": contacts_to_confirm(office, knowledge, tree, where),
        "whereto.service": _unit(office, location),
        "Containerfile": template("Containerfile").substitute(
            name=office.name, folder=location.folder
        ),
        "compose.yaml": template("compose.yaml").substitute(),
    }


def variable(platform: Platform, secret: str) -> str:
    """The environment variable that holds a secret, as the settings name it by default."""
    return str(DEFAULTS[f"platforms.{platform.name}.{secret}_env"])


def _config(office: Office) -> str:
    return template("config.yaml").substitute(
        name=office.name,
        organisation=office.organisation or "null",
        country=office.country,
        city=office.city or "null",
        quoted_name=quoted(office.name),
        languages=", ".join(office.languages),
        audience=office.audience,
        platforms=_platforms(office),
    )


def _platforms(office: Office) -> str:
    if not office.platforms:
        return '# No platform is switched on yet: config.example.yaml shows how ("platforms:").\n'
    blocks = "".join(_platform(platform, office.audience) for platform in office.platforms)
    return f"# Where it answers. docs/serve.md and docs/teams.md say what each needs.\nplatforms:\n{blocks}"


def _platform(platform: Platform, audience: str) -> str:
    lines = [f"  {platform.name}:", "    enabled: yes", f"    mode: {platform.mode}"]
    lines += [f"    {secret}_env: {variable(platform, secret)}" for secret in SECRETS[platform]]
    lines += [
        f"    {name}: {TO_FILL[f'{platform.name}.{name}']}" for name in NEEDED.get(platform, ())
    ]
    who = "public" if platform.name == "telegram" else audience
    lines.append(
        f"    audience: {who}" + ("   # anybody can write to it" if who == "public" else "")
    )
    return "\n".join(lines) + "\n"


def _secrets(office: Office, key: str) -> str:
    lines = [
        "# The secrets of the instance, one a line, without quotes and spaces. Only the owner of this",
        "# file may read it; keep it out of every copy, backup and repository that others can read.",
        "# The key was made for this instance; a new one makes buttons of before it do nothing.",
        f"WHERETO_KEY={key}",
    ]
    for platform in office.platforms:
        for secret in SECRETS[platform]:
            lines += [
                f"# {FROM_WHERE[f'{platform.name}.{secret}']}",
                f"{variable(platform, secret)}=",
            ]
    return "\n".join(lines) + "\n"


def _unit(office: Office, location: Location) -> str:
    calls_out = any(platform in OUTWARD for platform in office.platforms)
    paths = (PurePosixPath(location.folder), PurePosixPath(location.program))
    at_home = any(path.is_relative_to(home) for path in paths for home in ("/home", "/root"))
    return template("whereto.service").substitute(
        name=office.name,
        country=office.country,
        folder=location.folder.replace("%", "%%"),
        program=location.program.replace("%", "%%"),
        protect_home="read-only" if at_home else "yes",
        addresses=ANYWHERE if calls_out or not office.platforms else LOOPBACK,
    )
