"""What works without the bot: pages of a browser, a poster for a wall. The same texts, contacts and
rules of display as in the chat; nothing here writes a word of its own."""
