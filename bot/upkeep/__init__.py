"""Tools of focal points on the files: what a change does, before anybody reads it."""
