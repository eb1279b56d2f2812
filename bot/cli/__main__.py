"""`python -m bot.cli`: the same as `whereto`."""

from bot.cli.main import main

raise SystemExit(main())
