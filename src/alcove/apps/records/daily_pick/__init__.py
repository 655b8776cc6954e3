"""The record of the day: drawn once a UTC day, replaced on demand, drawn by hand, voted on."""

from alcove.apps.records.daily_pick.schemas import Breakdown
from alcove.apps.records.daily_pick.service.picks import (
    NOTHING_TO_DRAW,
    Compute,
    ManualDraw,
    PickOutcome,
    SelectionStrategy,
    draw,
    draw_by_hand,
    fresh_seed,
)
from alcove.apps.records.daily_pick.service.service_selection import ServiceSelection
from alcove.apps.records.daily_pick.service.worker_selection import WorkerSelection
from alcove.apps.records.daily_pick.store import PICK_CHANNEL, one_picker, pick_of

__all__ = [
    "NOTHING_TO_DRAW",
    "PICK_CHANNEL",
    "Breakdown",
    "Compute",
    "ManualDraw",
    "PickOutcome",
    "SelectionStrategy",
    "ServiceSelection",
    "WorkerSelection",
    "draw",
    "draw_by_hand",
    "fresh_seed",
    "one_picker",
    "pick_of",
]
