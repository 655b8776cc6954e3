"""Browser challenges ("Just a moment..."): detected, solved in a real browser, and the cookies reused by HTTP clients.

`build_challenge_client` returns the one object that others use: its `request` and `stream` are those of a client.
"""

from alcove.apps.books.sources.solver.build import build_challenge_client
from alcove.apps.books.sources.solver.challenge_client import ChallengeClient
from alcove.apps.books.sources.solver.clearance import ChallengeNotSolved, Clearance, Cookie, Solver

__all__ = ["ChallengeClient", "ChallengeNotSolved", "Clearance", "Cookie", "Solver", "build_challenge_client"]
