"""What the simulated catalogues are started with."""

from dataclasses import dataclass, field

from alcove.foundation.clock import Clock, SystemClock
from alcove.simulators.catalogues.works import KNOWN, TRAPS, Work, made_up


@dataclass(frozen=True, slots=True, kw_only=True)
class CataloguesConfig:
    """Gutendex, the Internet Archive and Open Library, which know the same works."""

    seed: int = 1
    count: int = 60
    """Made-up works besides the known ones."""
    works: tuple[Work, ...] = ()
    """Further works."""
    with_traps: bool = True
    padding: int = 0
    """Bytes of noise that make every file larger."""
    clock: Clock = field(default_factory=SystemClock)

    def shelf(self) -> list[Work]:
        """Return all works, the most popular first."""
        return [*KNOWN, *self.works, *made_up(self.count, seed=self.seed), *(TRAPS if self.with_traps else ())]
