"""The record of the day: a draw in which novelty weighs against score, and votes set how boldly it is drawn.

`select` and `select_seeded` compute with scikit-learn, which is loaded on their first call: they are for a process
apart. The values and the rule of who takes part are free of it.
"""

from alcove.apps.records.model.thermodynamics.entrants import Entrant, Scene, taking_part
from alcove.apps.records.model.thermodynamics.selecting import METHOD, select, select_seeded
from alcove.apps.records.model.thermodynamics.values import Candidate, PastPick, Selection, Terms

__all__ = [
    "METHOD",
    "Candidate",
    "Entrant",
    "PastPick",
    "Scene",
    "Selection",
    "Terms",
    "select",
    "select_seeded",
    "taking_part",
]
