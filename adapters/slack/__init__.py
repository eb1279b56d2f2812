"""Slack: direct messages, a modal, the App Home and one command; Socket Mode or HTTP.

`read_message` and `render_reply` only convert; `connect` gives the connection that the server keeps
running. What a person writes where others read along is answered by nobody.
"""

from adapters.slack.drawing import render_reply
from adapters.slack.link import connect
from adapters.slack.reading import read_message

__all__ = ["connect", "read_message", "render_reply"]
