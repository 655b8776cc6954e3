"""Benchmarks of study: the REST API beside the same statements through bare asyncpg, and what it costs when idle."""

from bench.study.rows import fill

__all__ = ["fill"]
