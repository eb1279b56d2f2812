"""The `whereto` command: what it offers and how it is called. Each command has one home here."""
