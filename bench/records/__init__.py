"""Benchmarks of records: frequent reads, Python time, memory, scraping and taste models, on generated data."""

from bench.records.catalogue import fill

__all__ = ["fill"]
