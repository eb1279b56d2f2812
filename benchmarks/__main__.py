"""`python -m benchmarks NAME [--data DIR] [--json FILE]`; NAME is one of `BENCHMARKS`."""

from __future__ import annotations

import argparse
import importlib
import json
from pathlib import Path
from typing import Final

BENCHMARKS: Final = (
    "accuracy",
    "thresholds",
    "public",
    "peers",
    "speed",
    "scale",
    "serve",
    "replicas",
    "sizing",
)


def main() -> None:
    """Run one benchmark and print its tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("benchmark", choices=BENCHMARKS)
    parser.add_argument(
        "--data", type=Path, default=Path("data"), help="the folder of the public sets"
    )
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    options = parser.parse_args()
    found = importlib.import_module(f"benchmarks.{options.benchmark}").run(options)
    if options.json:
        options.json.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
