"""`whereto knowledge import hsds`: services of another directory as drafts in an office's layer."""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot import format as fmt
from bot.cli.knowledge.folders import add_folders
from bot.field_reader import as_country
from bot.loader import with_base
from bot.problem import KnowledgeError, Place, Problem, counted
from bot.publishing.draft_file import addition
from bot.publishing.hsds_drafts import Draft, LeftOut, Surroundings, drafts_of
from bot.publishing.hsds_reading import LARGEST_IMPORT, read_services
from bot.tree import Tree, text_of
from bot.tree_reader import read_tree
from bot.yaml_reader import LARGEST_FILE, UnreadableError, read_text
from bot.yaml_reader import text_of as text_of_file


def add_to(commands: Any) -> None:
    """Add the command and the forms that can be imported."""
    command = commands.add_parser("import", help="drafts of contacts from elsewhere")
    forms = command.add_subparsers(
        dest="form", metavar="FORM", required=True, parser_class=type(command)
    )
    hsds = forms.add_parser("hsds", help="services of another directory (Open Referral)")
    hsds.add_argument("file", type=Path, metavar="FILE")
    hsds.add_argument("--to", required=True, type=Path, metavar="OVERLAY")
    hsds.add_argument(
        "--channel", choices=fmt.CHANNEL_KINDS, help="the kind of office of services that say none"
    )
    add_folders(hsds)
    hsds.set_defaults(run=run_import)


def run_import(options: argparse.Namespace) -> int:
    """Write the drafts. 0: at least one; 1: none; 2: something cannot be read or written."""
    services = read_services(_text(options.file, LARGEST_IMPORT), str(options.file))
    tree = read_tree(_layers(options.folders, options.to))
    if broken := [problem for problem in tree.problems if problem.severity == "stop"]:
        raise KnowledgeError(broken)
    drafts, left_out = drafts_of(services, _around(tree, options.channel))
    try:
        written = _write(options.to, drafts)
    except OSError as error:
        sys.stderr.write(f"{options.to}: this cannot be written ({error.strerror}).\n")
        return 2
    sys.stdout.write("".join(f"{path}: {counted(count, 'draft')}\n" for path, count in written))
    sys.stdout.write(_told(left_out))
    return 0 if drafts else 1


def _text(path: Path, largest: int) -> str:
    try:
        return text_of_file(path, str(path), largest)
    except UnreadableError as error:
        raise KnowledgeError([error.problem]) from None


def _layers(below: Sequence[Path], overlay: Path) -> list[Path]:
    """The overlay and what it lies over. Raises KnowledgeError where it is no overlay: the shared
    base holds no drafts."""
    layers = with_base([*below, overlay])
    if not (overlay / "overlay.yaml").is_file():
        what = "This is no office's own layer: it has no overlay.yaml."
        mend = "Drafts are kept in an overlay, never in the shared base."
        raise KnowledgeError([Problem("no-overlay", Place(str(overlay)), what, mend)])
    return layers


def _around(tree: Tree, channel: str | None) -> Surroundings:
    said = [text_of(item.field("country")) for item in tree.entries_of(fmt.OVERLAY)]
    return Surroundings(
        contacts=frozenset(tree.ids_of(fmt.CONTACTS)),
        organisations=frozenset(tree.ids_of(fmt.ORGANISATIONS)),
        cities={item.id: text_of(item.field("country")) for item in tree.entries_of(fmt.PLACES)},
        country=next((country for country in said if as_country(country)), None),
        channel=channel,
    )


def _write(overlay: Path, drafts: list[Draft]) -> list[tuple[Path, int]]:
    """Add the drafts to the files of their countries; the files and how many each got."""
    by_country: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        by_country[draft.contact.country].append(draft)
    written = []
    for country, own in sorted(by_country.items()):
        path = overlay / "contacts" / f"{country}.yaml"
        text = _text(path, LARGEST_FILE) if path.exists() else ""
        added = addition(text, own)
        _raise_unless_readable(text + added, path)
        path.parent.mkdir(exist_ok=True)
        with path.open("ab") as file:
            file.write(added.encode("utf-8"))
        written.append((path, len(own)))
    return written


def _raise_unless_readable(text: str, path: Path) -> None:
    """Raises KnowledgeError where a file would be broken or too large afterwards; it is not touched."""
    try:
        read_text(text, str(path))
    except UnreadableError as error:
        raise KnowledgeError([error.problem]) from None
    if len(text.encode("utf-8")) > LARGEST_FILE:
        what = "With these drafts the file would be larger than the program reads."
        mend = "Import fewer services at once."
        raise KnowledgeError([Problem("file-too-large", Place(str(path)), what, mend)])


def _told(left_out: list[LeftOut]) -> str:
    rows = [f"  {one.whose}: {one.what}" for one in left_out]
    return "".join(f"{row}\n" for row in (["Left out:", *rows] if rows else []))
