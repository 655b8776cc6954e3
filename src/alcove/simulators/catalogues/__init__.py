"""Gutendex with Project Gutenberg's files, the Internet Archive and Open Library, over the same works."""

from alcove.simulators.catalogues.app import build, environment, run
from alcove.simulators.catalogues.config import CataloguesConfig
from alcove.simulators.catalogues.simulator import Faults, Seen, Simulator
from alcove.simulators.catalogues.works import KNOWN, TRAPS, Work

__all__ = ["KNOWN", "TRAPS", "CataloguesConfig", "Faults", "Seen", "Simulator", "Work", "build", "environment", "run"]
