"""Recommenders that learn the owner's taste, their evaluation and their storage format.

All of it except `values` and `entry_points` imports scikit-learn and runs in another process.
"""

from alcove.apps.records.taste.model.values import Subject

__all__ = ["Subject"]
