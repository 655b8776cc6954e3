"""What a simulated catalogue is started with."""

from dataclasses import dataclass, field
from typing import Literal

from alcove.foundation.clock import Clock, SystemClock
from alcove.simulators.opds.publications import SimBook, made_up, traps


@dataclass(frozen=True, slots=True, kw_only=True)
class OpdsConfig:
    """A catalogue: its books, its manners, and who may come in."""

    seed: int = 1
    count: int = 60
    """Made-up books besides `publications`."""
    publications: tuple[SimBook, ...] = ()
    with_traps: bool = True
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
    standard_ebooks: bool = False
    """Whether the addresses and limits are those of Standard Ebooks."""
    member: str = "reader@books.example"
    """The address that may read the stored feeds of Standard Ebooks; every other is refused."""
    closed_search: bool = False
    """Whether even a search of Standard Ebooks needs a member."""
    files_per_30_s: int = 35
    clock: Clock = field(default_factory=SystemClock)

    def shelf(self) -> list[SimBook]:
        """Return all books, newest first."""
        return [*self.publications, *made_up(self.count, seed=self.seed), *(traps() if self.with_traps else ())]
