"""`whereto knowledge schema`: what editors complete and check by."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from bot import format as fmt
from bot.editing import with_modeline
from bot.loader import existing
from bot.problem import KnowledgeError, counted, report
from bot.tree_reader import read_tree
from bot.upkeep.schemas import as_text, file_name, modeline, schemas
from bot.yaml_reader import unopened


def add_to(commands: Any) -> None:
    """Add the command."""
    schema = commands.add_parser("schema", help="JSON Schemas, for editors that know YAML")
    schema.add_argument(
        "folders",
        nargs="*",
        type=Path,
        metavar="DIR",
        help="layers whose files shall point to them",
    )
    schema.add_argument("--write", type=Path, metavar="DIR", help="the folder to write them to")
    schema.set_defaults(run=run_schema)


def run_schema(options: argparse.Namespace) -> int:
    """Write the schemas, or list them. 0: done; 2: a folder is not there or cannot be written to."""
    if options.write is None:
        sys.stdout.write(
            "".join(f"{file_name(kind):<20}{kind.pattern}\n" for kind in fmt.FILE_KINDS)
        )
        return 0
    folders = existing(options.folders)
    made = schemas()
    try:
        options.write.mkdir(parents=True, exist_ok=True)
        for name, schema in made.items():
            (options.write / name).write_text(as_text(schema), encoding="utf-8")
        changed = sum(_point(folder, options.write) for folder in folders)
    except OSError as error:
        where = error.filename or options.write
        raise KnowledgeError([unopened("folder", str(where), error)]) from None
    sys.stdout.write(f"{counted(len(made), 'schema')} written to {options.write}\n")
    if folders:
        sys.stdout.write(f"{counted(changed, 'file')} changed to point to them\n")
    return 0


def _point(layer: Path, schemas_folder: Path) -> int:
    """Let the files of a layer point to their schemas; how many had to be changed. What cannot be
    read stays as it is, and is named."""
    tree = read_tree([layer])
    broken = [problem for problem in tree.problems if problem.severity == "stop"]
    if broken:
        sys.stderr.write(report(broken, closing="These stay as they are."))
    changed = 0
    for file in tree.files:
        path = Path(file.path).resolve()
        text = path.read_bytes().decode("utf-8")
        new = with_modeline(text, modeline(file.kind, path, schemas_folder.resolve()))
        if new != text:
            path.write_bytes(new.encode("utf-8"))
            changed += 1
    return changed
