"""`/api/materials`: what a learner wants to be asked about."""

from collections.abc import Sequence

from alcove.apps.study.native_callers import CallerIdentifier
from alcove.foundation.deps import Deps
from alcove.foundation.web import Api


def register_materials(apis: Sequence[Api], deps: Deps, *, callers: CallerIdentifier) -> None:
    """Declare the endpoints."""
