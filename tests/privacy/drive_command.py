"""Runs one command of the program for the canary, watched and at DEBUG; see canary.py."""

from __future__ import annotations

import watch

watch.begin()

import logging
import sys
from functools import partial

import bot.cli.main as program

program.keep_silent = partial(program.keep_silent, level=logging.DEBUG)

if __name__ == "__main__":
    code = program.main(sys.argv[1:])
    sys.stdout.flush()
    watch.end()
    raise SystemExit(code)
