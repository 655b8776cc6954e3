"""The state of a running simulator, for its routes and for tests in the same process."""

import itertools

from starlette.requests import Request

from alcove.foundation.clock import Clock
from alcove.simulators.ai_provider.behaviours import ScriptBook
from alcove.simulators.ai_provider.request_log import RequestLog


class Simulator:
    """Scripts, the log of requests, and the clock by which answers are paced."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.scripts = ScriptBook()
        self.log = RequestLog(clock)
        self.numbers = itertools.count(1)


def simulator_of(request: Request) -> Simulator:
    """Return the simulator of the app that serves a request."""
    simulator = request.app.state.simulator
    assert isinstance(simulator, Simulator)
    return simulator
