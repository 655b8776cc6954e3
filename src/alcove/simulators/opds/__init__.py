"""A catalogue of made-up books over OPDS 1.2, whose files are real EPUBs."""

from alcove.simulators.opds.catalogue import run

__all__ = ["run"]
