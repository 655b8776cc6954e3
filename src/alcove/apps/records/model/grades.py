"""Grades of a record's condition, in the words the marketplace uses."""

from typing import Final

GRADES: Final = (
    "Mint (M)",
    "Near Mint (NM or M-)",
    "Very Good Plus (VG+)",
    "Very Good (VG)",
    "Good Plus (G+)",
    "Good (G)",
    "Fair (F)",
    "Poor (P)",
)
"""All media grades, best first."""

KEEPER_GRADES: Final = frozenset(GRADES[:5])
"""Good Plus or better."""

SUGGESTED_GRADE: Final = "Very Good Plus (VG+)"
"""The grade whose suggested price stands for a record."""
