"""A catalogue of made-up books over OPDS 1.2 and 2.0, whose files are real EPUBs."""

from alcove.simulators.opds.app import build, run
from alcove.simulators.opds.config import OpdsConfig
from alcove.simulators.opds.publications import SimBook
from alcove.simulators.opds.simulator import Seen, Simulator

__all__ = ["OpdsConfig", "Seen", "SimBook", "Simulator", "build", "run"]
