"""The owner's taste: what offers look like to a recommender, and what a recommender is.

Everything that computes needs scikit-learn and runs in another process; the api process loads only these values.
"""

from alcove.apps.records.taste.model.values import Subject

__all__ = ["Subject"]
