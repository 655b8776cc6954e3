"""The addresses at which apps are served by themselves, and what apps log at the start."""

from collections.abc import Sequence
from dataclasses import dataclass

from alcove.foundation.settings import Configuration
from alcove.main.apps import enabled_apps
from alcove.main.ports import claim_port, listen_addresses


@dataclass(frozen=True, slots=True, kw_only=True)
class AppAddress:
    """An address at which an app is served by itself; `key` is (app, listener)."""

    key: tuple[str, str]
    listen: Sequence[str]
    port: int


def app_addresses(configuration: Configuration, *, claim_timeout: float | None) -> list[AppAddress]:
    """Return the addresses of the apps' own listeners; CommandError when one of their ports is in use.

    `claim_timeout` is in seconds; with None the ports are not checked.
    """
    return [
        AppAddress(
            key=(app.name, listener.name),
            listen=(
                listen_addresses(listener.host)
                if claim_timeout is None
                else claim_port(listener.host, listener.port, timeout=claim_timeout, setting=listener.setting)
            ),
            port=listener.port,
        )
        for app in enabled_apps(configuration.server)
        for listener in app.listeners(configuration)
    ]


def log_app_starts(configuration: Configuration) -> None:
    """Let each enabled app log its start messages."""
    for app in enabled_apps(configuration.server):
        app.log_start(configuration)
