"""A simulated Discogs API with a generated, reproducible catalogue."""

from alcove.simulators.discogs.app import build, run
from alcove.simulators.discogs.catalogue import OfferSpec, ReleaseSpec
from alcove.simulators.discogs.config import DEMO, SellerSpec, SimulatorConfig
from alcove.simulators.discogs.simulator import Simulator

__all__ = [
    "DEMO",
    "OfferSpec",
    "ReleaseSpec",
    "SellerSpec",
    "Simulator",
    "SimulatorConfig",
    "build",
    "run",
]
