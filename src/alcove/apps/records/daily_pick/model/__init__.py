"""Selection of the record of the day: a random choice that weighs score and novelty; votes set its temperature.

`select_seeded` imports scikit-learn on its first call and runs in another process; nothing else here needs it.
"""

from alcove.apps.records.daily_pick.model.selection import METHOD, select_seeded
from alcove.apps.records.daily_pick.model.values import (
    Candidate,
    CandidateTerms,
    PastPick,
    Pick,
    Selection,
    SelectionInput,
    list_eligible,
)

__all__ = [
    "METHOD",
    "Candidate",
    "CandidateTerms",
    "PastPick",
    "Pick",
    "Selection",
    "SelectionInput",
    "list_eligible",
    "select_seeded",
]
