"""A catalogue of books over OPDS 1.2 and 2.0, well-behaved or hostile, and one with the manners of Standard Ebooks."""

from alcove.simulators.opds.app import build, run
from alcove.simulators.opds.config import OpdsConfig
from alcove.simulators.opds.publications import TRAPS, SimBook
from alcove.simulators.opds.simulator import Faults, Seen, Simulator

__all__ = ["TRAPS", "Faults", "OpdsConfig", "Seen", "SimBook", "Simulator", "build", "run"]
