"""The health check of the database role of the REST API."""

from typing import Final

import asyncpg

from alcove.apps.study.api_database import can_become, ensure_login, is_login_made
from alcove.apps.study.settings import StudySettings
from alcove.foundation.database import connect_foreign
from alcove.foundation.deps import Deps
from alcove.foundation.telemetry import ComponentHealth, Probe

COMPONENT: Final = "study REST API"
_ADVICE: Final = "see STUDY_DATABASE_URL in docs/guides/study.md"


def build_rest_probe(deps: Deps) -> Probe:
    """Return the check that the REST API can connect, once it was used."""
    settings = deps.load(StudySettings)

    async def probe_rest_api() -> ComponentHealth:
        if settings.study_database_url:
            address = settings.study_database_url.reveal()
        elif await is_login_made(deps.pool):
            address = (await ensure_login(deps.pool)).address(deps.dsn)
        else:
            return ComponentHealth(COMPONENT, "ok", "connects at the first request")
        try:
            connection = await connect_foreign(address, name="alcove-rest-check")
        except asyncpg.InvalidAuthorizationSpecificationError as error:
            return ComponentHealth(COMPONENT, "degraded", f"its role cannot connect ({error}): {_ADVICE}")
        try:
            if await can_become(connection, "anon"):
                return ComponentHealth(COMPONENT, "ok")
        finally:
            connection.terminate()
        return ComponentHealth(COMPONENT, "degraded", f"its role is no member of authenticator: {_ADVICE}")

    return probe_rest_api
