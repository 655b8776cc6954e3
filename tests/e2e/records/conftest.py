"""Servers started and ended as the tests of the processes do."""

from e2e.processes.conftest import env, home, start

__all__ = ["env", "home", "start"]
