"""What an office registered with Microsoft, read from the configuration: ids, secrets, tenants.

Problems name the setting and how to mend it, and show nothing of what stands there.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping

from bot.config import Config, read_secret
from bot.problem import KnowledgeError, Place, Problem

_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def problem(id_: str, where: str, what: str, mend: str) -> KnowledgeError:
    """A problem of one setting, to be raised."""
    return KnowledgeError([Problem(id_, Place(where), what, mend)])


def read_app_id(config: Config, environment: Mapping[str, str]) -> str:
    """The id of the app registration. Raises KnowledgeError."""
    app_id = read_secret(config, "platforms.teams.app_id", environment)
    if not _GUID.fullmatch(app_id):
        what = "An app id is 32 letters and digits in five groups, with four dashes."
        mend = "Copy the Application (client) ID of the app registration."
        raise problem("teams-app-id", "platforms.teams.app_id_env", what, mend)
    return app_id.lower()


def read_tenants(config: Config) -> tuple[str, ...]:
    """The tenants whose people are answered; the first is where the app is registered. Raises
    KnowledgeError."""
    tenants = config.texts("platforms.teams.tenants")
    if not tenants:
        what = "Nobody would be answered: no tenant is named."
        mend = "List the Directory (tenant) ID; the first is the one where the app is registered."
        raise problem("teams-tenants", "platforms.teams.tenants", what, mend)
    if not all(map(_GUID.fullmatch, tenants)):
        what = "A tenant id is 32 letters and digits in five groups, with four dashes."
        mend = "Copy the Directory (tenant) ID of the app registration."
        raise problem("teams-tenants", "platforms.teams.tenants", what, mend)
    return tuple(tenant.lower() for tenant in tenants)


def read_webhook_secret(config: Config, environment: Mapping[str, str]) -> bytes:
    """The key that an outgoing webhook signs with. Raises KnowledgeError."""
    text = read_secret(config, "platforms.teams.webhook_secret", environment)
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        what = "The token of an outgoing webhook is written in base64. This is another."
        mend = "Make the webhook anew in Teams, and copy the token that it shows, whole."
        where = "platforms.teams.webhook_secret_env"
        raise problem("secret-shape", where, what, mend) from None
