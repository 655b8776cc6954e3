"""The public addresses of the server and of its accounts."""

from typing import Final

from alcove.apps.study.settings import StudySettings
from alcove.foundation.deps import Deps
from alcove.foundation.identity import IdentitySettings
from alcove.foundation.settings import TlsSettings

PREFIX: Final = "/auth/v1"
"""The path of the accounts at the server's own address."""


def find_server_url(deps: Deps) -> str:
    """Return the public address of this server, without a slash at its end.

    It is that of the settings, or else the server's own port on this machine.
    """
    scheme = "https" if deps.load(TlsSettings).alcove_tls_cert else "http"
    own_url = f"{scheme}://localhost:{deps.server.port}{deps.server.url_base}"
    return (deps.load(IdentitySettings).alcove_public_url or own_url).rstrip("/")


def find_external_url(deps: Deps) -> str:
    """Return the public address of the accounts, which is the issuer of their tokens."""
    address = deps.load(StudySettings).api_external_url or find_server_url(deps)
    return address.rstrip("/").removesuffix(PREFIX) + PREFIX
