"""The settings of AI providers: keys, addresses, order and time-outs."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final

from msgspec import Meta

from alcove.apps.study.ai_setting_checks import (
    PROVIDER_NAMES,
    check_base_url,
    check_key,
    check_order,
)
from alcove.apps.study.storage_settings import StorageSettings
from alcove.foundation.settings import RELOADABLE, Secret

POOL_SIZE: Final = 5
"""Keys of one provider: the one without a number, and those numbered from 2."""

DEFAULT_BASE_URLS: Final[Mapping[str, str]] = {
    "deepseek": "https://api.deepseek.com",
    "openai": "https://api.openai.com/v1",
    "claude": "https://api.anthropic.com/v1",
    "gemini": "https://generativelanguage.googleapis.com/v1beta",
    "ollama": "http://127.0.0.1:11434/v1",
}

_ALIASES: Final = {"OPEN_AI_KEY": "OPENAI_API_KEY", "OPEN_AI_KEY_FILE": "OPENAI_API_KEY_FILE"}
_POOL: Final = "A further key of the same provider; calls take turns with all of them."


class AiProviderSettings(StorageSettings, frozen=True, kw_only=True):
    """The server's own keys of AI providers."""

    openai_api_key: Annotated[Secret, Meta(description="Key of OpenAI, or of OpenRouter.")] = Secret()
    openai_api_key_2: Annotated[Secret, Meta(description=_POOL)] = Secret()
    openai_api_key_3: Annotated[Secret, Meta(description=_POOL)] = Secret()
    openai_api_key_4: Annotated[Secret, Meta(description=_POOL)] = Secret()
    openai_api_key_5: Annotated[Secret, Meta(description=_POOL)] = Secret()
    gemini_api_key: Annotated[Secret, Meta(description="Key of Google Gemini.")] = Secret()
    gemini_api_key_2: Annotated[Secret, Meta(description=_POOL)] = Secret()
    gemini_api_key_3: Annotated[Secret, Meta(description=_POOL)] = Secret()
    gemini_api_key_4: Annotated[Secret, Meta(description=_POOL)] = Secret()
    gemini_api_key_5: Annotated[Secret, Meta(description=_POOL)] = Secret()
    claude_api_key: Annotated[Secret, Meta(description="Key of Anthropic Claude.")] = Secret()
    claude_api_key_2: Annotated[Secret, Meta(description=_POOL)] = Secret()
    claude_api_key_3: Annotated[Secret, Meta(description=_POOL)] = Secret()
    claude_api_key_4: Annotated[Secret, Meta(description=_POOL)] = Secret()
    claude_api_key_5: Annotated[Secret, Meta(description=_POOL)] = Secret()
    deepseek_api_key: Annotated[Secret, Meta(description="Key of DeepSeek.")] = Secret()
    deepseek_api_key_2: Annotated[Secret, Meta(description=_POOL)] = Secret()
    deepseek_api_key_3: Annotated[Secret, Meta(description=_POOL)] = Secret()
    deepseek_api_key_4: Annotated[Secret, Meta(description=_POOL)] = Secret()
    deepseek_api_key_5: Annotated[Secret, Meta(description=_POOL)] = Secret()
    ollama_api_key: Annotated[Secret, Meta(description="Key of the server at OLLAMA_BASE_URL, if it wants one.")] = (
        Secret()
    )
    perplexity_api_key: Annotated[Secret, Meta(description="Key of Perplexity.")] = Secret()
    openai_base_url: Annotated[
        str, Meta(description="Address of OpenAI or of a compatible server, with the path of the version.")
    ] = DEFAULT_BASE_URLS["openai"]
    claude_base_url: Annotated[str, Meta(description="Address of Anthropic's API, with the path of the version.")] = (
        DEFAULT_BASE_URLS["claude"]
    )
    gemini_base_url: Annotated[str, Meta(description="Address of Google's API, with the path of the version.")] = (
        DEFAULT_BASE_URLS["gemini"]
    )
    deepseek_base_url: Annotated[str, Meta(description="Address of DeepSeek's API.")] = DEFAULT_BASE_URLS["deepseek"]
    ollama_base_url: Annotated[
        str,
        Meta(
            description="Address of Ollama or of any server with OpenAI's API, with the path of the version. Ollama is"
            " asked only if this or OLLAMA_MODEL is set."
        ),
    ] = DEFAULT_BASE_URLS["ollama"]
    openai_model: Annotated[str, Meta(description="Model of OpenAI for questions that name none.")] = "gpt-4o-mini"
    claude_model: Annotated[str, Meta(description="Model of Anthropic for questions that name none.")] = (
        "claude-3-haiku-20240307"
    )
    gemini_model: Annotated[str, Meta(description="Model of Google for questions that name none.")] = "gemini-1.5-flash"
    deepseek_model: Annotated[str, Meta(description="Model of DeepSeek for questions that name none.")] = (
        "deepseek-chat"
    )
    deepseek_reasoning_model: Annotated[
        str, Meta(description="Model of DeepSeek for questions in the mode `reasoning`.")
    ] = "deepseek-reasoner"
    ollama_model: Annotated[str, Meta(description="Model of Ollama for questions that name none.")] = "llama3.2"
    study_provider_order: Annotated[
        tuple[str, ...],
        Meta(
            description="Providers in the order in which they are asked: deepseek, openai, claude, gemini, ollama. One"
            " that is not listed is off.",
            extra=RELOADABLE,
        ),
    ] = ("deepseek", "openai", "claude", "gemini", "ollama")
    study_first_token_timeout: Annotated[
        float, Meta(ge=0.1, le=300, description="Seconds without a first token after which the next provider is asked.")
    ] = 10.0
    study_provider_stall_timeout: Annotated[
        float, Meta(ge=0.1, le=300, description="Seconds without a further token after which an answer is given up.")
    ] = 30.0

    def __post_init__(self) -> None:
        super().__post_init__()
        check_order(self.study_provider_order)
        for provider in PROVIDER_NAMES:
            variable = f"{provider.upper()}_BASE_URL"
            check_base_url(variable, getattr(self, variable.lower()))
        for variable, key in self.all_keys().items():
            check_key(variable, key)

    def provider_keys(self) -> dict[str, Secret]:
        """Return the keys by the names of their variables; further keys of a pool only if they are set."""
        first = ("openai", "gemini", "claude", "deepseek", "perplexity")
        keys = {f"{name.upper()}_API_KEY": getattr(self, f"{name}_api_key") for name in first}
        return keys | {variable: key for variable, key in self.all_keys().items() if key}

    def all_keys(self) -> dict[str, Secret]:
        """Return all keys, also those that are not set, by the names of their variables."""
        names = (name for name in self.__struct_fields__ if "_api_key" in name)
        return {name.upper(): getattr(self, name) for name in names}

    def key_pool(self, provider: str) -> tuple[Secret, ...]:
        """Return the keys of a provider that are set, by its name; the one without a number first."""
        numbers = ("", *(f"_{number}" for number in range(2, POOL_SIZE + 1)))
        keys = (getattr(self, f"{provider}_api_key{number}", Secret()) for number in numbers)
        return tuple(key for key in keys if key)


class TutorSettings(AiProviderSettings, frozen=True, kw_only=True):
    """What the tutor may cost, and how long it works on an answer that nobody reads."""

    study_stream_grace: Annotated[
        float,
        Meta(ge=0, le=600, description="Seconds for which an answer goes on after its last reader has gone."),
    ] = 15.0
    study_limit_f1_per_minute: Annotated[
        int, Meta(ge=1, le=1_000_000, description="Questions to the tutor by one user per minute.", extra=RELOADABLE)
    ] = 60
    study_budget_user_requests_day: Annotated[
        int, Meta(ge=0, description="Answers of AI providers for one user per day; 0 means no limit.", extra=RELOADABLE)
    ] = 0
    study_budget_user_tokens_day: Annotated[
        int, Meta(ge=0, description="Tokens of AI providers for one user per day; 0 means no limit.", extra=RELOADABLE)
    ] = 0
    study_budget_user_usd_month: Annotated[
        float,
        Meta(
            ge=0,
            description="Cost of AI providers for one user per month, in US dollars; 0 means no limit.",
            extra=RELOADABLE,
        ),
    ] = 0.0
    study_budget_total_usd_month: Annotated[
        float,
        Meta(
            ge=0,
            description="Cost of AI providers for all users per month, in US dollars; 0 means no limit.",
            extra=RELOADABLE,
        ),
    ] = 0.0
    study_prices_file: Annotated[
        Path | None,
        Meta(description="TOML file with prices of models, which wins over the prices that come with the server."),
    ] = None
    study_content_rules: Annotated[
        Path | None, Meta(description="TOML file with rules for the texts of questions and answers.")
    ] = None
    study_answer_cache_seconds: Annotated[
        int, Meta(ge=0, le=2_592_000, description="Seconds for which an answer is given again; 0 means never.")
    ] = 1800
    study_embeddings_dir: Annotated[
        Path | None,
        Meta(description="Folder with the weights of the embedding model; by default that of `make embeddings`."),
    ] = None
    study_material_max_bytes: Annotated[
        int, Meta(ge=1, le=2**30, description="Largest file of a learning material, in bytes.")
    ] = 50 * 2**20
    study_material_max_pages: Annotated[
        int, Meta(ge=1, le=100_000, description="Most pages of a learning material.")
    ] = 2_000
    study_material_seconds: Annotated[
        float, Meta(ge=1, le=3_600, description="Seconds in which the text of a learning material has to be extracted.")
    ] = 120.0
    study_materials_per_minute: Annotated[
        int,
        Meta(ge=1, le=1_000_000, description="Learning materials that one user may add per minute.", extra=RELOADABLE),
    ] = 600


def apply_aliases(environ: Mapping[str, str]) -> Mapping[str, str]:
    """Return the environment with the current names of variables that are set under older ones; the current wins."""
    if any(environ.get(name, "").strip() for name in _ALIASES.values()):
        return environ
    return {**environ, **{new: environ[old] for old, new in _ALIASES.items() if environ.get(old, "").strip()}}
