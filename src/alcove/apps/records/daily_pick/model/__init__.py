"""The record of the day: a draw in which novelty weighs against score, and votes set how boldly it is drawn.

`select_seeded` computes with scikit-learn, which is loaded on its first call: it is for a process apart. The values and
the rule of who takes part are free of it.
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
