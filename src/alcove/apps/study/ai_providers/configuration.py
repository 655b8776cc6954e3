"""The providers as the settings describe them: dialects, addresses, pools of keys, models, and their order."""

import hashlib
import hmac
import re
from collections.abc import Callable, Collection, Sequence
from typing import Final

from alcove.apps.study.ai_providers.model import Dialect, ProviderConfig, ProviderKey
from alcove.apps.study.ai_setting_checks import PROVIDER_NAMES, find_provider
from alcove.apps.study.ai_settings import DEFAULT_BASE_URLS, AiProviderSettings
from alcove.foundation.settings import Secret

NO_KEY: Final = Secret()
"""What stands for the key of a server that needs none."""
_DIALECTS: Final = {"claude": Dialect.ANTHROPIC, "gemini": Dialect.GOOGLE}
_KEYLESS: Final = "ollama"
_RELEASE: Final = re.compile(r"-(\d{8}|latest)$")


def _list_none(_provider: str) -> Sequence[str]:
    return ()


def read_providers(
    settings: AiProviderSettings,
    *,
    fields_set: Collection[str],
    fingerprint: Callable[[Secret], str],
    priced_models: Callable[[str], Sequence[str]] = _list_none,
) -> Sequence[ProviderConfig]:
    """Return all providers: those of the configured order first, then those that are off.

    `fields_set` are the settings that the owner has set; `priced_models` returns the models of a provider that have a
    price.
    """
    order = [name for listed in settings.study_provider_order if (name := find_provider(listed)) is not None]
    rest = [name for name in PROVIDER_NAMES if name not in order]
    return [
        _read_provider(
            name,
            settings,
            is_enabled=name in order and (name != _KEYLESS or _is_keyless_chosen(fields_set)),
            fingerprint=fingerprint,
            priced_models=priced_models,
        )
        for name in (*order, *rest)
    ]


def fingerprint_key(key: Secret, *, secret: str) -> str:
    """Return a text that identifies a key and does not reveal it."""
    own_key = hmac.digest(secret.encode(), b"alcove fingerprints of AI providers' keys", "sha256")
    return hmac.digest(own_key, key.reveal().encode(), "sha256").hex()[:32]


def digest_address(base_url: str) -> str:
    """Return the text under which the health of a provider at an address is stored."""
    return hashlib.sha256(base_url.encode()).hexdigest()[:32]


def _is_keyless_chosen(fields_set: Collection[str]) -> bool:
    """Return whether the owner has named the server without a key, or its model: by default there is none."""
    return not {"ollama_base_url", "ollama_model", "ollama_api_key"}.isdisjoint(fields_set)


def _read_provider(
    name: str,
    settings: AiProviderSettings,
    *,
    is_enabled: bool,
    fingerprint: Callable[[Secret], str],
    priced_models: Callable[[str], Sequence[str]],
) -> ProviderConfig:
    keys = list(dict.fromkeys(settings.key_pool(name)))
    model: str = getattr(settings, f"{name}_model")
    reasoning_model: str = getattr(settings, f"{name}_reasoning_model", model)
    address: str = getattr(settings, f"{name}_base_url").rstrip("/")
    # Another server than the provider's own has models of which the prices know nothing.
    priced = priced_models(name) if address == DEFAULT_BASE_URLS[name] else ()
    if name == "claude":
        # Its models are called by their releases, and most prices are those of all releases of a model.
        priced = [model for model in priced if _RELEASE.search(model)]
    return ProviderConfig(
        name=name,
        dialect=_DIALECTS.get(name, Dialect.OPENAI),
        base_url=address,
        keys=[ProviderKey(text=key, fingerprint=fingerprint(key)) for key in keys],
        needs_key=name != _KEYLESS,
        is_enabled=is_enabled,
        model=model,
        reasoning_model=reasoning_model,
        models=list(dict.fromkeys((model, reasoning_model, *priced))),
    )
