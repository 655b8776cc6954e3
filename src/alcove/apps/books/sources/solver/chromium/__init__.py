"""The built-in solver: an ordinary Chromium of this machine, without any disguise."""

from alcove.apps.books.sources.solver.chromium.process import find_program
from alcove.apps.books.sources.solver.chromium.solver import Chromium, Limits

__all__ = ["Chromium", "Limits", "find_program"]
