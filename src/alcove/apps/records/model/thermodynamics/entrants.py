"""Who takes part in a draw: the best offers without what was picked lately, as long as enough others remain."""

from collections.abc import Sequence
from dataclasses import dataclass

from alcove.apps.records.model.taste.subject import Subject
from alcove.apps.records.model.thermodynamics.values import Candidate, PastPick

ENOUGH = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrant:
    """One of the best offers; `recent`: it, or another copy of its record, was picked in the last 30 days."""

    candidate: Candidate
    record_id: int
    recent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Everything a draw depends on but its seed."""

    candidates: tuple[Candidate, ...]
    reference: tuple[Subject, ...]
    past: tuple[PastPick, ...]


def taking_part(entrants: Sequence[Entrant], *, current: int | None) -> list[Candidate]:
    """Return who may be drawn, in the order given; `current` is the listing that is to be replaced, if any.

    Recent ones stay out if at least five others remain. With fewer, only the current one does: all copies of its
    record if there is another record, else the listing alone if there is another listing.
    """
    fresh = [each for each in entrants if not each.recent]
    left = fresh if len(fresh) >= ENOUGH else _others(entrants, current=current)
    return [each.candidate for each in left]


def _others(entrants: Sequence[Entrant], *, current: int | None) -> Sequence[Entrant]:
    records = {each.record_id for each in entrants if each.candidate.subject.listing_id == current}
    of_other_records = [each for each in entrants if each.record_id not in records]
    other_listings = [each for each in entrants if each.candidate.subject.listing_id != current]
    return of_other_records or other_listings or entrants
