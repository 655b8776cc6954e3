"""The response of `/api/ai/providers`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import msgspec

from alcove.apps.study.ai_providers.model import ProviderStatus


class ProviderBody(msgspec.Struct, frozen=True, kw_only=True):
    """A provider: its models, and whether it can be called now; `until` is when to look again."""

    name: str
    models: Sequence[str]
    available: bool
    reason: Literal["ok", "no_key", "open", "cooling", "disabled"]
    until: datetime | None


class ProviderList(msgspec.Struct, frozen=True, kw_only=True):
    """All providers, in an order that does not change."""

    providers: Sequence[ProviderBody]


def describe_providers(statuses: Sequence[ProviderStatus]) -> ProviderList:
    """Return the response for the statuses."""
    return ProviderList(
        providers=[
            ProviderBody(
                name=status.name,
                models=status.models,
                available=status.is_available,
                reason=status.reason.value,
                until=status.until,
            )
            for status in statuses
        ]
    )
