"""Pages that ask for a browser: noticed, opened in one, and what that earned used by plain calls.

`open_visitor` makes the one object that others use: its `request` and `stream` are those of a client.
"""

from alcove.apps.books.sources.solver.clearance import Clearance, Cookie, Solver, Unsolved
from alcove.apps.books.sources.solver.opening import open_visitor
from alcove.apps.books.sources.solver.visiting import Visitor

__all__ = ["Clearance", "Cookie", "Solver", "Unsolved", "Visitor", "open_visitor"]
