"""Benchmarks of books: downloads compared with curl, status reads, and searches."""
