"""`/auth/v1`: the accounts at the server's own address."""

from typing import TYPE_CHECKING

from alcove.apps.study.auth_api.addresses import PREFIX, find_external_url
from alcove.apps.study.deferred import DeferredService
from alcove.apps.study.keys import KeyStore
from alcove.apps.study.known_sessions import KnownSessions
from alcove.foundation.deps import Deps

if TYPE_CHECKING:
    from alcove.apps.study.auth_api.service import AuthApi
    from alcove.apps.study.project import ProjectAccounts

__all__ = ["PREFIX", "defer_auth_api", "find_external_url", "issue_token"]


def defer_auth_api(
    deps: Deps, *, key_store: KeyStore, sessions: KnownSessions, project_accounts: "ProjectAccounts | None"
) -> DeferredService:
    """Return the ASGI application of `/auth/v1`, which is loaded at the first request.

    New accounts are copied to the database of a program at once, if there is one.
    """

    def build() -> "AuthApi":
        from alcove.apps.study.auth_api.service import AuthApi  # noqa: PLC0415 - at the first request

        return AuthApi(deps, key_store=key_store, sessions=sessions, project_accounts=project_accounts, prefix=PREFIX)

    return DeferredService(build)


async def issue_token(deps: Deps, *, key_store: KeyStore, name: str) -> str:
    """Return the access token of a new session of the account with an address or id; AccountMissing."""
    from alcove.apps.study.auth_api.service import build_auth_deps, start_session  # noqa: PLC0415 - commands only

    return await start_session(build_auth_deps(deps, key_store=key_store), name)
