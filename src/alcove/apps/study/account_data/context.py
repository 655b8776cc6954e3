"""What the endpoints of an account's data use."""

from dataclasses import dataclass

from alcove.apps.study.account_data.confirmation import Confirmation
from alcove.apps.study.account_data.deletion import AccountDeletion, build_deletion
from alcove.apps.study.exports import Exports
from alcove.apps.study.native_callers import CallerIdentifier
from alcove.apps.study.project_copies import find_object_address
from alcove.apps.study.settings import StudySettings
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.deps import Deps
from alcove.foundation.identity import AttemptLimiter, AttemptRules, PasswordHasher
from alcove.foundation.ratelimit import LimitStore


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountDataContext:
    """What the endpoints use; `exports_per_hour` 0 sets no limit."""

    pool: Pool
    clock: Clock
    callers: CallerIdentifier
    confirmation: Confirmation
    deletion: AccountDeletion
    exports: Exports
    limits: LimitStore
    grace_days: int
    exports_per_hour: int
    object_address: str
    """The database with the rows of stored files, if it is not the server's own."""


def build_context(deps: Deps, *, callers: CallerIdentifier) -> AccountDataContext:
    """Return the parts, over the server's accounts."""
    settings = deps.load(StudySettings)
    rules = AttemptRules(name_failures=max(1, settings.study_lock_failures), lock_seconds=settings.study_lock_seconds)
    return AccountDataContext(
        pool=deps.pool,
        clock=deps.clock,
        callers=callers,
        confirmation=Confirmation(
            deps.pool,
            clock=deps.clock,
            hasher=PasswordHasher(),
            attempts=AttemptLimiter(deps.pool, clock=deps.clock, rules=rules),
        ),
        deletion=build_deletion(deps),
        exports=Exports(deps),
        limits=deps.limits,
        grace_days=settings.study_deletion_grace_days,
        exports_per_hour=settings.study_exports_per_hour,
        object_address=find_object_address(deps),
    )
