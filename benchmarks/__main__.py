"""`python -m benchmarks speed|accuracy [--json FILE]`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from benchmarks import accuracy, speed


def main() -> None:
    """Run one benchmark and print its table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("benchmark", choices=("speed", "accuracy"))
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    options = parser.parse_args()
    figures = {"speed": speed.run, "accuracy": accuracy.run}[options.benchmark]()
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
