"""The prices of models: those that come with the server, and the owner's own."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from alcove.apps.study.ai_budgets.model import ModelPrice
from alcove.foundation.settings import SettingError

BUNDLED: Final = Path(__file__).parent / "prices.toml"
SETTING: Final = "STUDY_PRICES_FILE"
_ANY: Final = "*"
_PARTS: Final = frozenset({"prompt", "completion"})
# A release of a model: gpt-4o-mini-2024-07-18, claude-3-haiku-20240307, gemini-1.5-flash-002, claude-3-5-haiku-latest.
_RELEASE: Final = re.compile(r"-(\d{4}-\d{2}-\d{2}|\d{8}|\d{3,4}|latest)\Z")
_VENDOR: Final = re.compile(r"\A[a-z0-9_-]+/")
_PROVIDERS: Final = ("deepseek", "openai", "claude", "gemini", "ollama")
_HIGHEST: Final = Decimal(1_000_000)


class PriceList:
    """Prices by provider and model."""

    def __init__(self, prices: Mapping[str, Mapping[str, ModelPrice]]) -> None:
        self._prices = prices

    def find(self, provider: str, model: str) -> ModelPrice | None:
        """Return the price of a model, None when nobody has named one."""
        prices = self._prices.get(provider, {})
        name = _VENDOR.sub("", model)
        known = (model, name, _RELEASE.sub("", name), _ANY)
        return next((prices[candidate] for candidate in known if candidate in prices), None)

    def list_models(self, provider: str) -> Sequence[str]:
        """Return the names of the models of a provider that have a price."""
        return sorted(name for name in self._prices.get(provider, {}) if name != _ANY)


def load_prices(own: Path | None) -> PriceList:
    """Return the bundled prices with the owner's over them; SettingError that names what is wrong in the file."""
    prices = {provider: dict(models) for provider, models in _read(BUNDLED).items()}
    if own is not None:
        for provider, models in _read(own).items():
            prices.setdefault(provider, {}).update(models)
    return PriceList(prices)


def _read(path: Path) -> Mapping[str, Mapping[str, ModelPrice]]:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except OSError as error:
        raise SettingError(f"{SETTING}: {path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingError(f"{SETTING}: {path} is not TOML: {error}") from error
    return {provider: _read_provider(provider, models) for provider, models in document.items()}


def _read_provider(provider: str, models: object) -> Mapping[str, ModelPrice]:
    if provider not in _PROVIDERS:
        raise SettingError(f"{SETTING}: [{provider}] is no provider; there are {', '.join(_PROVIDERS)}")
    if not isinstance(models, dict):
        raise SettingError(f"{SETTING}: {provider} has to be a table of models")
    return {model: _read_price(f"{provider}.{model}", price) for model, price in models.items()}


def _read_price(name: str, price: object) -> ModelPrice:
    if not isinstance(price, dict) or set(price) != _PARTS:
        raise SettingError(f"{SETTING}: {name} has to be {{ prompt = ..., completion = ... }}")
    return ModelPrice(prompt=_read_amount(name, price["prompt"]), completion=_read_amount(name, price["completion"]))


def _read_amount(name: str, value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise SettingError(f"{SETTING}: the price of {name} has to be a number")
    amount = Decimal(value)
    if not amount.is_finite() or not 0 <= amount <= _HIGHEST:
        raise SettingError(f"{SETTING}: the price of {name} has to be between 0 and {_HIGHEST} US dollars")
    return amount
