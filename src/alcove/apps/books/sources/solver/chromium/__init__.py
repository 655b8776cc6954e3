"""The built-in solver: the Chromium of this machine, unmodified and not disguised."""

from alcove.apps.books.sources.solver.chromium.process import find_program
from alcove.apps.books.sources.solver.chromium.solver import Chromium, Limits

__all__ = ["Chromium", "Limits", "find_program"]
