"""The layers that a command works on, and which of them it may change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from bot.tree import Tree
from bot.upkeep.refusal import WrongCallError


@dataclass(frozen=True, slots=True)
class Layers:
    """A tree, and the numbers of the layers that the person named. The first layer is the base, that
    of the program where none was named: it is read and never changed."""

    tree: Tree
    named: Sequence[int] = ()

    @property
    def overlays(self) -> list[int]:
        """The layers of an office that may be changed."""
        return [layer for layer in self.named if layer > 0]

    @property
    def has_own_base(self) -> bool:
        """Whether the base was named, so that its keepers are at work."""
        return 0 in self.named

    def own(self, doing: str) -> int:
        """The layer that new things go to: the last that was named. Raises WrongCallError where none
        was; `doing` is the command to type, up to the folder."""
        if not self.named:
            what = "The knowledge that comes with the program is not changed."
            raise WrongCallError(what, f"Name your folder last: {doing} our-office")
        return self.named[-1]

    def office(self, doing: str) -> PurePath:
        """The folder of the office: the last layer. Raises WrongCallError where only the base is there;
        `doing` is the command to type, up to the folder."""
        if self.overlays:
            return self.tree.folders[self.overlays[-1]]
        what = (
            "The shared base is what every office falls back on; this is done in your own folder."
        )
        mend = f"Name it last: {doing} our-office\nMake one first: whereto knowledge new office our-office"
        raise WrongCallError(what, mend)
