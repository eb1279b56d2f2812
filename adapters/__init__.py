"""The edges: one module a platform, found by entry points; nothing in `bot` imports them."""
