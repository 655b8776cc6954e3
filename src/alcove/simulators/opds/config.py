"""What a simulated catalogue is started with."""

from dataclasses import dataclass, field
from typing import Literal

from alcove.foundation.clock import Clock, SystemClock
from alcove.simulators.opds.publications import SimBook, made_up


@dataclass(frozen=True, slots=True, kw_only=True)
class OpdsConfig:
    """A catalogue: its books, its manners, and who may come in."""

    seed: int = 1
    count: int = 60
    """Made-up books besides `publications`."""
    publications: tuple[SimBook, ...] = ()
    per_page: int = 10
    search: Literal["description", "direct", "none"] = "description"
    """How readers learn where to search."""
    crawlable: bool = True
    """Whether there is one feed with everything; without it there is one of what is new."""
    username: str = ""
    password: str = ""
    """Asked of everybody, once a name is set."""
    xml_base: bool = False
    """Whether addresses are relative to an `xml:base`."""
    clock: Clock = field(default_factory=SystemClock)

    def shelf(self) -> list[SimBook]:
        """Return all books, newest first."""
        return [*self.publications, *made_up(self.count, seed=self.seed)]
