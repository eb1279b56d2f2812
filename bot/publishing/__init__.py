"""The knowledge for people and programs outside the chat: pages, posters, other programs' forms."""
