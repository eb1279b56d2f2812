"""How long a signature holds: the one home of that arithmetic.

Who read an answer or tried a number wrote down the day. From that day it holds for a time, on the last
day of it still; then it is overdue, and for a contact there is a time of grace after which it is gone.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Signed:
    """The day of a review or a trial call, and how long it holds."""

    on: dt.date
    holds: dt.timedelta

    @property
    def due(self) -> dt.date:
        """The last day on which it holds."""
        return self.on + self.holds

    def is_overdue(self, today: dt.date) -> bool:
        """Whether it holds no more."""
        return today > self.due

    def is_due_within(self, time: dt.timedelta, today: dt.date) -> bool:
        """Whether it is overdue, or will be when that time has passed."""
        return self.is_overdue(today + time)

    def is_past(self, grace: dt.timedelta, today: dt.date) -> bool:
        """Whether the time of grace is over as well."""
        return self.is_overdue(today - grace)
