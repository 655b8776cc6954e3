"""The providers as the settings describe them: dialects, addresses, pools of keys, models, and their order."""

import hashlib
import hmac
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from alcove.apps.study.ai_providers.model import Dialect, ProviderConfig, ProviderKey
from alcove.apps.study.ai_setting_checks import PROVIDER_NAMES, find_provider, is_openrouter_key
from alcove.apps.study.ai_settings import OPENAI_BASE_URL, AiProviderSettings
from alcove.foundation.settings import Secret

OPENROUTER_BASE_URL: Final = "https://openrouter.ai/api/v1"
NO_KEY: Final = Secret()
"""What stands for the key of a server that needs none."""
_DIALECTS: Final = {"claude": Dialect.ANTHROPIC, "gemini": Dialect.GOOGLE}
_KEYLESS: Final = "ollama"
_NO_MODELS: Final[Mapping[str, Sequence[str]]] = {}


def read_providers(
    settings: AiProviderSettings,
    *,
    fields_set: Collection[str],
    fingerprint: Callable[[Secret], str],
    further_models: Mapping[str, Sequence[str]] = _NO_MODELS,
) -> Sequence[ProviderConfig]:
    """Return all providers: those of the configured order first, then those that are off.

    `fields_set` are the settings that the owner has set; `further_models` models by provider, besides the configured
    ones.
    """
    order = [name for listed in settings.study_provider_order if (name := find_provider(listed)) is not None]
    rest = [name for name in PROVIDER_NAMES if name not in order]
    return [
        _read_provider(
            name,
            settings,
            is_enabled=name in order and (name != _KEYLESS or _is_keyless_chosen(fields_set)),
            fingerprint=fingerprint,
            further_models=further_models.get(name, ()),
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
    further_models: Sequence[str],
) -> ProviderConfig:
    keys = list(dict.fromkeys(settings.key_pool(name)))
    model: str = getattr(settings, f"{name}_model")
    reasoning_model: str = getattr(settings, f"{name}_reasoning_model", model)
    return ProviderConfig(
        name=name,
        dialect=_DIALECTS.get(name, Dialect.OPENAI),
        base_url=_find_address(name, settings, keys=keys),
        keys=[ProviderKey(text=key, fingerprint=fingerprint(key)) for key in keys],
        needs_key=name != _KEYLESS,
        is_enabled=is_enabled,
        model=model,
        reasoning_model=reasoning_model,
        models=list(dict.fromkeys((model, reasoning_model, *further_models))),
    )


def _find_address(name: str, settings: AiProviderSettings, *, keys: Sequence[Secret]) -> str:
    address: str = getattr(settings, f"{name}_base_url").rstrip("/")
    if name == "openai" and address == OPENAI_BASE_URL and any(map(is_openrouter_key, keys)):
        return OPENROUTER_BASE_URL
    return address
