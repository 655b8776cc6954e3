"""Simulated providers of language models: OpenAI, Anthropic and Google on one port, with scripted faults."""

from alcove.simulators.ai_provider.app import build, run
from alcove.simulators.ai_provider.behaviours import Behaviour, DialectName, Ending, Script
from alcove.simulators.ai_provider.request_log import LoggedRequest
from alcove.simulators.ai_provider.simulator import Simulator

__all__ = ["Behaviour", "DialectName", "Ending", "LoggedRequest", "Script", "Simulator", "build", "run"]
