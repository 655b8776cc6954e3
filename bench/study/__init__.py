"""Benchmarks of study: the REST API beside bare asyncpg, accounts, and what the app costs when idle."""

from bench.study.rows import fill

__all__ = ["fill"]
