"""`/api/ai/providers`: which AI providers can be asked."""

from collections.abc import Callable, Sequence

from alcove.apps.study.ai_providers.model import ProviderRegistry
from alcove.apps.study.native_callers import CallerIdentifier
from alcove.foundation.web import Api


def register_provider_list(
    apis: Sequence[Api], providers: Callable[[], ProviderRegistry], *, callers: CallerIdentifier
) -> None:
    """Declare the endpoint."""
