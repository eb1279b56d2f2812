"""The app package that an administrator uploads to Teams: manifest, translations, two icons.

Only the personal scope is asked for, so that the bot cannot be added to a team or a group chat; no
file, no call, no permission. Its words are entries of the knowledge, neutral in name and icon: both
show in the sidebar. The manifest is Microsoft's schema 1.17.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from adapters.teams.icons import BLUE, color_icon, outline_icon
from adapters.teams.registration import problem, read_app_id
from bot.config import Config
from bot.knowledge import Knowledge, Wording
from bot.version import VERSION

SCHEMA: Final = "https://developer.microsoft.com/json-schemas/teams/v1.17"
LONGEST: Final = {"name.short": 30, "description.short": 80, "description.full": 4000}
"""Characters, by the schema."""
LONGEST_PUBLISHER: Final = 32

_TOLD: Final = ("notice-program", "notice-teams", "notice-teams-2")
"""What the first reply says as well: who can read the chat is known before the app is added."""
_MOMENT: Final = (1980, 1, 1, 0, 0, 0)
"""The first that a zip file can name: the same input gives the same file."""


def package(config: Config, knowledge: Knowledge, environment: Mapping[str, str]) -> bytes:
    """The package as a zip file. Raises KnowledgeError with what is missing for it."""
    default = knowledge.wording(knowledge.default_language)
    others = [knowledge.wording(tag) for tag in knowledge.languages if tag != default.language.tag]
    files = {
        "manifest.json": _json(_manifest(config, default, others, environment)),
        "color.png": color_icon(),
        "outline.png": outline_icon(),
    }
    for wording in others:
        localised = {"$schema": f"{SCHEMA}/MicrosoftTeams.Localization.schema.json"}
        files[f"{wording.language.tag}.json"] = _json(localised | dict(_texts(wording)))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _MOMENT), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _manifest(
    config: Config, default: Wording, others: list[Wording], environment: Mapping[str, str]
) -> dict[str, Any]:
    app_id, page = read_app_id(config, environment), _page(config)
    texts = dict(_texts(default))
    return {
        "$schema": f"{SCHEMA}/MicrosoftTeams.schema.json",
        "manifestVersion": "1.17",
        "version": VERSION,
        "id": app_id,
        "developer": {
            "name": _publisher(config),
            "websiteUrl": page,
            "privacyUrl": page,
            "termsOfUseUrl": page,
        },
        "name": {"short": texts["name.short"], "full": texts["name.full"]},
        "description": {
            "short": texts["description.short"],
            "full": texts["description.full"],
        },
        "localizationInfo": {
            "defaultLanguageTag": default.language.tag,
            "additionalLanguages": [
                {"languageTag": other.language.tag, "file": f"{other.language.tag}.json"}
                for other in others
            ],
        },
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": "#{:02x}{:02x}{:02x}".format(*BLUE),
        "bots": [
            {
                "botId": app_id,
                "scopes": ["personal"],
                "isNotificationOnly": False,
                "supportsFiles": False,
            }
        ],
        "validDomains": [],
    }


def _texts(wording: Wording) -> Iterator[tuple[str, str]]:
    """The words of the package in one language, by their place in the manifest."""
    told = [_text(wording, f"interface/{name}") for name in _TOLD]
    about = _text(wording, "interface/app-about")
    name = _text(wording, "interface/app-name")
    description = _text(wording, "interface/app-description")
    texts = {
        "name.short": name,
        "name.full": name,
        "description.short": description,
        "description.full": "\n\n".join([about, *told]),
    }
    for place, text in texts.items():
        if len(text) > LONGEST.get(place, len(text)):
            what = f"The app package takes {LONGEST[place]} characters there: {place}."
            mend = "Shorten the text in interface.yaml."
            raise problem("teams-package", f"{wording.language.tag}/interface.yaml", what, mend)
        yield place, text


def _text(wording: Wording, entry: str) -> str:
    if entry not in wording.texts:
        what = f'The app package needs "{entry.rpartition("/")[2]}".'
        mend = "Add it to interface.yaml."
        raise problem("teams-package", f"{wording.language.tag}/interface.yaml", what, mend)
    return wording.texts[entry]


def _publisher(config: Config) -> str:
    name = config.text("instance.office")
    if not name or len(name) > LONGEST_PUBLISHER:
        what = f"The app package names who offers it, in at most {LONGEST_PUBLISHER} characters."
        mend = "Write the name of your office there."
        raise problem("teams-package", "instance.office", what, mend)
    return name


def _page(config: Config) -> str:
    page = config.text("platforms.teams.website") or ""
    if not page.startswith("https://") or not urlsplit(page).hostname:
        what = "The app package names a page that says who offers it, and its privacy and terms."
        mend = "Write its address there; it begins with https://."
        raise problem("teams-package", "platforms.teams.website", what, mend)
    return page


def _json(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=2).encode()
