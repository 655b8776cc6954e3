"""Statements: plans written as SQL, and the transactions that run them."""
