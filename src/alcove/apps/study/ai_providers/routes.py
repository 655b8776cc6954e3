"""`/api/ai/providers`: which AI providers can be called."""

from collections.abc import Callable, Sequence
from typing import Final

from alcove.apps.study.ai_providers.model import ProviderRegistry
from alcove.apps.study.ai_providers.schemas import ProviderList, describe_providers
from alcove.apps.study.native_api import NotAllowed, NotSignedIn
from alcove.apps.study.native_callers import CallerIdentifier
from alcove.foundation.web import Access, Api, Call

PATHS: Final = ("/api/ai/providers", "/api/study/ai/providers")


def register_provider_list(
    apis: Sequence[Api], providers: Callable[[], ProviderRegistry], *, callers: CallerIdentifier
) -> None:
    """Declare the endpoint. It finds out itself who calls: the server does not know access tokens."""
    for api in apis:
        _add_list(api, providers, callers=callers)


def _add_list(api: Api, providers: Callable[[], ProviderRegistry], *, callers: CallerIdentifier) -> None:
    @api.route(
        "GET", *PATHS, response_model=ProviderList, errors=(NotSignedIn, NotAllowed), access=Access.PUBLIC,
        summary="The AI providers, and why one cannot be called; none is called for this",
    )  # fmt: skip
    async def list_providers(call: Call[None, None]) -> ProviderList:
        await callers.identify(call)
        return describe_providers(await providers().list_statuses())
