"""Signed requests: programs with a registered key, which sign what they send and act for an account."""

from typing import TYPE_CHECKING

from alcove.apps.study.signed_requests.service import MachineClients
from alcove.apps.study.signed_requests.store import forget_nonces
from alcove.foundation.deps import Deps

if TYPE_CHECKING:
    from alcove.apps.study.signed_requests.signed_calls import SignedCalls

__all__ = ["MachineClients", "build_machine_clients", "build_signed_calls", "forget_nonces"]


def build_machine_clients(deps: Deps) -> MachineClients:
    """Return the programs of accounts that sign their requests."""
    return MachineClients(deps.pool, vault=deps.vault, clock=deps.clock)


def build_signed_calls(deps: Deps) -> "SignedCalls":
    """Return what recognizes calls that a program has signed."""
    from alcove.apps.study.signed_requests.signed_calls import SignedCalls  # noqa: PLC0415 - the worker needs none

    return SignedCalls(build_machine_clients(deps), url_base=deps.server.url_base)
