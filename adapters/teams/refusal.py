"""How a call that is not let in is answered: a status of our own and an empty body, never a reason
that a stranger could learn from."""

from __future__ import annotations

from typing import Final

NOT_UNDERSTOOD: Final = 400
"""The body is no JSON object."""

NOT_PROVEN: Final = 401
"""Nothing proves that the call is Microsoft's and for this bot."""

NOT_SERVED: Final = 403
"""A true call of a place that is not answered: a group, a channel, another tenant."""

NOT_NOW: Final = 503
"""Whether the call is true cannot be found out at the moment."""


class RefusedError(Exception):
    """A call that reaches no turn, with the status that says so. Holds nothing of the call."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status
