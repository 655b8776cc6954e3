"""The owner's taste: what offers look like to a recommender, and what a recommender is.

Everything that computes needs scikit-learn and runs in a process apart; nothing here is loaded by the api process.
"""
