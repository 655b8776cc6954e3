"""The record of the day: selected once per UTC day, replaced on demand, selected manually, and voted on."""

from alcove.apps.records.daily_pick.schemas import Breakdown
from alcove.apps.records.daily_pick.service.picks import (
    NO_ELIGIBLE_OFFER,
    ManualPick,
    PickOutcome,
    SelectFunction,
    SelectionStrategy,
    generate_seed,
    pick_manually,
    select_candidate,
)
from alcove.apps.records.daily_pick.service.service_selection import ServiceSelection
from alcove.apps.records.daily_pick.service.worker_selection import WorkerSelection
from alcove.apps.records.daily_pick.store import PICK_CHANNEL, lock_for_picking, read_pick_with_terms

__all__ = [
    "NO_ELIGIBLE_OFFER",
    "PICK_CHANNEL",
    "Breakdown",
    "ManualPick",
    "PickOutcome",
    "SelectFunction",
    "SelectionStrategy",
    "ServiceSelection",
    "WorkerSelection",
    "generate_seed",
    "lock_for_picking",
    "pick_manually",
    "read_pick_with_terms",
    "select_candidate",
]
