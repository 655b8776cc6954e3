"""Whether there are credentials for Discogs, without which no periodic task asks it."""

from alcove.apps.records.deps import WorkerDeps
from alcove.apps.records.errors import CredentialsInvalid, CredentialsMissing


async def has_credentials(deps: WorkerDeps) -> bool:
    """Return whether credentials are configured; whether Discogs accepts them is another question."""
    try:
        async with deps.marketplace():
            return True
    except (CredentialsMissing, CredentialsInvalid):
        return False
