"""A Discogs marketplace that answers like the real one, with a catalogue made from a seed."""

from alcove.simulators.discogs.app import build, run
from alcove.simulators.discogs.catalogue import OfferSpec, ReleaseSpec
from alcove.simulators.discogs.config import DEMO, Account, SellerSpec, SimulatorConfig
from alcove.simulators.discogs.simulator import Simulator
from alcove.simulators.hosting import HostingError

__all__ = [
    "DEMO",
    "Account",
    "HostingError",
    "OfferSpec",
    "ReleaseSpec",
    "SellerSpec",
    "Simulator",
    "SimulatorConfig",
    "build",
    "run",
]
