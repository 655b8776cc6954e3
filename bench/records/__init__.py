"""Records: hot reads, Python time, memory, scraping and learning, on a made-up catalogue."""

from bench.records.catalogue import fill

__all__ = ["fill"]
