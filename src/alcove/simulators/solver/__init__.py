"""A FlareSolverr that answers like the real one, and a guard that stands before any other app."""

from alcove.simulators.solver.flaresolverr import Behaviour, FlareSolverrSimulator
from alcove.simulators.solver.guard import Guard

__all__ = ["Behaviour", "FlareSolverrSimulator", "Guard"]
