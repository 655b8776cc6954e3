"""The configured AI providers, and their health."""

from alcove.apps.study.ai_providers.model import ProviderRegistry
from alcove.foundation.deps import Deps

__all__ = ["build_provider_registry"]


def build_provider_registry(deps: Deps) -> ProviderRegistry:
    """Return the the configured ai providers, and their health of this process."""
    raise NotImplementedError
