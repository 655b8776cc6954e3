"""The further addresses of apps: claimed beside the server's, and the lines that apps log at the start."""

from collections.abc import Sequence
from dataclasses import dataclass

from alcove.foundation.settings import Configuration
from alcove.main.apps import enabled_apps
from alcove.main.ports import addresses, claim


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAddress:
    """Where an app is served by itself; `key` is the app's name and the listener's."""

    key: tuple[str, str]
    listen: Sequence[str]
    port: int


def own_addresses(configuration: Configuration, *, patience: float | None) -> list[OwnAddress]:
    """Return the addresses of the apps' own listeners; CommandError when a stranger has one of them.

    Without `patience` (seconds) somebody else has seen to that.
    """
    return [
        OwnAddress(
            key=(app.name, listener.name),
            listen=(
                addresses(listener.host)
                if patience is None
                else claim(listener.host, listener.port, patience=patience, advice=listener.setting)
            ),
            port=listener.port,
        )
        for app in enabled_apps(configuration.server)
        for listener in app.listeners(configuration)
    ]


def announce(configuration: Configuration) -> None:
    """Have each app log what an operator wants to see at the start."""
    for app in enabled_apps(configuration.server):
        app.announce(configuration)
