"""A simulated OPDS 1.2 catalogue of generated books, whose files are valid EPUBs."""

from alcove.simulators.opds.catalogue import run

__all__ = ["run"]
